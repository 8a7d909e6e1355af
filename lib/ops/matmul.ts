import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import { checkArray, zeros } from './array';

/**
 * The matrix product: result[i, j] = Σₖ a[i, k] · b[k, j].
 *
 * The loops run in the order i, k, j: the innermost reads a row of `b` from left to right, as it lies in memory.
 * Sums are kept in 64 bits and rounded to 32 once.
 *
 * Introduced in notebook 01.
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
  const [m, shared] = a.shape;
  const n = b.shape[1];
  const result = zeros([m, n]);
  const row = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    row.fill(0);
    for (let k = 0; k < shared; k++) {
      const factor = a.data[i * shared + k];
      for (let j = 0; j < n; j++) row[j] += factor * b.data[k * n + j];
    }
    result.data.set(row, i * n);
  }
  return result;
}
