import { type Pair, showShape, toPair } from '../../spec/pair';
import type { Shape } from '../../spec/shape';
import type { ImageSize } from '../boxes';
import type { Prior } from './anchorCoding';

/** How YOLO's output is laid out: cells over the picture, and in each the numbers of its boxes, then those of its classes. */
export interface YoloGrid {
  readonly rows: number;
  readonly columns: number;
  /** Boxes that each cell predicts, B in the paper. */
  readonly boxes: number;
  readonly numClasses: number;
}

/** How the boxes of a cell are told. */
export interface BoxOptions {
  /** Boxes that each cell predicts; 2, as published, by default. The other numbers are those of classes. */
  readonly boxes?: number;
  /**
   * A size for each of a cell's boxes, as parts of the picture: boxes and confidences are then told as in YOLO v2
   * (`fromPrior`). `boxes` is their number.
   */
  readonly priors?: readonly Prior[];
}

/** What has to be known of an output beside its shape. */
export interface CellOptions extends BoxOptions {
  /** Height and width of the picture in pixels, a number for squares. */
  readonly picture: Pair;
}

/** Numbers of a predicted box: x, y, √w, √h and the confidence. */
export const BOX_NUMBERS = 5;

/**
 * How many boxes a cell has.
 *
 * @throws RangeError when there is not a positive prior for each box
 */
export function boxesOf({ boxes, priors }: BoxOptions, where: string): number {
  if (priors === undefined) return boxes ?? 2;
  const wrong = priors.flat().find(side => !(side > 0 && Number.isFinite(side)));
  if (priors.length > 0 && wrong === undefined && (boxes ?? priors.length) === priors.length) return priors.length;
  throw new RangeError(
    `${where}: priors must be a positive width and height for each box of a cell. Received ${JSON.stringify(priors)}.`,
  );
}

/** Numbers of a cell. */
export function channelsOf({ boxes, numClasses }: Pick<YoloGrid, 'boxes' | 'numClasses'>): number {
  return BOX_NUMBERS * boxes + numClasses;
}

/**
 * The grid of a network's output.
 *
 * @param shape [rows, columns, 5 · boxes + classes]
 * @param where names the caller in the message
 * @throws RangeError when the channels do not hold so many boxes and a class
 */
export function gridOf(shape: Shape, boxes: number, where: string): YoloGrid {
  const [rows, columns, channels = 0] = shape;
  const numClasses = channels - BOX_NUMBERS * boxes;
  const isCounted = Number.isInteger(boxes) && boxes >= 1 && numClasses >= 1;
  if (shape.length === 3 && rows !== undefined && columns !== undefined && isCounted)
    return { rows, columns, boxes, numClasses };
  throw new RangeError(
    `${where}: an output with ${boxes} boxes a cell must be [rows, columns, 5 · ${boxes} + classes]. Received ${showShape(shape)}.`,
  );
}

/** @throws RangeError when a side is no positive number */
export function imageSizeOf(picture: Pair, where: string): ImageSize {
  const sides = toPair(picture);
  if (sides.every(side => side > 0 && Number.isFinite(side))) return sides;
  throw new RangeError(`${where}: the picture's size must be positive, in pixels. Received ${showShape(sides)}.`);
}
