import type { NDArray } from '../spec/ndarray';
import { sizeOf, zeros } from './array';

/** For every place of the output along one axis, the rows (or columns) of the input that it reads. */
export type Bins = readonly (readonly number[])[];

/**
 * The largest value of each bin: the pixels where its rows and columns cross. It is −∞ where there are none.
 *
 * @param x [n, h, w, c]
 * @param image which of the n
 * @returns [rows.length, columns.length, c] as plain data
 */
export function maxOverBins(x: NDArray, image: number, rows: Bins, columns: Bins): Float32Array {
  const channels = x.shape[3];
  const result = new Float32Array(rows.length * columns.length * channels).fill(-Infinity);
  forEachBin(x, image, rows, columns, (pixels, bin) => {
    for (const pixel of pixels) {
      for (let c = 0; c < channels; c++) result[bin + c] = Math.max(result[bin + c], x.data[pixel + c]);
    }
  });
  return result;
}

/**
 * The mean of each bin.
 *
 * @param rowCounts what each row of bins counts in the divisor; the number of its rows unless told
 * @returns [rows.length, columns.length, c] as plain data
 */
export function meanOverBins(
  x: NDArray,
  image: number,
  rows: Bins,
  columns: Bins,
  rowCounts: readonly number[] = lengths(rows),
  columnCounts: readonly number[] = lengths(columns),
): Float32Array {
  const channels = x.shape[3];
  const result = new Float32Array(rows.length * columns.length * channels);
  forEachBin(x, image, rows, columns, (pixels, bin, row, column) => {
    const divisor = rowCounts[row] * columnCounts[column];
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (const pixel of pixels) sum += x.data[pixel + c];
      result[bin + c] = sum / divisor;
    }
  });
  return result;
}

/** The number of places in each bin. */
export function lengths(bins: Bins): number[] {
  return bins.map(bin => bin.length);
}

/**
 * Puts results of single images together.
 *
 * @param shape of one result
 * @returns [count, ...shape]
 */
export function eachImage(count: number, shape: readonly number[], make: (image: number) => Float32Array): NDArray {
  const result = zeros([count, ...shape]);
  for (let image = 0; image < count; image++) result.data.set(make(image), image * sizeOf(shape));
  return result;
}

/** Calls `visit` with the places in x.data of the bin's pixels, and the bin's own place in the result. */
function forEachBin(
  x: NDArray,
  image: number,
  rows: Bins,
  columns: Bins,
  visit: (pixels: readonly number[], bin: number, row: number, column: number) => void,
): void {
  const [, height, width, channels] = x.shape;
  rows.forEach((ys, row) => {
    columns.forEach((xs, column) => {
      const pixels = ys.flatMap(y => xs.map(at => ((image * height + y) * width + at) * channels));
      visit(pixels, (row * columns.length + column) * channels, row, column);
    });
  });
}

/** The whole numbers `from … to − 1`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(to - from, 0) }, (_, i) => from + i);
}
