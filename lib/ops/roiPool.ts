import type { NDArray } from '../spec/ndarray';
import type { Pair } from '../spec/network';
import { toPair } from '../spec/pair';
import { type Images, imagesOf } from './array';
import { type Bins, eachImage, maxOverBins, range } from './bins';
import { readRois, roiOutputSize } from './rois';

export interface RoiPoolOptions {
  /** Height and width of the result for each region. */
  readonly outputSize: Pair;
  /** Feature pixels for one image pixel, e.g. 1/16; 1 unless told. */
  readonly spatialScale?: number;
}

/**
 * RoI pooling (Fast R-CNN): rounds each region to whole feature pixels, divides it into bins and takes the largest
 * value of each. A bin that lies outside the features gives 0.
 *
 * Introduced in notebook fast-faster-rcnn.
 *
 * @param features [n, h, w, c]
 * @param rois [k, 5], each row [image, x1, y1, x2, y2] with the box in image pixels
 * @returns [k, oh, ow, c]
 * @throws RangeError when the shapes are others, or when a region names an image that is not there
 * @see Girshick, Fast R-CNN, https://arxiv.org/abs/1504.08083, section 2.1
 */
export function roiPool(features: NDArray, rois: NDArray, options: RoiPoolOptions): NDArray {
  const images = imagesOf(features, 'roiPool', 'features');
  const regions = pooledRegions(images, rois, options);
  const [oh, ow] = toPair(options.outputSize);
  return eachImage(regions, [oh, ow, images.channels], ({ image, rows, columns }) =>
    maxOverBins(images, image, rows, columns).map(value => (value === -Infinity ? 0 : value)),
  );
}

/** A region divided into bins of whole feature pixels. */
export interface PooledRegion {
  readonly image: number;
  readonly rows: Bins;
  readonly columns: Bins;
}

/**
 * The bins of each region.
 *
 * @throws RangeError when the shapes are others, or when a region names an image that is not there
 */
export function pooledRegions(
  { batch, height, width }: Images,
  rois: NDArray,
  { outputSize, spatialScale = 1 }: RoiPoolOptions,
): PooledRegion[] {
  const scale = Math.fround(spatialScale);
  const [oh, ow] = roiOutputSize(outputSize, 'roiPool');
  return readRois(rois, batch, 'roiPool').map(({ image, x1, y1, x2, y2 }) => ({
    image,
    rows: roiBins(y1 * scale, y2 * scale, oh, height),
    columns: roiBins(x1 * scale, x2 * scale, ow, width),
  }));
}

/**
 * The feature rows (or columns) in each bin of a region, both ends included.
 * Products and the division are rounded to 32 bits, as in torchvision: where a border is nearly a whole number, the
 * rounding decides to which bin a pixel belongs.
 */
function roiBins(from: number, to: number, count: number, size: number): Bins {
  const start = roundHalfAway(Math.fround(from));
  const end = roundHalfAway(Math.fround(to));
  const binSize = Math.fround(Math.max(end - start + 1, 1) / count);
  const clip = (at: number): number => Math.min(Math.max(at, 0), size);
  return range(0, count).map(i => {
    const first = start + Math.floor(Math.fround(i * binSize));
    const past = start + Math.ceil(Math.fround((i + 1) * binSize));
    return range(clip(first), clip(past));
  });
}

/** C's round: halves go away from zero, while Math.round moves them up. */
function roundHalfAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}
