import { at } from '../../spec/at';
import type { Random } from '../../spec/random';
import { transposedOutputSize } from '../../spec/window';

type Row = readonly number[];

/** Arguments of `paint`. */
export type Painted = readonly [row: Row, kernel: Row, stride: number, padding: number];

/** The whole painted row, before anything is cut off. */
function canvasOf(row: Row, kernel: Row, stride: number): number[] {
  const canvas = Array.from({ length: (row.length - 1) * stride + kernel.length }, () => 0);
  row.forEach((value, i) => {
    kernel.forEach((weight, k) => {
      canvas[i * stride + k] = at(canvas, i * stride + k) + value * weight;
    });
  });
  return canvas;
}

/** A transposed convolution of one row. */
export function painted(...[row, kernel, stride, padding]: Painted): number[] {
  const canvas = canvasOf(row, kernel, stride);
  return canvas.slice(padding, canvas.length - padding);
}

/** A slip: what is painted later covers what was there. */
export function covered(...[row, kernel, stride, padding]: Painted): number[] {
  const canvas = canvasOf(row, kernel, stride).map(() => 0);
  row.forEach((value, i) => {
    kernel.forEach((weight, k) => {
      canvas[i * stride + k] = value * weight;
    });
  });
  return canvas.slice(padding, canvas.length - padding);
}

/** A slip: the kernel is turned. */
export const turned = (...[row, kernel, stride, padding]: Painted): number[] =>
  painted(row, [...kernel].reverse(), stride, padding);

/** A slip: nothing is cut off. */
export const uncut = (...[row, kernel, stride]: Painted): number[] => canvasOf(row, kernel, stride);

/** A slip: only the start is cut off. */
export const cutAtStart = (...[row, kernel, stride, padding]: Painted): number[] =>
  canvasOf(row, kernel, stride).slice(padding);

/** A slip: zeros are added, as a convolution's padding does. */
export function padded(...[row, kernel, stride, padding]: Painted): number[] {
  const zeros = Array.from({ length: padding }, () => 0);
  return [...zeros, ...canvasOf(row, kernel, stride), ...zeros];
}

/** A slip: a step of 1 whatever the stride. */
export const unstrided = (...[row, kernel, , padding]: Painted): number[] => painted(row, kernel, 1, padding);

/** The first one first, since it is shown where all fail. */
export const ROWS: readonly Painted[] = [
  [[1, 2], [1, 10, 100], 2, 0],
  [[1, 2, 3], [1, 10, 100], 2, 1],
  [[2, -1, 0, 4], [1, 3, 3, 1], 2, 1],
  [[1, 2, 3], [1, 2, 3], 1, 0],
  [[5, 7], [1, 2], 3, 0],
  [[4], [1, 2, 3, 4, 5], 4, 2],
];

export function drawPainted(random: Random): Painted {
  const numbers = (count: number): number[] => Array.from({ length: count }, () => random.integer(19) - 9);
  const [row, kernel] = [numbers(2 + random.integer(5)), numbers(2 + random.integer(4))];
  return [row, kernel, 1 + random.integer(3), random.integer(Math.ceil(kernel.length / 2))];
}

/** (i − 1) · s − 2p + k numbers. */
export function lengthOfPainted(result: unknown, ...[row, kernel, stride, padding]: Painted): string | undefined {
  if (!Array.isArray(result)) return 'the result is an array of numbers.';
  const length = transposedOutputSize(row.length, { size: kernel.length, stride, padding: [padding, padding] });
  if (result.length === length) return undefined;
  return `there are (${row.length} − 1) · ${stride} − 2 · ${padding} + ${kernel.length} = ${length} numbers. You gave ${result.length}.`;
}
