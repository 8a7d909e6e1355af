import { byteAt, intAt } from '../spec/at';
import { type LabelMap, labelAt } from './labelMap';

export interface BoundaryOptions {
  /** Pixels on each side of a boundary that belong to the band; 1: those that touch it. */
  readonly width: number;
}

/**
 * The pixels near a boundary between two labels: those within `width` rows and columns of it. Where classes are marked off
 * by an ignored label, as in VOC, both edges of that line are boundaries.
 *
 * @returns 1 for a pixel of the band, 0 for others, row by row
 * @throws RangeError when the width is no whole number from 1 on
 * @see Kohli, Ladický and Torr, Robust Higher Order Potentials for Enforcing Label Consistency, 2009, section 5.2, whose "trimap" this is
 */
export function boundaryBand(labels: LabelMap, { width: band }: BoundaryOptions): Uint8Array {
  if (!(Number.isInteger(band) && band >= 1)) {
    throw new RangeError(`boundaryBand: width must be a whole number of pixels from 1 on. Received ${band}.`);
  }
  const [height, width] = labels.shape;
  const touching = new Uint8Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const mark = (otherRow: number, otherColumn: number): void => {
        if (labelAt(labels, row, column) === labelAt(labels, otherRow, otherColumn)) return;
        touching[row * width + column] = 1;
        touching[otherRow * width + otherColumn] = 1;
      };
      if (row + 1 < height) mark(row + 1, column);
      if (column + 1 < width) mark(row, column + 1);
    }
  }
  const alongRows = widened(touching, { count: height, length: width, next: 1, nextLine: width }, band - 1);
  return widened(alongRows, { count: width, length: height, next: width, nextLine: 1 }, band - 1);
}

/** How an array holds lines of pixels: rows, or columns. */
interface Lines {
  readonly count: number;
  readonly length: number;
  /** From one pixel of a line to its next, and from one line to the next. */
  readonly next: number;
  readonly nextLine: number;
}

/** Marks every pixel that is at most `reach` pixels along its line from a marked one. */
function widened(marked: Uint8Array, { count, length, next, nextLine }: Lines, reach: number): Uint8Array {
  const result = new Uint8Array(marked.length);
  for (let line = 0; line < count; line++) {
    for (let i = 0; i < length; i++) {
      if (byteAt(marked, line * nextLine + i * next) === 0) continue;
      const [first, last] = [Math.max(0, i - reach), Math.min(length - 1, i + reach)];
      for (let j = first; j <= last; j++) result[line * nextLine + j * next] = 1;
    }
  }
  return result;
}

/**
 * The labels of the pixels near boundaries, for `confusionMatrix`: every other pixel becomes `ignoreLabel`.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @param truth whose boundaries count
 * @returns true labels, with `ignoreLabel` away from the boundaries
 */
export function nearBoundary(truth: LabelMap, options: BoundaryOptions & { readonly ignoreLabel: number }): Int32Array {
  const band = boundaryBand(truth, options);
  return Int32Array.from(band, (inside, pixel) => (inside === 1 ? intAt(truth.data, pixel) : options.ignoreLabel));
}
