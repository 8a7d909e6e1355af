import { floatAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import { channelsOf, checkArray, copyValues, zeros } from './array';

/**
 * Joins arrays along their last axis, the channels, in the order given: GoogLeNet's and DenseNet's way to merge branches.
 *
 * Introduced in notebook alexnet.
 *
 * @param arrays each [..., cᵢ], equal but for the channels
 * @returns [..., Σ cᵢ]
 * @throws RangeError when there is none, or when another axis differs
 */
export function concatenate(arrays: readonly NDArray[]): NDArray {
  const [head] = arrays;
  if (head === undefined) throw new RangeError('concatenate: needs at least one array. Received none.');
  const outer = head.shape.slice(0, -1);
  for (const x of arrays) checkOuterShape(x, outer, arrays);
  const parts = arrays.map(x => ({ data: x.data, channels: channelsOf(x, 'concatenate') }));
  const total = parts.reduce((sum, { channels }) => sum + channels, 0);
  const result = zeros([...outer, total]);
  let first = 0;
  for (const { data, channels } of parts) {
    copyChannels(data, channels, 0, result.data, total, first, channels);
    first += channels;
  }
  return result;
}

function checkOuterShape(x: NDArray, outer: readonly number[], arrays: readonly NDArray[]): void {
  checkArray(x, 'concatenate', 'an input');
  if (x.shape.length === outer.length + 1 && outer.every((size, axis) => x.shape[axis] === size)) return;
  const shapes = arrays.map(({ shape }) => showShape(shape)).join(' and ');
  throw new RangeError(`concatenate: shapes may differ in the last axis only. Received ${shapes}.`);
}

/**
 * The channels `first … first + count − 1`.
 *
 * @param x [..., c]
 * @returns [..., count]
 * @throws RangeError when `x` has no such channels
 */
export function sliceChannels(x: NDArray, first: number, count: number): NDArray {
  const channels = channelsOf(x, 'sliceChannels');
  if (first < 0 || count < 0 || first + count > channels) {
    throw new RangeError(`sliceChannels: x has ${channels} channels. Received first ${first} and count ${count}.`);
  }
  if (count === channels) return x;
  const result = zeros([...x.shape.slice(0, -1), count]);
  copyChannels(x.data, channels, first, result.data, count, 0, count);
  return result;
}

/**
 * Adds channels of zeros before and after: the shortcut without weights (option A) of the ResNet paper.
 *
 * @param x [..., c]
 * @returns [..., before + c + after]
 * @throws RangeError when `before` or `after` is not a whole number of at least 0
 */
export function padChannels(x: NDArray, options: { readonly before: number; readonly after: number }): NDArray {
  const { before, after } = options;
  if (![before, after].every(v => Number.isInteger(v) && v >= 0)) {
    throw new RangeError(
      `padChannels: before and after must be whole numbers of at least 0. Received ${before} and ${after}.`,
    );
  }
  const channels = channelsOf(x, 'padChannels');
  const result = zeros([...x.shape.slice(0, -1), before + channels + after]);
  copyChannels(x.data, channels, 0, result.data, before + channels + after, before, channels);
  return result;
}

/** For every pixel, copies `count` channels from place `first` of `stride` to place `toFirst` of `toStride`. */
function copyChannels(
  from: Float32Array,
  stride: number,
  first: number,
  to: Float32Array,
  toStride: number,
  toFirst: number,
  count: number,
): void {
  const pixels = stride === 0 ? 0 : from.length / stride;
  for (let pixel = 0; pixel < pixels; pixel++) {
    copyValues(from, pixel * stride + first, to, pixel * toStride + toFirst, count);
  }
}

/**
 * The sum, value by value: ResNet's way to merge a block with its shortcut.
 *
 * @throws RangeError when the shapes differ
 */
export function add(a: NDArray, b: NDArray): NDArray {
  checkArray(a, 'add', 'a');
  checkArray(b, 'add', 'b');
  if (a.shape.length !== b.shape.length || a.shape.some((size, axis) => size !== b.shape[axis])) {
    throw new RangeError(
      `add: both inputs must have the same shape. Received ${showShape(a.shape)} and ${showShape(b.shape)}.`,
    );
  }
  return { shape: [...a.shape], data: a.data.map((value, i) => value + floatAt(b.data, i)) };
}
