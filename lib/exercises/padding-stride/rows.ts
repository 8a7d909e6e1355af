import { ndarray } from '../../ops/array';
import { type PaddingMode, pad2d } from '../../ops/pad';
import { at } from '../../spec/at';

/** Numbers along one axis, such as a row of pixels. */
export type Row = readonly number[];

/** Small whole numbers that differ from their neighbours, some of them negative. */
export function unevenRow(length: number, seed: number): Row {
  return Array.from({ length }, (_, i) => ((i * i * 3 + i * 5 + seed) % 13) - 4);
}

/** `ops.pad2d` on one row. */
export function padded(row: Row, pixels: number, mode: PaddingMode): Row {
  const padding = [
    [0, 0],
    [pixels, pixels],
  ] as const;
  return Array.from(pad2d(ndarray([1, 1, row.length, 1], row), { padding, mode }).data);
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

/** Arguments of TensorFlow's "same", known layers first, because the first that fails is shown. */
export function sameCases(): (readonly [input: number, kernel: number, stride: number])[] {
  const cases: [number, number, number][] = [
    [224, 3, 2],
    [224, 7, 2],
    [225, 3, 2],
    [8, 3, 1],
    [8, 1, 2],
  ];
  for (let input = 5; input <= 9; input++) {
    for (const kernel of [1, 2, 3, 4, 5]) for (const stride of [1, 2, 3]) cases.push([input, kernel, stride]);
  }
  return cases;
}
