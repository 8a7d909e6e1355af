import { intAt } from '../spec/at';

/** A class for each pixel, row by row. */
export interface LabelMap {
  readonly shape: readonly [height: number, width: number];
  readonly data: Int32Array;
}

/** A class for each pixel of a mask, or of many: a list, or an array of whole numbers of any kind. */
export type Labels = ArrayLike<number>;

/**
 * The labels of one image.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @throws RangeError when there is not one label for each pixel
 */
export function labelMap(shape: readonly [height: number, width: number], labels: Labels): LabelMap {
  const [height, width] = shape;
  if (labels.length === height * width) return { shape, data: Int32Array.from(labels) };
  throw new RangeError(
    `labelMap: ${height}×${width} pixels need ${height * width} labels. Received ${labels.length}. Give the mask's own size.`,
  );
}

/** The label of one pixel. */
export function labelAt({ shape: [, width], data }: LabelMap, row: number, column: number): number {
  return intAt(data, row * width + column);
}
