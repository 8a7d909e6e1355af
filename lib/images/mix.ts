import * as reading from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { imageShape } from './imageShape';

const { floatAt } = reading;

/** The old pixels that make one new pixel along an axis, and how much each of them counts. */
export interface Cover {
  readonly first: number;
  readonly shares: readonly number[];
}

/**
 * New pixels as mixes of old ones, along one axis after the other.
 *
 * @param image [h, w, c]
 * @param rows of the result, each from rows of the image
 * @param columns of the result, each from columns of the image
 * @returns [rows, columns, c]
 */
export function mix(image: NDArray, rows: readonly Cover[], columns: readonly Cover[]): NDArray {
  const [, width, channels] = imageShape(image, 'mix');
  const shape = [rows.length, columns.length, channels] as const;
  const tall = mixRows(image.data, width * channels, rows);
  return { shape, data: mixColumns(tall, shape, width, columns) };
}

/** [h, row] → [new h, row]. */
function mixRows(data: Float32Array, rowLength: number, rows: readonly Cover[]): Float32Array {
  const result = new Float32Array(rows.length * rowLength);
  rows.forEach(({ first, shares }, row) => {
    shares.forEach((share, k) => {
      const from = (first + k) * rowLength;
      for (let i = 0; i < rowLength; i++) {
        const to = row * rowLength + i;
        result[to] = floatAt(result, to) + share * floatAt(data, from + i);
      }
    });
  });
  return result;
}

/** [new h, w, c] → [new h, new w, c] */
function mixColumns(
  data: Float32Array,
  [height, newWidth, channels]: readonly [number, number, number],
  width: number,
  columns: readonly Cover[],
): Float32Array {
  const result = new Float32Array(height * newWidth * channels);
  columns.forEach(({ first, shares }, column) => {
    shares.forEach((share, k) => {
      for (let row = 0; row < height; row++) {
        const from = (row * width + first + k) * channels;
        const to = (row * newWidth + column) * channels;
        for (let c = 0; c < channels; c++) result[to + c] = floatAt(result, to + c) + share * floatAt(data, from + c);
      }
    });
  });
  return result;
}
