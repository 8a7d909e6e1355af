import { at, doubleAt, floatAt } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import type { Span } from './spans';

/** Windows along one axis, with how much each of their pixels counts. */
export interface WeightedSpan extends Span {
  readonly weights: Float64Array;
}

/** A rectangle of the picture that a network scores at once. */
export interface Window {
  readonly rows: Span;
  readonly columns: Span;
}

/** Scores of some rows of the picture, [rows, w, classes], from row `top` on. */
export interface ScoreBand {
  readonly top: number;
  readonly scores: NDArray;
}

/** The rows of the picture whose sums are not complete yet. */
interface Sums {
  readonly data: Float64Array;
  readonly width: number;
  readonly classes: number;
}

/**
 * The scores of a picture from those of its windows: each pixel's mean over the windows that have it, by their weights.
 * Rows are handed over as soon as no further window has them, so that only the rows of one window are in memory.
 *
 * @param rows windows along the height, and along the width, in order
 * @param score the scores of one window, [h, w, classes]
 */
export function* blend(
  rows: readonly WeightedSpan[],
  columns: readonly WeightedSpan[],
  score: (window: Window) => NDArray,
): Generator<ScoreBand> {
  const width = Math.max(...columns.map(({ start, size }) => start + size));
  const most = Math.max(...rows.map(({ size }) => size));
  let sums: Sums | undefined;
  for (const [i, band] of rows.entries()) {
    for (const column of columns) {
      const scores = score({ rows: band, columns: column });
      const classes = at(scores.shape, 2);
      sums ??= { data: new Float64Array(most * width * classes), width, classes };
      add(scores, band.weights, column, sums);
    }
    const complete = (rows[i + 1]?.start ?? band.start + band.size) - band.start;
    if (sums !== undefined) yield { top: band.start, scores: takeRows(sums, complete) };
  }
}

function add({ data }: NDArray, rowWeights: Float64Array, columns: WeightedSpan, sums: Sums): void {
  const { width, classes } = sums;
  for (let row = 0; row < rowWeights.length; row++) {
    for (let column = 0; column < columns.size; column++) {
      const weight = doubleAt(rowWeights, row) * doubleAt(columns.weights, column);
      if (weight === 0) continue;
      const from = (row * columns.size + column) * classes;
      const to = (row * width + columns.start + column) * classes;
      for (let k = 0; k < classes; k++) {
        sums.data[to + k] = doubleAt(sums.data, to + k) + weight * floatAt(data, from + k);
      }
    }
  }
}

/** Takes the first rows out, and moves the others to the front. */
function takeRows({ data, width, classes }: Sums, count: number): NDArray {
  const length = count * width * classes;
  const taken = Float32Array.from(data.subarray(0, length));
  data.copyWithin(0, length);
  data.fill(0, data.length - length);
  return { shape: [count, width, classes], data: taken };
}
