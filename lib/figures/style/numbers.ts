import { at, floatAt } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { showShape } from '../../spec/pair';

/** Numbers in rows and columns, as an array [h, w] or as a list of rows. */
export type Matrix = NDArray | Rows;

/** A matrix as a list of rows. Of what `toRows` gives, all have the same length, and there is at least one number. */
export type Rows = readonly (readonly number[])[];

/** An array whose shape is known to be [h, w, c]. */
export interface ImageArray extends NDArray {
  readonly shape: readonly [height: number, width: number, channels: number];
}

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
export function toRows(matrix: Matrix, where: string): Rows {
  if (!('shape' in matrix)) return checkRows(matrix, where);
  const [height, width, channels = 1] = matrix.shape;
  if (
    height === undefined ||
    width === undefined ||
    channels !== 1 ||
    matrix.data.length === 0 ||
    matrix.shape.length > 3
  ) {
    throw new TypeError(`${where}: a matrix must have the shape [h, w]. Received ${showShape(matrix.shape)}.`);
  }
  return channelRows({ shape: [height, width, 1], data: matrix.data }, 0);
}

function checkRows(rows: Rows, where: string): Rows {
  const lengths = rows.map(row => row.length);
  const [width] = lengths;
  if (width === undefined || width === 0 || lengths.some(length => length !== width)) {
    throw new TypeError(
      `${where}: all rows must have the same length, at least 1. Received lengths [${lengths.join(', ')}].`,
    );
  }
  return rows;
}

/** Height and width of what `toRows` gives. */
export function sizeOf(rows: Rows): [height: number, width: number] {
  return [rows.length, at(rows, 0).length];
}

/**
 * One channel of an image or of feature maps.
 *
 * @param maps [h, w, c]
 * @returns the rows of channel `channel`
 */
export function channelRows({ shape: [height, width, channels], data }: ImageArray, channel: number): Rows {
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) => floatAt(data, (row * width + column) * channels + channel)),
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
