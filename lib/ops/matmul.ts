import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import { checkArray, transpose, zeros } from './array';

/**
 * The matrix product: result[i, j] = Σₖ a[i, k] · b[k, j], a row of `a` times a column of `b`.
 *
 * The columns are first copied so that each lies in one piece of memory, and four of them are multiplied at a time:
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
  if (a.shape.length !== 2 || b.shape.length !== 2 || a.shape[1] !== b.shape[0]) {
    throw new RangeError(
      `matmul: needs matrices [m, k] and [k, n]. Received shapes ${showShape(a.shape)} and ${showShape(b.shape)}.`,
    );
  }
  checkArray(a, 'matmul', 'a');
  checkArray(b, 'matmul', 'b');
  const [m, length] = a.shape;
  const n = b.shape[1];
  const columns = Float64Array.from(transpose(b, [1, 0]).data);
  const result = zeros([m, n]);
  for (let i = 0; i < m; i++) {
    let j = 0;
    for (; j + 4 <= n; j += 4) fourProducts(a.data, i * length, columns, j * length, length, result.data, i * n + j);
    for (; j < n; j++) result.data[i * n + j] = product(a.data, i * length, columns, j * length, length);
  }
  return result;
}

/** The row that starts at a[row] times the column that starts at columns[column]. */
function product(a: Float32Array, row: number, columns: Float64Array, column: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[row + k] * columns[column + k];
  return sum;
}

/** The same row times four columns that follow each other, written to result[at … at + 3]. */
function fourProducts(
  a: Float32Array,
  row: number,
  columns: Float64Array,
  column: number,
  length: number,
  result: Float32Array,
  at: number,
): void {
  const [second, third, fourth] = [column + length, column + 2 * length, column + 3 * length];
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  for (let k = 0; k < length; k++) {
    const value = a[row + k];
    sum0 += value * columns[column + k];
    sum1 += value * columns[second + k];
    sum2 += value * columns[third + k];
    sum3 += value * columns[fourth + k];
  }
  result[at] = sum0;
  result[at + 1] = sum1;
  result[at + 2] = sum2;
  result[at + 3] = sum3;
}
