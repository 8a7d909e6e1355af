import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LabelledImages } from '../../../lib/datasets';
import { at } from '../../../lib/spec';
import { augmentedImages } from '../../../lib/training';

/** Two images of one row: 0, 51, 102 and 153, 204, 255, whose mean is 0.5. */
const set: LabelledImages = {
  images: Uint8Array.of(0, 51, 102, 153, 204, 255),
  ...{ shape: [2, 1, 3, 1], labels: Int32Array.of(0, 0), classNames: ['a'] },
};

const rounded = (data: Float32Array): number[] => Array.from(data, value => Math.round(value * 1000) / 1000);

test('without changes the image comes back, from 0 to 1', () => {
  const image = at(augmentedImages(set, 1, {}, { count: 1 }), 0);
  assert.deepEqual(image.shape, [1, 3, 1]);
  assert.deepEqual(rounded(image.data), [0.6, 0.8, 1]);
});

test('some versions are mirrored and some are not, the same ones for the same seed', () => {
  const versions = (seed: number) =>
    augmentedImages(set, 0, { flip: true }, { count: 20, seed }).map(({ data }) => rounded(data).join(' '));
  assert.deepEqual([...new Set(versions(0))].sort(), ['0 0.2 0.4', '0.4 0.2 0']);
  assert.deepEqual(versions(0), versions(0));
  assert.notDeepEqual(versions(0), versions(1));
});

test('a changed brightness stays between 0 and 1', () => {
  for (const { data } of augmentedImages(set, 1, { color: 0.9 }, { count: 20 })) {
    assert.ok(data.every(value => value >= 0 && value <= 1));
  }
});

test('a shift that is larger than the image is refused', () => {
  assert.throws(() => augmentedImages(set, 0, { crop: 1 }, { count: 1 }), {
    name: 'RangeError',
    message: "augment: crop is a whole number of pixels below the image's size 1×3. Received 1.",
  });
});
