import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  add,
  batch,
  concatenate,
  ndarray,
  padChannels,
  reshape,
  sizeOf,
  sliceChannels,
  transpose,
  unbatch,
  zeros,
} from '../../lib/ops';
import { assertRefuses } from './support';

test('ndarray copies its values', () => {
  const values = [1, 2, 3, 4];
  const x = ndarray([2, 2], values);
  values[0] = 9;
  assert.deepEqual(x, { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) });
  assert.deepEqual(zeros([2, 1]), { shape: [2, 1], data: new Float32Array(2) });
  assert.equal(sizeOf([2, 3, 4]), 24);
  assert.equal(sizeOf([]), 1);
});

test('reshape shares the data', () => {
  const x = ndarray([2, 3], [1, 2, 3, 4, 5, 6]);
  const y = reshape(x, [3, 2]);
  assert.deepEqual(y.shape, [3, 2]);
  assert.equal(y.data, x.data);
});

test('batch puts images together, unbatch takes them out', () => {
  const [first, second] = [ndarray([1, 2, 1], [1, 2]), ndarray([1, 2, 1], [3, 4])];
  assert.deepEqual(batch(first), ndarray([1, 1, 2, 1], [1, 2]));
  assert.deepEqual(batch(first, second), ndarray([2, 1, 2, 1], [1, 2, 3, 4]));
  assert.deepEqual(unbatch(batch(first, second)), [first, second]);
  const [alone] = unbatch(batch(first));
  alone.data[0] = 9;
  assert.equal(first.data[0], 1);
});

test('transpose, by hand', () => {
  const x = ndarray([2, 3], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(transpose(x, [1, 0]), ndarray([3, 2], [1, 4, 2, 5, 3, 6]));
  // two channels of 1×2 pixels, from [n, c, h, w] to [n, h, w, c]
  const image = ndarray([1, 2, 1, 2], [1, 2, 10, 20]);
  assert.deepEqual(transpose(image, [0, 2, 3, 1]), ndarray([1, 1, 2, 2], [1, 10, 2, 20]));
});

test('concatenate joins the channels of each pixel', () => {
  const joined = concatenate([ndarray([2, 1], [1, 2]), ndarray([2, 2], [10, 20, 30, 40]), ndarray([2, 0], [])]);
  assert.deepEqual(joined, ndarray([2, 3], [1, 10, 20, 2, 30, 40]));
});

test('sliceChannels takes channels out, padChannels puts zeros around', () => {
  const x = ndarray([2, 3], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(sliceChannels(x, 1, 2), ndarray([2, 2], [2, 3, 5, 6]));
  assert.deepEqual(sliceChannels(x, 0, 3), x);
  assert.deepEqual(
    padChannels(ndarray([2, 1], [1, 2]), { before: 1, after: 2 }),
    ndarray([2, 4], [0, 1, 0, 0, 0, 2, 0, 0]),
  );
});

test('add adds value by value', () => {
  assert.deepEqual(add(ndarray([2], [1, 2]), ndarray([2], [10, 20])), ndarray([2], [11, 22]));
});

const pixels = zeros([1, 2, 2, 3]);
const refusals: readonly [string, () => unknown, string][] = [
  ['too few values', () => ndarray([2, 2], [1, 2, 3]), 'ndarray: shape [2, 2] holds 4 values. Received 3 for values.'],
  [
    'a size that is not whole',
    () => ndarray([2.5], [1, 2]),
    'ndarray: the sizes in a shape must be whole numbers of at least 0. Received [2.5] for values.',
  ],
  [
    'a reshape to another number of values',
    () => reshape(zeros([2, 3]), [4]),
    'reshape: [4] holds 4 values. Received shape [2, 3] with 6.',
  ],
  [
    'axes that are not all there',
    () => transpose(zeros([2, 3]), [0, 0]),
    'transpose: axes must name each of [0, 1] once. Received [0, 0].',
  ],
  ['a batch of nothing', () => batch(), 'batch: needs at least one image. Received none.'],
  [
    'an image without channels in a batch',
    () => batch(zeros([2, 3])),
    'batch: an image must be [h, w, c]. Received shape [2, 3]. Add a channel axis: [2, 3, 1].',
  ],
  ['a batch in a batch', () => batch(pixels), 'batch: an image must be [h, w, c]. Received shape [1, 2, 2, 3].'],
  [
    'an image with too few values in a batch',
    () => batch({ shape: [1, 2, 1], data: new Float32Array(1) }),
    'batch: shape [1, 2, 1] holds 2 values. Received 1 for an image.',
  ],
  [
    'images of two shapes in a batch',
    () => batch(zeros([2, 3, 1]), zeros([3, 2, 1])),
    'batch: all images must have one shape. Received [2, 3, 1] and [3, 2, 1].',
  ],
  [
    'to take images out of one',
    () => unbatch(zeros([2, 3, 1])),
    'unbatch: x must be images of shape [n, h, w, c]. Received shape [2, 3, 1]. Add a batch axis: [1, 2, 3, 1].',
  ],
  [
    'to take images out of none',
    () => unbatch(zeros([0, 2, 3, 1])),
    'unbatch: there is no image in a batch of shape [0, 2, 3, 1].',
  ],
  ['nothing to join', () => concatenate([]), 'concatenate: needs at least one array. Received none.'],
  [
    'images of different sizes to join',
    () => concatenate([pixels, zeros([1, 2, 3, 3])]),
    'concatenate: shapes may differ in the last axis only. Received [1, 2, 2, 3] and [1, 2, 3, 3].',
  ],
  [
    'channels that are not there',
    () => sliceChannels(pixels, 2, 2),
    'sliceChannels: x has 3 channels. Received first 2 and count 2.',
  ],
  [
    'a negative number of channels',
    () => padChannels(pixels, { before: -1, after: 0 }),
    'padChannels: before and after must be whole numbers of at least 0. Received -1 and 0.',
  ],
  [
    'to slice a single number',
    () => sliceChannels(zeros([]), 0, 1),
    'sliceChannels: x must have channels on its last axis. Received shape [].',
  ],
  [
    'different shapes to add',
    () => add(pixels, zeros([1, 2, 2, 1])),
    'add: both inputs must have the same shape. Received [1, 2, 2, 3] and [1, 2, 2, 1].',
  ],
];
for (const [what, call, message] of refusals) {
  test(`refuses ${what}`, () => assertRefuses(call, message));
}
