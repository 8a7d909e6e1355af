import type { Pair } from '../../spec/network';
import { showShape, toPair } from '../../spec/pair';
import type { Shape } from '../../spec/shape';

/** How YOLO's output is laid out: cells over the picture, and in each the numbers of its boxes, then those of its classes. */
export interface YoloGrid {
  readonly rows: number;
  readonly columns: number;
  /** Boxes that each cell predicts, B in the paper. */
  readonly boxes: number;
  readonly numClasses: number;
}

/** Numbers of a predicted box: x, y, √w, √h and the confidence. */
export const BOX_NUMBERS = 5;

/** Numbers of a cell. */
export function channelsOf({ boxes, numClasses }: Pick<YoloGrid, 'boxes' | 'numClasses'>): number {
  return BOX_NUMBERS * boxes + numClasses;
}

/**
 * The grid of a network's output.
 *
 * @param shape [rows, columns, 5 · boxes + classes]
 * @param where names the caller in the message
 * @throws RangeError when the channels do not hold one box and so many classes
 */
export function gridOf(shape: Shape, numClasses: number, where: string): YoloGrid {
  const [rows, columns, channels = 0] = shape;
  const boxes = (channels - numClasses) / BOX_NUMBERS;
  if (shape.length === 3 && rows !== undefined && columns !== undefined && Number.isInteger(boxes) && boxes >= 1)
    return { rows, columns, boxes, numClasses };
  throw new RangeError(
    `${where}: the output must be a map [rows, columns, 5 · boxes + ${numClasses}] for ${numClasses} classes. Received ${showShape(shape)}.`,
  );
}

/** Height and width of a picture in pixels. */
export type PictureSize = readonly [height: number, width: number];

/** @throws RangeError when a side is no positive number */
export function pictureSizeOf(size: Pair, where: string): PictureSize {
  const sides = toPair(size);
  if (sides.every(side => side > 0 && Number.isFinite(side))) return sides;
  throw new RangeError(`${where}: the picture's size must be positive, in pixels. Received ${showShape(sides)}.`);
}
