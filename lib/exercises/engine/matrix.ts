import { correlate2d } from '../../ops/correlate2d';
import { at } from '../../spec/at';

/** Rows of equal length: what exercises use where a learner sees arrays of arrays. */
export type Matrix = readonly (readonly number[])[];

/** A matrix whose values come from their place. */
export function fill(height: number, width: number, value: (row: number, column: number) => number): Matrix {
  return Array.from({ length: height }, (_r, r) => Array.from({ length: width }, (_c, c) => value(r, c)));
}

/** The kernel turned by 180 degrees, which tells a convolution from a correlation. */
export function flip(kernel: Matrix): Matrix {
  return [...kernel].reverse().map(row => [...row].reverse());
}

/** Rows become columns. */
export function transpose(matrix: Matrix): Matrix {
  return fill(at(matrix, 0).length, matrix.length, (r, c) => at(at(matrix, c), r));
}

/**
 * The answer of largest size that a kernel gives anywhere on an image.
 * @returns the answer with its sign, or 0 when there are only rounding errors
 */
export function strongest(image: Matrix, kernel: Matrix): number {
  const scale = Math.max(...kernel.flat().map(Math.abs));
  const answers = correlate2d(image, kernel).flat();
  const largest = answers.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return Math.abs(largest) > 1e-6 * scale ? largest : 0;
}
