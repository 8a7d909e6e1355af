import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  adaptiveAveragePooling2d,
  adaptiveMaxPooling2d,
  averagePooling2d,
  globalAveragePooling2d,
  maxPooling2d,
  ndarray,
  zeros,
} from '../../lib/ops';
import { assertClose } from '../support/assertClose';
import { assertRefuses, image, random, toRows } from './support';

const picture = image([
  [-1, -2, -3, -4],
  [-5, -6, -7, -8],
  [-9, -10, -11, -12],
]);

describe('maxPooling2d', () => {
  test('strides are the size of the pool unless told', () => {
    assert.deepEqual(toRows(maxPooling2d(picture, { poolSize: 2 })), [[-1, -3]]);
  });

  test('padding is never the largest, even where all values are negative', () => {
    assert.deepEqual(toRows(maxPooling2d(picture, { poolSize: 2, padding: 1 })), [
      [-1, -2, -4],
      [-5, -6, -8],
    ]);
  });

  test('ceil mode keeps the rest that does not fill a window', () => {
    assert.deepEqual(toRows(maxPooling2d(picture, { poolSize: [2, 3], ceilMode: true })), [
      [-1, -4],
      [-9, -12],
    ]);
  });

  test('ceil mode drops a window that would start in the padding', () => {
    const y = maxPooling2d(image([[1, 2, 3, 4]]), {
      poolSize: [1, 2],
      strides: [1, 3],
      padding: [0, 1],
      ceilMode: true,
    });
    assert.deepEqual(toRows(y), [[1, 4]]);
  });

  test('dilation leaves pixels out', () => {
    const y = maxPooling2d(image([[1, 9, 2, 8, 3]]), { poolSize: [1, 3], strides: 1, dilationRate: [1, 2] });
    assert.deepEqual(toRows(y), [[3]]);
  });

  test("padding 'same' pads the end", () => {
    const y = maxPooling2d(image([[1, 2, 3, 4, 5]]), { poolSize: [1, 2], padding: 'same' });
    assert.deepEqual(toRows(y), [[2, 4, 5]]);
  });

  test('channels and images of a batch are pooled on their own', () => {
    const x = ndarray([2, 1, 2, 2], [1, 20, 3, 4, 5, 60, 70, 8]);
    const { shape, data } = maxPooling2d(x, { poolSize: [1, 2] });
    assert.deepEqual(shape, [2, 1, 1, 2]);
    assert.deepEqual([...data], [3, 20, 70, 60]);
  });

  test('a value that is not a number shows', () => {
    assert.deepEqual(toRows(maxPooling2d(image([[1, Number.NaN, 3]]), { poolSize: [1, 3] })), [[Number.NaN]]);
  });
});

describe('averagePooling2d', () => {
  const x = image([
    [4, 8],
    [12, 16],
  ]);

  test('by hand', () => {
    assert.deepEqual(toRows(averagePooling2d(x, { poolSize: 2 })), [[10]]);
  });

  test('padded zeros count in the divisor, or do not', () => {
    const options = { poolSize: 2, padding: 1 };
    assert.deepEqual(toRows(averagePooling2d(x, options)), [
      [1, 2],
      [3, 4],
    ]);
    assert.deepEqual(toRows(averagePooling2d(x, { ...options, countIncludePad: false })), [
      [4, 8],
      [12, 16],
    ]);
  });

  test('what a ceiled window covers past the padding never counts', () => {
    const y = averagePooling2d(image([[3, 6, 9]]), { poolSize: [1, 2], padding: 0, ceilMode: true });
    assert.deepEqual(toRows(y), [[4.5, 9]]);
    // windows: {pad, 3, 6}, {9, pad} with the third place past the padding
    const padded = averagePooling2d(image([[3, 6, 9]]), { poolSize: [1, 3], padding: [0, 1], ceilMode: true });
    assert.deepEqual(toRows(padded), [[3, 4.5]]);
  });
});

describe('adaptive and global pooling', () => {
  const x = image([[1, 2, 3, 4, 5]]);

  test('bins overlap where the sizes do not divide', () => {
    // [0, 1], [1, 2, 3], [3, 4]
    assert.deepEqual(toRows(adaptiveAveragePooling2d(x, { outputSize: [1, 3] })), [[1.5, 3, 4.5]]);
    assert.deepEqual(toRows(adaptiveMaxPooling2d(x, { outputSize: [1, 3] })), [[2, 4, 5]]);
  });

  test('a larger output repeats pixels', () => {
    assert.deepEqual(toRows(adaptiveMaxPooling2d(image([[7, 9]]), { outputSize: [2, 4] })), [
      [7, 7, 9, 9],
      [7, 7, 9, 9],
    ]);
  });

  test('where the sizes divide it is an ordinary pool', () => {
    const y = random('x', [2, 12, 8, 3]);
    const adaptive = adaptiveAveragePooling2d(y, { outputSize: [4, 2] });
    const ordinary = averagePooling2d(y, { poolSize: [3, 4] });
    assert.deepEqual(adaptive, ordinary);
    assert.deepEqual(adaptiveMaxPooling2d(y, { outputSize: [4, 2] }), maxPooling2d(y, { poolSize: [3, 4] }));
  });

  test('the global mean of each channel', () => {
    const { shape, data } = globalAveragePooling2d(ndarray([1, 2, 2, 2], [1, 10, 2, 20, 3, 30, 6, 100]));
    assert.deepEqual(shape, [1, 2]);
    assertClose(data, [3, 40], 1e-6);
  });
});

const refusals: readonly [string, () => unknown, string][] = [
  [
    'more padding than half of the pool',
    () => maxPooling2d(zeros([1, 5, 5, 1]), { poolSize: 2, padding: 2 }),
    'maxPooling2d: padding 2 is more than half of poolSize 2. Use at most 1.',
  ],
  [
    'more padding than half of the pool, for means',
    () => averagePooling2d(zeros([1, 5, 5, 1]), { poolSize: 3, padding: [0, 2] }),
    'averagePooling2d: padding [0, 2] is more than half of poolSize 3. Use at most 1.',
  ],
  [
    'a pool that does not fit',
    () => maxPooling2d(zeros([1, 5, 2, 1]), { poolSize: 3 }),
    "maxPooling2d: poolSize 3 does not fit input width 2 with padding 'valid'. Received inputShape [5, 2, 1], strides 3.",
  ],
  [
    'a vector',
    () => globalAveragePooling2d(zeros([4, 3])),
    'globalAveragePooling2d: x must be images of shape [n, h, w, c]. Received shape [4, 3].',
  ],
  [
    'an output size of 0',
    () => adaptiveAveragePooling2d(zeros([1, 5, 5, 1]), { outputSize: [2, 0] }),
    'adaptiveAveragePooling2d: outputSize must be positive whole numbers. Received [2, 0].',
  ],
  [
    'an image without pixels',
    () => adaptiveMaxPooling2d(zeros([1, 0, 5, 1]), { outputSize: 2 }),
    'adaptiveMaxPooling2d: cannot pool an image without pixels. Received shape [1, 0, 5, 1].',
  ],
];
for (const [what, call, message] of refusals) {
  test(`pooling refuses ${what}`, () => assertRefuses(call, message));
}
