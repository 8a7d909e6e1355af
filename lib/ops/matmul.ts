import * as reading from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import { checkArray, isRank2, zeros } from './array';

const { doubleAt, floatAt } = reading;

/**
 * The matrix product: result[i, j] = Σₖ a[i, k] · b[k, j], a row of `a` times a column of `b`.
 *
 * The columns are first copied so that four of them lie side by side in memory, and are multiplied at a time:
 * a number of `a`, once read, is used four times. Sums are kept in 64 bits and rounded to 32 once.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param a [m, k]
 * @param b [k, n]
 * @returns [m, n]
 * @throws RangeError when the columns of `a` are not as many as the rows of `b`
 */
export function matmul(a: NDArray, b: NDArray): NDArray {
  if (!isRank2(a.shape) || !isRank2(b.shape) || a.shape[1] !== b.shape[0]) {
    throw new RangeError(
      `matmul: needs matrices [m, k] and [k, n]. Received shapes ${showShape(a.shape)} and ${showShape(b.shape)}.`,
    );
  }
  checkArray(a, 'matmul', 'a');
  checkArray(b, 'matmul', 'b');
  const [m, length] = a.shape;
  const [, n] = b.shape;
  const columns = packColumns(b.data, length, n);
  const result = zeros([m, n]);
  for (let i = 0; i < m; i++) {
    let j = 0;
    for (; j + 4 <= n; j += 4) fourProducts(a.data, i * length, columns, j * length, length, result.data, i * n + j);
    for (; j < n; j++) result.data[i * n + j] = product(a.data, i * length, columns, j * length, length);
  }
  return result;
}

/** The columns of a matrix in groups of four, each group row by row; the last, if fewer are left, one by one. */
function packColumns(b: Float32Array, length: number, n: number): Float64Array {
  const packed = new Float64Array(length * n);
  let written = 0;
  for (let j = 0; j < n; ) {
    const together = j + 4 <= n ? 4 : 1;
    for (let k = 0; k < length; k++) {
      for (let column = j; column < j + together; column++) packed[written++] = floatAt(b, k * n + column);
    }
    j += together;
  }
  return packed;
}

/** The row that starts at a[row] times the column that starts at columns[column]. */
function product(a: Float32Array, row: number, columns: Float64Array, column: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += floatAt(a, row + k) * doubleAt(columns, column + k);
  return sum;
}

/** The same row times the group of four columns that starts at columns[group], written to result[at … at + 3]. */
function fourProducts(
  a: Float32Array,
  row: number,
  columns: Float64Array,
  group: number,
  length: number,
  result: Float32Array,
  at: number,
): void {
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  for (let k = 0; k < length; k++) {
    const value = a[row + k];
    const four = group + 4 * k;
    const b0 = columns[four];
    const b1 = columns[four + 1];
    const b2 = columns[four + 2];
    const b3 = columns[four + 3];
    // Written out, because with five calls of `floatAt` and `doubleAt` this loop takes a third longer.
    if (value === undefined || b0 === undefined || b1 === undefined || b2 === undefined || b3 === undefined) {
      throw new RangeError(`matmul: there is no row at ${row} or no column at ${group}.`);
    }
    sum0 += value * b0;
    sum1 += value * b1;
    sum2 += value * b2;
    sum3 += value * b3;
  }
  result[at] = sum0;
  result[at + 1] = sum1;
  result[at + 2] = sum2;
  result[at + 3] = sum3;
}
