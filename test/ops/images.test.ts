import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crop, ndarray, pad2d, resizeBilinear, resizeNearest, roiAlign, roiPool, zeros } from '../../lib/ops';
import { assertClose } from '../support/assertClose';
import { assertRefuses, image, random, toRows } from './support';

describe('pad2d', () => {
  const x = image([
    [1, 2, 3],
    [4, 5, 6],
  ]);

  test('zeros, each side on its own', () => {
    const padding = [
      [0, 1],
      [2, 0],
    ] as const;
    assert.deepEqual(toRows(pad2d(x, { padding })), [
      [0, 0, 1, 2, 3],
      [0, 0, 4, 5, 6],
      [0, 0, 0, 0, 0],
    ]);
  });

  test('reflect mirrors at the edge pixel, which is not repeated', () => {
    assert.deepEqual(toRows(pad2d(x, { padding: [1, 2], mode: 'reflect' })), [
      [6, 5, 4, 5, 6, 5, 4],
      [3, 2, 1, 2, 3, 2, 1],
      [6, 5, 4, 5, 6, 5, 4],
      [3, 2, 1, 2, 3, 2, 1],
    ]);
  });

  test('replicate repeats the edge pixel', () => {
    assert.deepEqual(
      toRows(pad2d(image([[1, 2]]), { padding: 2, mode: 'replicate' })),
      new Array(5).fill([1, 1, 1, 2, 2, 2]),
    );
  });

  test('channels and images keep to themselves', () => {
    const y = pad2d(ndarray([2, 1, 1, 2], [1, 2, 3, 4]), { padding: [0, 1] });
    assert.deepEqual(y, ndarray([2, 1, 3, 2], [0, 0, 1, 2, 0, 0, 0, 0, 3, 4, 0, 0]));
  });
});

test('crop cuts a rectangle out', () => {
  const x = image([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 10, 11, 12],
  ]);
  assert.deepEqual(toRows(crop(x, { offset: [1, 2], size: 2 })), [
    [7, 8],
    [11, 12],
  ]);
  const inside = random('x', [2, 4, 5, 3]);
  assert.deepEqual(crop(pad2d(inside, { padding: [2, 3] }), { offset: [2, 3], size: [4, 5] }), inside);
});

describe('resizeBilinear', () => {
  const x = image([[0, 4, 8]]);

  test('edges stay in place: pixel centres at (i + ½) · 3 / 6 − ½', () => {
    // places −0.25, 0.25, 0.75, 1.25, 1.75, 2.25
    assert.deepEqual(toRows(resizeBilinear(x, { size: [1, 6] })), [[0, 1, 3, 5, 7, 8]]);
  });

  test('corners stay in place', () => {
    assert.deepEqual(toRows(resizeBilinear(x, { size: [1, 5], alignCorners: true })), [[0, 2, 4, 6, 8]]);
    assert.deepEqual(toRows(resizeBilinear(x, { size: [2, 1], alignCorners: true })), [[0], [0]]);
  });

  test('neither: pixel i at i · 3 / 6', () => {
    assert.deepEqual(toRows(resizeBilinear(x, { size: [1, 6], halfPixelCenters: false })), [[0, 2, 4, 6, 8, 8]]);
  });

  test('both axes at once', () => {
    const square = image([
      [0, 10],
      [20, 30],
    ]);
    assert.deepEqual(toRows(resizeBilinear(square, { size: 3, alignCorners: true })), [
      [0, 5, 10],
      [10, 15, 20],
      [20, 25, 30],
    ]);
  });

  test('its own size changes nothing', () => {
    const picture = random('x', [2, 5, 4, 3]);
    assert.deepEqual(resizeBilinear(picture, { size: [5, 4] }), picture);
    assertClose(resizeBilinear(picture, { size: [5, 4], alignCorners: true }).data, picture.data, 1e-6);
  });
});

test('resizeNearest takes pixel ⌊i · h / oh⌋', () => {
  const x = image([[1, 2, 3]]);
  assert.deepEqual(toRows(resizeNearest(x, { size: [2, 6] })), [
    [1, 1, 2, 2, 3, 3],
    [1, 1, 2, 2, 3, 3],
  ]);
  assert.deepEqual(toRows(resizeNearest(x, { size: [1, 2] })), [[1, 2]]);
  assert.deepEqual(toRows(resizeNearest(x, { size: [1, 5] })), [[1, 1, 2, 2, 3]]);
});

describe('regions of interest, by hand', () => {
  const ramp = image(Array.from({ length: 6 }, (_, y) => Array.from({ length: 6 }, (_, x) => 10 * y + x)));
  const roi = (...box: number[]) => ndarray([1, 5], [0, ...box]);

  test('roiPool counts both end pixels', () => {
    const y = roiPool(ramp, roi(1, 1, 4, 2), { outputSize: 2 });
    assert.deepEqual(y.shape, [1, 2, 2, 1]);
    assert.deepEqual(toRows(y), [
      [12, 14],
      [22, 24],
    ]);
  });

  test('roiPool rounds the scaled box, halves away from zero', () => {
    // (1, 1, 5, 5) / 2 rounds to rows and columns 1 … 3
    assert.deepEqual(toRows(roiPool(ramp, roi(1, 1, 5, 5), { outputSize: 1, spatialScale: 0.5 })), [[33]]);
    // −0.5 rounds to −1: columns −1 … 1 make the bins −1 … 0 and 0 … 1, and there is no column −1
    assert.deepEqual(toRows(roiPool(image([[5, 4, 3]]), roi(-0.5, 0, 1, 0), { outputSize: [1, 2] })), [[5, 5]]);
  });

  test('roiPool gives 0 outside the features', () => {
    assert.deepEqual(toRows(roiPool(ramp, roi(20, 20, 30, 30), { outputSize: 1 })), [[0]]);
  });

  test('roiAlign of a ramp is the ramp at the middle of each bin', () => {
    const y = roiAlign(ramp, roi(1, 1, 3, 5), { outputSize: 2, samplingRatio: 2 });
    assertClose(y.data, [21.5, 22.5, 41.5, 42.5], 1e-6);
    const aligned = roiAlign(ramp, roi(1, 1, 3, 5), { outputSize: 2, samplingRatio: 2, aligned: true });
    assertClose(aligned.data, [16, 17, 36, 37], 1e-6);
  });

  test('roiAlign without a sampling ratio takes a sample for each pixel', () => {
    const bumpy = image([[0, 8, 0, 0, 4, 0]]);
    // a bin of 3 pixels: samples at 0.5, 1.5, 2.5 → 4, 4, 0
    assertClose(roiAlign(bumpy, roi(0, 0, 6, 1), { outputSize: [1, 2] }).data, [8 / 3, (2 + 2 + 0) / 3], 1e-6);
  });

  test('roiAlign: samples over a pixel outside count as 0, and boxes are one pixel at least unless aligned', () => {
    const flat = image([
      [6, 6],
      [6, 6],
    ]);
    // samples at −3.5 … 0.5 along x; of the five, those at −0.5 and 0.5 are in reach
    assertClose(roiAlign(flat, roi(-4, 0, 1, 1), { outputSize: 1 }).data, [(6 * 2) / 5], 1e-6);
    assertClose(roiAlign(flat, roi(1, 1, 1, 1), { outputSize: 1 }).data, [6], 1e-6);
    assert.deepEqual([...roiAlign(flat, roi(1, 1, 1, 1), { outputSize: 1, aligned: true }).data], [0]);
  });

  test('each region reads its own image', () => {
    const features = ndarray([2, 1, 1, 1], [5, 7]);
    const rois = ndarray([3, 5], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
    assert.deepEqual([...roiPool(features, rois, { outputSize: 1 }).data], [7, 5, 7]);
    assert.deepEqual([...roiAlign(features, rois, { outputSize: 1 }).data], [7, 5, 7]);
  });
});

const x = zeros([1, 4, 4, 1]);
const refusals: readonly [string, () => unknown, string][] = [
  [
    'to mirror more than there is',
    () => pad2d(x, { padding: [0, 4], mode: 'reflect' }),
    "pad2d: 'reflect' needs padding smaller than the image. Received padding 4 on an axis of 4 pixels.",
  ],
  [
    'negative padding',
    () => pad2d(x, { padding: -1 }),
    'pad2d: padding must be whole numbers of at least 0. Received -1.',
  ],
  [
    'a cut that leaves the image',
    () => crop(x, { offset: 1, size: [3, 4] }),
    'crop: offset 1 with size [3, 4] must lie inside the image, in whole pixels. Received shape [1, 4, 4, 1].',
  ],
  [
    'a size of 0',
    () => resizeBilinear(x, { size: 0 }),
    'resizeBilinear: size must be positive whole numbers. Received 0.',
  ],
  [
    'to resize nothing',
    () => resizeNearest(zeros([1, 0, 4, 1]), { size: 2 }),
    'resizeNearest: cannot resize an image without pixels. Received shape [1, 0, 4, 1].',
  ],
  [
    'two alignments at once',
    () => resizeBilinear(x, { size: 2, alignCorners: true, halfPixelCenters: true }),
    'resizeBilinear: alignCorners and halfPixelCenters cannot both be true. Choose one.',
  ],
  [
    'regions of another shape',
    () => roiPool(x, zeros([2, 4]), { outputSize: 2 }),
    'roiPool: rois must be [k, 5], each row [image, x1, y1, x2, y2]. Received shape [2, 4].',
  ],
  [
    'a region on an image that is not there',
    () => roiAlign(x, ndarray([1, 5], [1, 0, 0, 1, 1]), { outputSize: 2 }),
    'roiAlign: roi 0 lies on image 1, and features hold 1. Count from 0.',
  ],
  [
    'an output size that is not whole',
    () => roiPool(x, zeros([1, 5]), { outputSize: 1.5 }),
    'roiPool: outputSize must be positive whole numbers. Received 1.5.',
  ],
  [
    'a sampling ratio that is not whole',
    () => roiAlign(x, zeros([1, 5]), { outputSize: 1, samplingRatio: 0.5 }),
    'roiAlign: samplingRatio must be a whole number. Received 0.5.',
  ],
  [
    'features without a batch',
    () => roiPool(zeros([4, 4, 1]), zeros([1, 5]), { outputSize: 1 }),
    'roiPool: features must be images of shape [n, h, w, c]. Received shape [4, 4, 1]. Add a batch axis: [1, 4, 4, 1].',
  ],
];
for (const [what, call, message] of refusals) {
  test(`refuses ${what}`, () => assertRefuses(call, message));
}
