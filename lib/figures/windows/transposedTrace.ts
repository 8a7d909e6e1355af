import { at } from '../../spec/at';
import type { Padding, Pair } from '../../spec/network';
import { type ResolvedWindow, resolveTransposedWindow } from '../../spec/window';
import { type Matrix, type Rows, sizeOf, toRows } from '../style/numbers';

export interface TransposedArgs {
  /** [h, w] */
  readonly input: Matrix;
  /** [kh, kw] */
  readonly kernel: Matrix;
  readonly strides?: Pair;
  readonly padding?: Padding;
  readonly outputPadding?: Pair;
}

/** What one input value does. */
export interface TransposedStep {
  /** Its place in the input. */
  readonly row: number;
  readonly column: number;
  readonly value: number;
  /** The kernel times the value. */
  readonly stamp: Rows;
  /** Where the stamp's first value lands in the canvas. */
  readonly top: number;
  readonly left: number;
  /** The canvas once this stamp is added; null where nothing has been painted, which in the end is 0. */
  readonly canvas: readonly (readonly (number | null)[])[];
  /** A cell, inside the output where there is one, that had been painted before. */
  readonly overlap: { readonly row: number; readonly column: number; readonly before: number } | undefined;
}

/** A transposed convolution taken apart. */
export interface TransposedTrace {
  readonly window: ResolvedWindow;
  readonly input: Rows;
  readonly kernel: Rows;
  /** Rows and columns that are painted on, before the padding is cut off. */
  readonly canvas: readonly [number, number];
  /** In the order of reading, one for each input value. */
  readonly steps: readonly TransposedStep[];
}

type Canvas = (number | null)[][];

/**
 * Paints a transposed convolution with one filter step by step.
 *
 * @throws RangeError when an argument is out of its range
 */
export function traceTransposed(args: TransposedArgs): TransposedTrace {
  const where = 'figures.transposedSteps';
  const { strides = 1, padding = 'valid', outputPadding = 0 } = args;
  const [input, kernel] = [toRows(args.input, `${where}, input`), toRows(args.kernel, `${where}, kernel`)];
  const size = sizeOf(kernel);
  const window = resolveTransposedWindow(
    [...sizeOf(input), 1],
    { size, strides, padding, dilationRate: 1, outputPadding },
    where,
  );
  const side = (i: 0 | 1): number => {
    const painted = (sizeOf(input)[i] - 1) * window.strides[i] + size[i];
    return Math.max(painted, window.padding[i][0] + window.output[i]);
  };
  const canvas = [side(0), side(1)] as const;
  const [lastRow, lastColumn] = sizeOf(input).map(count => count - 1);
  let painted: Canvas = Array.from({ length: canvas[0] }, () => Array.from({ length: canvas[1] }, () => null));
  const steps = input.flatMap((values, row) =>
    values.map((value, column): TransposedStep => {
      const stamp = kernel.map(weights => weights.map(weight => value * weight));
      const place = { top: row * window.strides[0], left: column * window.strides[1] };
      const overlap = findOverlap(painted, place, window);
      painted = addStamp(painted, stamp, place);
      if (row === lastRow && column === lastColumn) painted = painted.map(cells => cells.map(cell => cell ?? 0));
      return { row, column, value, stamp, ...place, canvas: painted, overlap };
    }),
  );
  return { window, input, kernel, canvas, steps };
}

interface Place {
  readonly top: number;
  readonly left: number;
}

function addStamp(canvas: Canvas, stamp: Rows, { top, left }: Place): Canvas {
  return canvas.map((values, row) =>
    values.map((value, column) => {
      const added = stamp[row - top]?.[column - left];
      return added === undefined ? value : (value ?? 0) + added;
    }),
  );
}

function findOverlap(canvas: Canvas, { top, left }: Place, window: ResolvedWindow): TransposedStep['overlap'] {
  const cells = Array.from({ length: window.size[0] * window.size[1] }, (_, i) => ({
    row: top + Math.floor(i / window.size[1]),
    column: left + (i % window.size[1]),
  })).filter(({ row, column }) => at(at(canvas, row), column) !== null);
  const cell = cells.find(({ row, column }) => isKept(window, row, column)) ?? cells[0];
  if (cell === undefined) return undefined;
  return { ...cell, before: at(at(canvas, cell.row), cell.column) ?? 0 };
}

/** Whether a cell of the canvas is a part of the output. */
export function isKept({ padding, output }: ResolvedWindow, row: number, column: number): boolean {
  const inside = (place: number, i: 0 | 1): boolean => place >= padding[i][0] && place < padding[i][0] + output[i];
  return inside(row, 0) && inside(column, 1);
}
