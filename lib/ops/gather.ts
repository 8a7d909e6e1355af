import type { NDArray } from '../spec/ndarray';
import { copyValues, imagesOf, zeros } from './array';

/**
 * An image made of chosen rows and columns of another, the same for every image of the batch.
 *
 * @param x [n, h, w, c]
 * @param rows for each row of the result, the row of `x` that it is, or `null` for a row of zeros; `columns` likewise
 * @returns [n, rows.length, columns.length, c]
 */
export function gather(
  x: NDArray,
  rows: readonly (number | null)[],
  columns: readonly (number | null)[],
  where: string,
): NDArray {
  const { batch, height, width, channels, data } = imagesOf(x, where);
  const result = zeros([batch, rows.length, columns.length, channels]);
  let written = 0;
  for (let n = 0; n < batch; n++) {
    for (const row of rows) {
      for (const column of columns) {
        if (row !== null && column !== null) {
          copyValues(data, ((n * height + row) * width + column) * channels, result.data, written, channels);
        }
        written += channels;
      }
    }
  }
  return result;
}
