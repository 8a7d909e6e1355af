import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import { reshape, sizeOf, transpose, zeros } from './array';

/** More numbers than this are no matrix to look at, and take seconds and hundreds of megabytes. */
const MOST_NUMBERS = 2 ** 24;

/**
 * The matrix of a linear map of images, such as a convolution without bias, an average pool, or a resize: each column is
 * what the map makes of an image that is 1 in one place and 0 elsewhere.
 *
 * Introduced in notebook upsampling.
 *
 * @param map from [n, h, w, c] to [n, …], each image by itself
 * @param inputShape of one image: [h, w, c]
 * @returns [numbers of an output, numbers of an input], both in row-major order
 * @throws RangeError when the map is not linear (it moves zeros), or the matrix would be too large to look at
 */
export function matrixOf(map: (x: NDArray) => NDArray, inputShape: readonly number[]): NDArray {
  const columns = sizeOf(inputShape);
  const atRest = map(zeros([1, ...inputShape]));
  if (atRest.data.some(value => value !== 0)) {
    throw new RangeError('matrixOf: a linear map leaves zeros zero. Leave out the bias, and what else is added.');
  }
  const rows = atRest.data.length;
  if (columns * Math.max(rows, columns) > MOST_NUMBERS) {
    throw new RangeError(
      `matrixOf: the matrix of an input ${showShape(inputShape)} would be ${rows}×${columns}. Take a smaller image: at most ${MOST_NUMBERS} numbers.`,
    );
  }
  const units = zeros([columns, ...inputShape]);
  for (let i = 0; i < columns; i++) units.data[i * columns + i] = 1;
  return transpose(reshape(map(units), [columns, rows]), [1, 0]);
}
