import * as reading from '../../spec/at';

const { doubleAt } = reading;

/**
 * Solves A X = B for a symmetric, positive definite A (Cholesky's decomposition: A = L Lᵀ with a lower triangle L).
 *
 * @param a [n, n], row by row; it is overwritten with L
 * @param b [n, k]; it is overwritten with X
 * @param n rows
 * @throws RangeError when A is not positive definite
 */
export function solvePositiveDefinite(a: Float64Array, b: Float64Array, n: number): void {
  decompose(a, n);
  const k = b.length / n;
  for (let column = 0; column < k; column++) {
    for (let i = 0; i < n; i++) {
      let sum = doubleAt(b, i * k + column);
      for (let j = 0; j < i; j++) sum -= doubleAt(a, i * n + j) * doubleAt(b, j * k + column);
      b[i * k + column] = sum / doubleAt(a, i * n + i);
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = doubleAt(b, i * k + column);
      for (let j = i + 1; j < n; j++) sum -= doubleAt(a, j * n + i) * doubleAt(b, j * k + column);
      b[i * k + column] = sum / doubleAt(a, i * n + i);
    }
  }
}

function decompose(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = doubleAt(a, i * n + j);
      for (let k = 0; k < j; k++) sum -= doubleAt(a, i * n + k) * doubleAt(a, j * n + k);
      if (i === j && !(sum > 0)) {
        throw new RangeError(
          `ridge regression: the equations have no single solution. Received a pivot of ${sum} in row ${i}; a larger penalty gives one.`,
        );
      }
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / doubleAt(a, j * n + j);
    }
  }
}
