import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resize } from '../../lib/datasets';
import { assertClose } from '../support/assertClose';

/** torch 2.14.1: `interpolate(x, size, mode='bilinear', antialias=True)` of the pattern below, in float64. */
const cases: readonly (readonly [from: [number, number], to: [number, number], expected: readonly number[]])[] = [
  [
    [5, 7],
    [2, 3],
    [0.528571, 0.505882, 0.439286, 0.582143, 0.461765, 0.528571],
  ],
  [
    [4, 4],
    [3, 6],
    [
      0.21, 0.36, 0.505, 0.485, 0.63, 0.78, 0.5, 0.65, 0.758333, 0.591667, 0.425, 0.3, 0.79, 0.555, 0.37, 0.57, 0.605,
      0.59,
    ],
  ],
  [
    [3, 2],
    [5, 5],
    [
      0, 0.03, 0.15, 0.27, 0.3, 0.28, 0.31, 0.43, 0.55, 0.58, 0.7, 0.73, 0.85, 0.97, 1, 0.46, 0.49, 0.61, 0.73, 0.76,
      0.3, 0.33, 0.45, 0.57, 0.6,
    ],
  ],
  [
    [9, 4],
    [4, 4],
    [
      0.36, 0.66, 0.488571, 0.568571, 0.682927, 0.526829, 0.504878, 0.482927, 0.517073, 0.495122, 0.473171, 0.317073,
      0.431429, 0.511429, 0.34, 0.64,
    ],
  ],
];
for (const [[height, width], size, expected] of cases) {
  test(`'antialiased' from ${height}×${width} to ${size.join('×')} is PyTorch's`, () => {
    const data = Float32Array.from({ length: height * width }, (_, i) => {
      const [row, column] = [Math.floor(i / width), i % width];
      return ((row * 7 + column * 3) % 11) / 10;
    });
    const resized = resize({ shape: [height, width, 1], data }, size, 'antialiased');
    assert.deepEqual(resized.shape, [...size, 1]);
    assertClose(resized.data, expected, 2e-6, 'pixel', 1);
  });
}
