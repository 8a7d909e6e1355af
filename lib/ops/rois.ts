import { floatAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import type { Pair } from '../spec/network';
import { showPair, showShape, toPair } from '../spec/pair';
import { checkArray, isRank2 } from './array';
import { range } from './bins';

/** A region of interest: the image of the batch that it lies on, and its box in pixels of that image. */
export interface Roi {
  readonly image: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/**
 * Reads regions of interest.
 *
 * @param rois [k, 5], each row [image, x1, y1, x2, y2]
 * @param batch how many images there are
 * @throws RangeError when the shape is another, or when a row names an image that the batch does not have
 */
export function readRois(rois: NDArray, batch: number, where: string): Roi[] {
  const { shape, data } = rois;
  if (!isRank2(shape) || shape[1] !== 5) {
    throw new RangeError(
      `${where}: rois must be [k, 5], each row [image, x1, y1, x2, y2]. Received shape ${showShape(shape)}.`,
    );
  }
  checkArray(rois, where, 'rois');
  return range(0, shape[0]).map(i => {
    const column = (j: number): number => floatAt(data, 5 * i + j);
    const image = column(0);
    if (!Number.isInteger(image) || image < 0 || image >= batch) {
      throw new RangeError(`${where}: roi ${i} lies on image ${image}, and features hold ${batch}. Count from 0.`);
    }
    return { image, x1: column(1), y1: column(2), x2: column(3), y2: column(4) };
  });
}

/** The size of every result as `[height, width]`; refuses sizes that are not positive whole numbers. */
export function roiOutputSize(outputSize: Pair, where: string): [number, number] {
  const pair = toPair(outputSize);
  if (pair.every(size => Number.isInteger(size) && size >= 1)) return pair;
  throw new RangeError(`${where}: outputSize must be positive whole numbers. Received ${showPair(outputSize)}.`);
}

/**
 * Regions of each image as a list of regions of all images.
 *
 * @param regions [n, count, 4]
 * @returns [n · count, 5], each row [image, x1, y1, x2, y2], image by image
 * @throws RangeError when the shape is another
 */
export function roisOf({ shape, data }: NDArray): NDArray {
  const [images, count, sides] = shape;
  if (shape.length !== 3 || images === undefined || count === undefined || sides !== 4) {
    throw new RangeError(`rois: regions must be [n, count, 4]. Received shape ${showShape(shape)}.`);
  }
  const rows = new Float32Array(images * count * 5);
  for (let i = 0; i < images * count; i++) {
    rows[5 * i] = Math.floor(i / count);
    rows.set(data.subarray(4 * i, 4 * i + 4), 5 * i + 1);
  }
  return { shape: [images * count, 5], data: rows };
}
