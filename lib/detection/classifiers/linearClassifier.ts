import { matmul } from '../../ops/matmul';
import * as reading from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { showShape } from '../../spec/pair';

const { floatAt } = reading;

/** A score for each class: the weighted sum of the features, and a bias. */
export interface LinearClassifier {
  /** [classes, features] */
  readonly weights: NDArray;
  /** [classes] */
  readonly biases: Float32Array;
}

/**
 * The scores of a linear classifier.
 *
 * @param features [n, d]
 * @returns [n, classes]
 * @throws RangeError when there are not as many features as the classifier has weights
 */
export function linearScores({ weights, biases }: LinearClassifier, features: NDArray): NDArray {
  const [count, width] = matrixSize(features, 'linearScores');
  const [classes = 0, expected = 0] = weights.shape;
  if (width !== expected) {
    throw new RangeError(
      `linearScores: the classifier reads ${expected} features. Received ${showShape(features.shape)}.`,
    );
  }
  if (count === 0) return { shape: [0, classes], data: new Float32Array(0) };
  const { data } = matmul(features, transposed(weights));
  return { shape: [count, classes], data: data.map((sum, i) => sum + floatAt(biases, i % classes)) };
}

/**
 * The sides of a matrix, checked.
 *
 * @param where names the caller in messages
 * @throws RangeError when it has not two axes, or not the numbers that these say
 */
export function matrixSize({ shape, data }: NDArray, where: string): readonly [rows: number, columns: number] {
  const [rows, columns] = shape;
  if (shape.length === 2 && rows !== undefined && columns !== undefined && data.length === rows * columns) {
    return [rows, columns];
  }
  throw new RangeError(
    `${where}: features must be a matrix [n, d]. Received ${showShape(shape)} with ${data.length} numbers.`,
  );
}

/** [a, b] → [b, a] */
export function transposed({ shape: [rows = 0, columns = 0], data }: NDArray): NDArray {
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = floatAt(data, row * columns + column);
    }
  }
  return { shape: [columns, rows], data: turned };
}

/** Some rows of a matrix, as a matrix of its own. */
export function selectRows({ shape: [, width = 0], data }: NDArray, rows: readonly number[]): NDArray {
  const chosen = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    chosen.set(data.subarray(row * width, (row + 1) * width), i * width);
  });
  return { shape: [rows.length, width], data: chosen };
}

/** Matrices of one width, one below the other. */
export function stackRows(matrices: readonly NDArray[], width: number): NDArray {
  const rows = matrices.reduce((sum, { shape: [count = 0] }) => sum + count, 0);
  const data = new Float32Array(rows * width);
  let start = 0;
  for (const matrix of matrices) {
    data.set(matrix.data, start);
    start += matrix.data.length;
  }
  return { shape: [rows, width], data };
}
