import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transpose } from '../../lib/ops/array';
import type { NDArray } from '../../lib/spec/ndarray';
import type { Padding, Pair } from '../../lib/spec/network';
import { filled, uniforms } from '../support/fill';

/** Reads `test/golden/<name>.json`; the caller says what is in it. */
export function golden<T>(name: string): T {
  // JSON carries no types; the file's shape is fixed by the script that wrote it.
  return JSON.parse(readFileSync(join(__dirname, '..', 'golden', `${name}.json`), 'utf8')) as T;
}

/** A PyTorch tensor filled from its name, images and kernels turned into our layout. */
export function torchTensor(name: string, shape: readonly number[]): NDArray {
  const tensor = { shape, data: filled(name, shape) };
  if (shape.length !== 4) return tensor;
  return transpose(tensor, name === 'input' ? [0, 2, 3, 1] : [2, 3, 1, 0]);
}

/** Our [n, h, w, c] back in PyTorch's order of values. */
export function toNCHW(x: NDArray): NDArray {
  return transpose(x, [0, 3, 1, 2]);
}

/** Values in [−1, 1) from a name; the same name gives the same values. */
export function random(name: string, shape: readonly number[]): NDArray {
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Float32Array.from(uniforms(name, count), u => 2 * u - 1) };
}

/** Whole numbers from a name, for random configurations. */
function randomIntegers(name: string): (least: number, most: number) => number {
  const values = uniforms(name, 64);
  let next = 0;
  return (least, most) => least + Math.floor(values[next++] * (most - least + 1));
}

/** Equal within `tolerance` times the largest expected value. */
export function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-4): void {
  assert.equal(actual.length, expected.length, 'number of values');
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < actual.length; i++) {
    const error = Math.abs(actual[i] - expected[i]);
    assert.ok(
      error <= tolerance * Math.max(largest, 1e-6),
      `value ${i}: expected ${expected[i]}, received ${actual[i]}`,
    );
  }
}

/** The sum of all values, in 64 bits. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

/** Checks the message of a RangeError. */
export function assertRefuses(call: () => unknown, message: string): void {
  assert.throws(call, { name: 'RangeError', message });
}

/** Rows of one channel as an image batch [1, h, w, 1]. */
export function image(rows: readonly (readonly number[])[]): NDArray {
  return { shape: [1, rows.length, rows[0].length, 1], data: Float32Array.from(rows.flat()) };
}

/** One channel of one image as rows. */
export function toRows(x: NDArray): number[][] {
  const [, height, width] = x.shape;
  return Array.from({ length: height }, (_, y) => [...x.data.subarray(y * width, (y + 1) * width)]);
}

interface Configuration {
  readonly x: readonly number[];
  readonly kernel: readonly number[];
  readonly options: { strides: Pair; padding: Padding; dilationRate: Pair; groups: number };
}

/** Shapes and options that fit; odd and even sizes, every kind of padding, one to three groups. */
export function randomConvolution(name: string): Configuration {
  const pick = randomIntegers(name);
  const two = (least: number, most: number) => [pick(least, most), pick(least, most)] as const;
  const kernel = two(1, 4);
  const dilationRate = two(1, 3);
  const groups = pick(1, 3);
  const inPerGroup = pick(1, 3);
  const paddings: readonly Padding[] = ['valid', 'same', pick(0, 2), two(0, 3), [two(0, 3), two(0, 3)]];
  const padding = paddings[pick(0, 4)];
  // Large enough for the widest window: 3 · (4 − 1) + 1.
  const size = two(10, 15);
  return {
    x: [pick(1, 2), ...size, groups * inPerGroup],
    kernel: [...kernel, inPerGroup, groups * pick(1, 6)],
    options: { strides: two(1, 4), padding, dilationRate, groups },
  };
}
