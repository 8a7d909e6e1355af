import type { NDArray } from '../spec/ndarray';
import { toPair } from '../spec/pair';
import { type ImageBatch, type Images, imagesOf } from './array';
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

/**
 * RoI align (Mask R-CNN): divides each region into bins without rounding and takes the mean of values interpolated at
 * regular places in each bin. A sample more than one pixel outside the features counts as 0.
 *
 * Introduced in notebook fast-faster-rcnn.
 *
 * @param features [n, h, w, c]
 * @param rois [k, 5], each row [image, x1, y1, x2, y2] with the box in image pixels
 * @returns [k, oh, ow, c]
 * @throws RangeError when the shapes are others, or when a region names an image that is not there
 * @see He and others, Mask R-CNN, https://arxiv.org/abs/1703.06870, section 3
 */
export function roiAlign(features: NDArray, rois: NDArray, options: RoiAlignOptions): NDArray {
  const images = imagesOf(features, 'roiAlign', 'features');
  const regions = alignedRegions(images, rois, options);
  const [oh, ow] = toPair(options.outputSize);
  return eachImage(regions, [oh, ow, images.channels], ({ image, rows, columns }) =>
    meanOfSamples(images, image, sampledBins(rows, images.height), sampledBins(columns, images.width)),
  );
}

/** A region divided into bins, with the places along each axis where its bins are sampled. */
export interface AlignedRegion {
  readonly image: number;
  readonly rows: SampledAxis;
  readonly columns: SampledAxis;
}

/** Bins of one size side by side, in feature pixels. */
export interface SampledAxis {
  readonly start: number;
  readonly binSize: number;
  readonly bins: number;
  /** Samples in each bin, at the middles of as many equal parts; none in a bin without length. */
  readonly perBin: number;
}

/**
 * Where each region is sampled.
 *
 * Every step is rounded to 32 bits, as in torchvision: it decides how many samples a bin has and which lie outside.
 *
 * @throws RangeError when the shapes are others, or when a region names an image that is not there
 */
export function alignedRegions({ batch }: Images, rois: NDArray, options: RoiAlignOptions): AlignedRegion[] {
  const { outputSize, spatialScale = 1, samplingRatio = 0, aligned = false } = options;
  const [oh, ow] = roiOutputSize(outputSize, 'roiAlign');
  if (!Number.isInteger(samplingRatio)) {
    throw new RangeError(`roiAlign: samplingRatio must be a whole number. Received ${samplingRatio}.`);
  }
  const shift = aligned ? 0.5 : 0;
  const scaled = (at: number): number => float32(float32(at * float32(spatialScale)) - shift);
  const axis = (from: number, to: number, bins: number): SampledAxis => {
    const start = scaled(from);
    const length = float32(scaled(to) - start);
    const binSize = float32((aligned ? length : Math.max(length, 1)) / bins);
    return { start, binSize, bins, perBin: samplingRatio > 0 ? samplingRatio : Math.max(Math.ceil(binSize), 0) };
  };
  return readRois(rois, batch, 'roiAlign').map(({ image, x1, y1, x2, y2 }) => ({
    image,
    rows: axis(y1, y2, oh),
    columns: axis(x1, x2, ow),
  }));
}

/** The samples of a bin along one axis; `count` also counts those left out because they lie outside. */
export interface SampledBin {
  readonly samples: readonly Sample[];
  readonly count: number;
}

/** The samples of each bin. @param size feature pixels along the axis */
export function sampledBins({ start, binSize, bins, perBin }: SampledAxis, size: number): SampledBin[] {
  return range(0, bins).map(bin => {
    const from = float32(start + float32(bin * binSize));
    const places = range(0, perBin).map(i => float32(from + float32(float32((i + 0.5) * binSize) / perBin)));
    const inside = places.filter(place => place >= -1 && place <= size);
    return { samples: inside.map(place => sampleAt(place, size)), count: perBin };
  });
}

function meanOfSamples(
  images: ImageBatch,
  image: number,
  rows: readonly SampledBin[],
  columns: readonly SampledBin[],
): Float32Array {
  const { channels } = images;
  const result = new Float32Array(rows.length * columns.length * channels);
  let written = 0;
  for (const row of rows) {
    for (const column of columns) {
      const count = Math.max(row.count * column.count, 1);
      for (let c = 0; c < channels; c++) result[written++] = sumOfSamples(images, image, row, column, c) / count;
    }
  }
  return result;
}

function sumOfSamples(images: ImageBatch, image: number, row: SampledBin, column: SampledBin, channel: number): number {
  let sum = 0;
  for (const y of row.samples) {
    for (const place of column.samples) sum += interpolate(images, image, y, place, channel);
  }
  return sum;
}
