import type { NDArray } from '../../spec/ndarray';
import { showShape } from '../../spec/pair';

/** Numbers in rows and columns, as an array [h, w] or as a list of rows. */
export type Matrix = NDArray | readonly (readonly number[])[];

/** Four significant digits are more than a picture shows, and keep the JSON small. Whole numbers stay as they are. */
export function round(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}

/** A number for people: four significant digits, a real minus sign, and commas in whole numbers from 10,000 on. */
export function showNumber(value: number): string {
  const rounded = round(value);
  const grouped = Number.isInteger(rounded) && Math.abs(rounded) >= 10_000;
  return (grouped ? rounded.toLocaleString('en-US') : String(rounded)).replace('-', '−');
}

/** Numbers for people that stand side by side: with one or two decimals somewhere, all have as many. */
export function showNumbers(values: readonly number[]): string[] {
  const shown = values.map(showNumber);
  const decimals = (text: string): number => text.split('.')[1]?.length ?? 0;
  const most = Math.max(...shown.map(decimals));
  if (most === 0 || most > 2) return shown;
  return shown.map(text => (decimals(text) === 0 ? `${text}.` : text) + '0'.repeat(most - decimals(text)));
}

/**
 * The rows of a matrix as plain numbers.
 *
 * @param where the figure that asks, for messages
 * @throws TypeError when it is not [h, w] (or [h, w, 1]), or the rows differ in length
 */
export function toRows(matrix: Matrix, where: string): number[][] {
  if (!('shape' in matrix)) return checkRows(matrix, where);
  const [height, width, channels = 1] = matrix.shape;
  if (height === undefined || width === undefined || channels !== 1 || matrix.shape.length > 3) {
    throw new TypeError(`${where}: a matrix must have the shape [h, w]. Received ${showShape(matrix.shape)}.`);
  }
  return Array.from({ length: height }, (_, row) => Array.from(matrix.data.subarray(row * width, (row + 1) * width)));
}

function checkRows(rows: readonly (readonly number[])[], where: string): number[][] {
  const width = rows[0]?.length ?? 0;
  if (width === 0 || rows.some(row => row.length !== width)) {
    const lengths = rows.map(row => row.length).join(', ');
    throw new TypeError(`${where}: all rows must have the same length, at least 1. Received lengths [${lengths}].`);
  }
  return rows.map(row => [...row]);
}

/**
 * One channel of an image or of feature maps.
 *
 * @param maps [h, w, c]
 * @returns the rows of channel `channel`
 */
export function channelRows(maps: NDArray, channel: number): number[][] {
  const [height, width, channels] = maps.shape;
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) => maps.data[(row * width + column) * channels + channel]),
  );
}

/** Smallest and largest finite value; [0, 1] when there is none. */
export function extent(values: Iterable<number>): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return least <= most ? [least, most] : [0, 1];
}

/** The range [−m, m] that holds all values, so that zero is in the middle of a two-sided colour scale. */
export function symmetricExtent(values: Iterable<number>): [number, number] {
  const most = Math.max(...extent(values).map(Math.abs)) || 1;
  return [-most, most];
}
