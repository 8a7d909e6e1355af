import * as reading from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { type ImageBatch, sizeOf, zeros } from './array';

const { at, floatAt } = reading;

/** For every place of the output along one axis, the rows (or columns) of the input that it reads. */
export type Bins = readonly (readonly number[])[];

/**
 * Where in the data the largest value of each bin stands, the first of equals; −1 where a bin is empty.
 *
 * @param image which of the batch
 * @returns [rows.length, columns.length, c] as plain data
 */
export function placesOfMaxima(x: ImageBatch, image: number, rows: Bins, columns: Bins): Int32Array {
  const { data, channels } = x;
  const result = new Int32Array(rows.length * columns.length * channels).fill(-1);
  forEachBin(x, image, rows, columns, (pixels, bin) => {
    for (let c = 0; c < channels; c++) {
      let largest = -Infinity;
      for (const pixel of pixels) {
        if (floatAt(data, pixel + c) <= largest) continue;
        largest = floatAt(data, pixel + c);
        result[bin + c] = pixel + c;
      }
    }
  });
  return result;
}

/**
 * The largest value of each bin: the pixels where its rows and columns cross. It is −∞ where there are none.
 *
 * @param image which of the batch
 * @returns [rows.length, columns.length, c] as plain data
 */
export function maxOverBins(x: ImageBatch, image: number, rows: Bins, columns: Bins): Float32Array {
  const { data, channels } = x;
  const result = new Float32Array(rows.length * columns.length * channels);
  forEachBin(x, image, rows, columns, (pixels, bin) => {
    for (let c = 0; c < channels; c++) {
      let largest = -Infinity;
      for (const pixel of pixels) largest = Math.max(largest, floatAt(data, pixel + c));
      result[bin + c] = largest;
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
  x: ImageBatch,
  image: number,
  rows: Bins,
  columns: Bins,
  rowCounts: readonly number[] = lengths(rows),
  columnCounts: readonly number[] = lengths(columns),
): Float32Array {
  const { data, channels } = x;
  const result = new Float32Array(rows.length * columns.length * channels);
  forEachBin(x, image, rows, columns, (pixels, bin, row, column) => {
    const divisor = at(rowCounts, row) * at(columnCounts, column);
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (const pixel of pixels) sum += floatAt(data, pixel + c);
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
 * Makes an image of each item and puts them together.
 *
 * @param shape of one image
 * @returns [items.length, ...shape]
 */
export function eachImage<Item>(
  items: readonly Item[],
  shape: readonly number[],
  make: (item: Item) => Float32Array,
): NDArray {
  const result = zeros([items.length, ...shape]);
  for (const [i, item] of items.entries()) result.data.set(make(item), i * sizeOf(shape));
  return result;
}

/** Calls `visit` with the places in the data of the bin's pixels, and the bin's own place in the result. */
function forEachBin(
  { height, width, channels }: ImageBatch,
  image: number,
  rows: Bins,
  columns: Bins,
  visit: (pixels: readonly number[], bin: number, row: number, column: number) => void,
): void {
  rows.forEach((ys, row) => {
    columns.forEach((xs, column) => {
      const pixels = ys.flatMap(y => xs.map(x => ((image * height + y) * width + x) * channels));
      visit(pixels, (row * columns.length + column) * channels, row, column);
    });
  });
}

/** The whole numbers `from … to − 1`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(to - from, 0) }, (_, i) => from + i);
}
