import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  channelStatistics,
  classCounts,
  firstOfEachClass,
  holdOut,
  imageAt,
  type LabelledImages,
  selectImages,
} from '../../lib/datasets';
import { byteAt } from '../../lib/spec';
import { assertClose } from '../support/assertClose';

/** Images of 1 × 2 pixels and two channels, whose values tell which image they belong to. */
const set: LabelledImages = {
  images: Uint8Array.from([0, 0, 0, 51, 10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33, 255, 255, 255, 204]),
  shape: [5, 1, 2, 2],
  labels: Int32Array.of(1, 0, 1, 1, 0),
  classNames: ['cat', 'dog'],
};

/** The first value of each image. */
const starts = ({ images, shape: [count, height, width, channels] }: LabelledImages): number[] =>
  Array.from({ length: count }, (_, i) => byteAt(images, i * height * width * channels));

test('an image comes out as floats from 0 to 1', () => {
  const { shape, data } = imageAt(set, 4);
  assert.deepEqual(shape, [1, 2, 2]);
  assert.deepEqual(data, Float32Array.of(1, 1, 1, 0.8));
});

test('selected images keep their labels and have their own memory', () => {
  const selected = selectImages(set, [3, 1]);
  assert.deepEqual(selected.shape, [2, 1, 2, 2]);
  assert.deepEqual(starts(selected), [30, 10]);
  assert.deepEqual(selected.labels, Int32Array.of(1, 0));
  selected.images.fill(7);
  assert.equal(set.images[12], 30);
});

test('the first of each class come in turn', () => {
  const first = firstOfEachClass(set, 2);
  assert.deepEqual(starts(first), [10, 0, 255, 20]);
  assert.deepEqual(first.labels, Int32Array.of(0, 1, 0, 1));
});

test('what is held out is the end of each class, and nothing is in both parts', () => {
  const { train, test: held } = holdOut(set, 1);
  assert.deepEqual(starts(held), [255, 30]);
  assert.deepEqual(held.labels, Int32Array.of(0, 1));
  assert.deepEqual(starts(train), [0, 10, 20]);
});

test('classes are counted', () => {
  assert.deepEqual(classCounts(set), [2, 3]);
  assert.deepEqual(classCounts(selectImages(set, [1])), [1, 0]);
});

test('mean and standard deviation of each channel agree with their definition', () => {
  const small = selectImages(set, [0, 4]);
  // Channel 0: 0, 0, 1, 1. Channel 1: 0, 0.2, 1, 0.8.
  const { mean, std } = channelStatistics(small);
  assertClose(mean, [0.5, 0.5], 1e-12, 'mean');
  assertClose(std, [0.5, Math.sqrt((0.25 + 0.09 + 0.25 + 0.09) / 4)], 1e-12, 'std');
});

test('mistakes are named', () => {
  const cases: readonly [string, () => unknown, string][] = [
    ['past the end', () => imageAt(set, 5), 'imageAt: the set has 5 images, with indices from 0 to 4. Received 5.'],
    ['a fraction', () => imageAt(set, 0.5), 'imageAt: the set has 5 images, with indices from 0 to 4. Received 0.5.'],
    [
      'below 0',
      () => selectImages(set, [0, -1]),
      'selectImages: the set has 5 images, with indices from 0 to 4. Received -1.',
    ],
    ['none', () => firstOfEachClass(set, 0), 'firstOfEachClass: count must be a positive whole number. Received 0.'],
    [
      'too many',
      () => firstOfEachClass(set, 3),
      "firstOfEachClass: class 'cat' has 2 images, too few to take 3. Ask for fewer.",
    ],
    [
      'all',
      () => holdOut(set, 2),
      "holdOut: class 'cat' has 2 images, too few to take 2 and leave 1 to learn from. Ask for fewer.",
    ],
  ];
  for (const [name, call, message] of cases) assert.throws(call, { name: 'RangeError', message }, name);
});
