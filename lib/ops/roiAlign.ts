import type { NDArray } from '../spec/ndarray';
import { eachImage, range } from './bins';
import { interpolate, type Sample, sampleAt } from './interpolation';
import type { RoiPoolOptions } from './roiPool';
import { readRois, roiOutputSize } from './rois';

export interface RoiAlignOptions extends RoiPoolOptions {
  /** Samples along each axis of a bin; 0 or less, the default, takes one for each feature pixel that it spans. */
  readonly samplingRatio?: number;
  /** Take the centre of feature pixel i at i + ½ and allow regions under one pixel; false unless told. */
  readonly aligned?: boolean;
}

const float32 = Math.fround;

/** Where a bin is sampled along one axis; `count` also counts the samples left out because they lie outside. */
interface SampledBin {
  readonly samples: readonly Sample[];
  readonly count: number;
}

/**
 * RoI align (Mask R-CNN): divides each region into bins without rounding and takes the mean of values interpolated at
 * regular places in each bin. A sample more than one pixel outside the features counts as 0.
 *
 * Introduced in notebook 13.
 *
 * @param features [n, h, w, c]
 * @param rois [k, 5], each row [image, x1, y1, x2, y2] with the box in image pixels
 * @returns [k, oh, ow, c]
 * @throws RangeError when the shapes are others, or when a region names an image that is not there
 * @see He and others, Mask R-CNN, https://arxiv.org/abs/1703.06870, section 3
 */
export function roiAlign(features: NDArray, rois: NDArray, options: RoiAlignOptions): NDArray {
  const { outputSize, spatialScale = 1, samplingRatio = 0, aligned = false } = options;
  const [oh, ow] = roiOutputSize(outputSize, 'roiAlign');
  if (!Number.isInteger(samplingRatio)) {
    throw new RangeError(`roiAlign: samplingRatio must be a whole number. Received ${samplingRatio}.`);
  }
  const regions = readRois(rois, features, 'roiAlign');
  const [, height, width, channels] = features.shape;
  const shift = aligned ? 0.5 : 0;
  const scaled = (at: number): number => float32(float32(at * float32(spatialScale)) - shift);
  const axis = (from: number, to: number, count: number, size: number): SampledBin[] => {
    const length = float32(scaled(to) - scaled(from));
    return sampledBins(scaled(from), aligned ? length : Math.max(length, 1), count, size, samplingRatio);
  };
  return eachImage(regions.length, [oh, ow, channels], i => {
    const { image, x1, y1, x2, y2 } = regions[i];
    return meanOfSamples(features, image, axis(y1, y2, oh, height), axis(x1, x2, ow, width));
  });
}

/** Every step is rounded to 32 bits, as in torchvision: it decides how many samples a bin has and which lie outside. */
function sampledBins(start: number, length: number, count: number, size: number, ratio: number): SampledBin[] {
  const binSize = float32(length / count);
  const perBin = ratio > 0 ? ratio : Math.ceil(binSize);
  return range(0, count).map(bin => {
    const from = float32(start + float32(bin * binSize));
    const places = range(0, perBin).map(i => float32(from + float32(float32((i + 0.5) * binSize) / perBin)));
    const inside = places.filter(place => place >= -1 && place <= size);
    return { samples: inside.map(place => sampleAt(place, size)), count: perBin };
  });
}

function meanOfSamples(
  x: NDArray,
  image: number,
  rows: readonly SampledBin[],
  columns: readonly SampledBin[],
): Float32Array {
  const channels = x.shape[3];
  const result = new Float32Array(rows.length * columns.length * channels);
  let written = 0;
  for (const row of rows) {
    for (const column of columns) {
      const count = Math.max(row.count * column.count, 1);
      for (let c = 0; c < channels; c++) result[written++] = sumOfSamples(x, image, row, column, c) / count;
    }
  }
  return result;
}

function sumOfSamples(x: NDArray, image: number, row: SampledBin, column: SampledBin, channel: number): number {
  let sum = 0;
  for (const y of row.samples) {
    for (const place of column.samples) sum += interpolate(x, image, y, place, channel);
  }
  return sum;
}
