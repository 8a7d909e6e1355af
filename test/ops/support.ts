import assert from 'node:assert/strict';
import { imagesOf, transpose } from '../../lib/ops/array';
import { at, floatAt } from '../../lib/spec/at';
import type { NDArray } from '../../lib/spec/ndarray';
import type { Padding, Pair } from '../../lib/spec/network';
import { Random } from '../../lib/spec/random';
import { filled, uniforms } from '../support/fill';

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
  const random = new Random(name);
  return (least, most) => least + random.integer(most - least + 1);
}

/** The sum of all values, in 64 bits. */
export function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}

export function dot(a: Float32Array, b: Float32Array): number {
  return sum(Float64Array.from(a, (value, i) => value * floatAt(b, i)));
}

/** Checks the message of a RangeError. */
export function assertRefuses(call: () => unknown, message: string): void {
  assert.throws(call, { name: 'RangeError', message });
}

/** Rows of one channel as an image batch [1, h, w, 1]. */
export function image(rows: readonly (readonly number[])[]): NDArray {
  return { shape: [1, rows.length, at(rows, 0).length, 1], data: Float32Array.from(rows.flat()) };
}

/** One channel of one image as rows. */
export function toRows(x: NDArray): number[][] {
  const { height, width } = imagesOf(x, 'toRows');
  return Array.from({ length: height }, (_, y) => [...x.data.subarray(y * width, (y + 1) * width)]);
}

interface Configuration {
  readonly x: readonly [number, number, number, number];
  readonly kernel: readonly [number, number, number, number];
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
  const padding = at(paddings, pick(0, paddings.length - 1));
  // Large enough for the widest window: 3 · (4 − 1) + 1.
  const size = two(10, 15);
  return {
    x: [pick(1, 2), ...size, groups * inPerGroup],
    kernel: [...kernel, inPerGroup, groups * pick(1, 6)],
    options: { strides: two(1, 4), padding, dilationRate, groups },
  };
}
