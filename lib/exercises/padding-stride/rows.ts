import { at } from '../../spec/at';

/** Numbers along one axis, such as a row of pixels. */
export type Row = readonly number[];

/** Small whole numbers that differ from their neighbours, some of them negative. */
export function unevenRow(length: number, seed: number): Row {
  return Array.from({ length }, (_, i) => ((i * i * 3 + i * 5 + seed) % 13) - 4);
}

/** Each number with its two neighbours, mixed 1 : 2 : 1; beyond an end there is the end's number again. */
export function blurred(row: Row): Row {
  const near = (i: number): number => at(row, Math.min(Math.max(i, 0), row.length - 1));
  return row.map((value, i) => (near(i - 1) + 2 * value + near(i + 1)) / 4);
}

/** Every second number from `first` on. */
export function everySecond(row: Row, first = 0): Row {
  return row.filter((_, i) => i % 2 === first);
}
