import type { Box } from '../spec/box';
import { type Pair, showPair, toPair } from '../spec/pair';
import { outputSize } from '../spec/window';
import type { ImageSize } from './boxes';

export interface SlidingOptions {
  /** Pixels of the windows: a side, or `[height, width]`. */
  readonly windowSizes: readonly Pair[];
  /** From one window to the next, in sides of the window: 0.25 unless told. A step is rounded, to a pixel at least. */
  readonly stride?: number;
}

/** How many windows of one size a picture has. */
export interface WindowCount {
  readonly windowSize: readonly [height: number, width: number];
  /** Pixels. */
  readonly strides: readonly [vertical: number, horizontal: number];
  readonly rows: number;
  readonly columns: number;
}

export interface SlidingCost {
  readonly sizes: readonly WindowCount[];
  /** All windows: how often a classifier is run on one picture. */
  readonly evaluations: number;
  /** Multiplications for one picture. */
  readonly macs: number;
}

/**
 * The windows that a classifier slides over a picture, size by size, row by row. None reaches beyond the picture; a size that
 * is larger than the picture gives none.
 *
 * Introduced in notebook detection-basics.
 *
 * @throws RangeError when a size is not positive whole numbers, or the stride is not positive
 */
export function slidingWindows(imageSize: ImageSize, options: SlidingOptions): Box[] {
  return windowCounts(imageSize, options).flatMap(({ windowSize: [height, width], strides, rows, columns }) =>
    Array.from({ length: rows * columns }, (_, i): Box => {
      const [x, y] = [(i % columns) * strides[1], Math.floor(i / columns) * strides[0]];
      return [x, y, x + width, y + height];
    }),
  );
}

/**
 * What sliding a classifier over a picture takes: ⌊(i − k) / s⌋ + 1 windows along each axis, each of which is scaled to the
 * classifier's input and classified anew.
 *
 * Introduced in notebook detection-basics.
 *
 * @param macs multiplications of one evaluation, as `arithmetic.analyze` totals them
 */
export function slidingCost(imageSize: ImageSize, options: SlidingOptions, macs: number): SlidingCost {
  const sizes = windowCounts(imageSize, options);
  const evaluations = sizes.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  return { sizes, evaluations, macs: evaluations * macs };
}

function windowCounts(imageSize: ImageSize, { windowSizes, stride = 0.25 }: SlidingOptions): WindowCount[] {
  if (!(stride > 0 && Number.isFinite(stride))) {
    throw new RangeError(`slidingWindows: stride must be a positive share of the window. Received ${stride}.`);
  }
  return windowSizes.map(size => {
    const windowSize = toPair(size);
    if (!windowSize.every(side => Number.isInteger(side) && side > 0)) {
      throw new RangeError(
        `slidingWindows: windowSizes must be positive whole numbers of pixels. Received ${showPair(size)}.`,
      );
    }
    const step = (axis: 0 | 1): number => Math.max(Math.round(stride * windowSize[axis]), 1);
    const count = (axis: 0 | 1): number =>
      Math.max(outputSize(imageSize[axis], { size: windowSize[axis], stride: step(axis) }), 0);
    return { windowSize, strides: [step(0), step(1)], rows: count(0), columns: count(1) };
  });
}
