import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-node';
import { imageSizesOf } from '../../ops/array';
import {
  type AlignedRegion,
  alignedRegions,
  type RoiAlignOptions,
  type SampledAxis,
  sampledBins,
} from '../../ops/roiAlign';
import { roisOf } from '../../ops/rois';
import { at } from '../../spec/at';
import { toPair } from '../../spec/pair';
import { toNDArray, toTensor } from '../arrays';
import { tf } from '../backend';
import { type Attributes, first, isNative, nativeKernel, rank4, runNative } from '../native';
import { separable, type Weights } from './resample';

/**
 * RoI align on tensors, with its gradient to the features; the regions have none. Equal to `ops.roiAlign`, but for samples on
 * the very border of the features, where the last bit decides whether they are still read.
 *
 * @param features [n, h, w, c]
 * @param rois [k, 5], each row [image, x1, y1, x2, y2] with the box in image pixels
 * @returns [k, oh, ow, c]
 * @throws RangeError when the shapes are others, or when a region names an image that is not there
 * @see He and others, Mask R-CNN, https://arxiv.org/abs/1703.06870, section 3
 */
export function roiAlign(features: Tensor, rois: Tensor, options: RoiAlignOptions): Tensor4D {
  const images = imageSizesOf(features.shape, 'roiAlign', 'features');
  const regions = alignedRegions(images, toNDArray(rois), options);
  const [oh, ow] = toPair(options.outputSize);
  if (regions.length === 0) return tf.zeros([0, oh, ow, images.channels]);
  return tf.tidy(() => (isNative() ? alignInGroups : alignOneByOne)(rank4(features), regions));
}

/**
 * RoI align of the regions of each image of a batch, as a layer of a network: nothing is read back, so that it can stand in
 * a compiled step. On the plain backend regions are taken one by one.
 *
 * @param features [n, h, w, c]
 * @param regions [n, count, 4], boxes in image pixels
 * @returns [n · count, oh, ow, c], image by image
 */
export function roiAlignOfImages(
  features: Tensor4D,
  regions: Tensor,
  options: RoiAlignOptions & { readonly samplingRatio: number },
): Tensor4D {
  if (!isNative()) return roiAlign(features, toTensor(roisOf(toNDArray(regions))), options);
  const { outputSize, spatialScale = 1, samplingRatio, aligned = false } = options;
  const [oh, ow] = toPair(outputSize);
  const [n, height, width] = features.shape;
  const count = at(regions.shape, 1);
  return tf.tidy(() => {
    const corners = tf.sub(tf.mul(tf.reshape(regions, [-1, 4]), spatialScale), aligned ? 0.5 : 0);
    const [start, end] = tf.split(corners, 2, 1) as [Tensor, Tensor]; // [n · count, 2], x and y
    const length = tf.sub(end, start);
    const spacing = tf.div(aligned ? length : tf.maximum(length, 1), [ow * samplingRatio, oh * samplingRatio]);
    // As in `ends`: shares of the way from the first to the last padded pixel.
    const place = (sample: Tensor | number[]): Tensor =>
      tf.reverse(tf.div(tf.add(tf.add(start, tf.mul(spacing, sample)), 1), [width + 1, height + 1]), 1);
    const last = [ow * samplingRatio - 0.5, oh * samplingRatio - 0.5];
    const boxes = tf.concat([place([0.5, 0.5]), place(last)], 1);
    const images = tf.tensor1d(imageOfEach(n, count), 'int32');
    const size = [oh * samplingRatio, ow * samplingRatio];
    const sampled = nativeSamples({ features, boxes, images }, { size, shape: features.shape });
    return tf.avgPool(rank4(first(sampled)), samplingRatio, samplingRatio, 'valid');
  });
}

/** The image of each region: `count` times 0, `count` times 1, … */
export function imageOfEach(images: number, count: number): Int32Array {
  return Int32Array.from({ length: images * count }, (_, i) => Math.floor(i / count));
}

/** One kernel for all regions that have as many samples in a bin; then the order of the regions again. */
function alignInGroups(features: Tensor4D, regions: readonly AlignedRegion[]): Tensor4D {
  const groups = new Map<string, { region: AlignedRegion; index: number }[]>();
  regions.forEach((region, index) => {
    const key = `${region.rows.perBin}×${region.columns.perBin}`;
    groups.set(key, [...(groups.get(key) ?? []), { region, index }]);
  });
  const order = [...groups.values()];
  const parts = order.map(group =>
    alignGroup(
      features,
      group.map(({ region }) => region),
    ),
  );
  if (parts.length === 1) return rank4(first(parts));
  const places = new Int32Array(regions.length);
  order.flat().forEach(({ index }, place) => {
    places[index] = place;
  });
  return tf.gather(tf.concat(parts), tf.tensor1d(places, 'int32'));
}

/** Interpolates at all samples of all bins, and takes the mean of each bin. All regions have as many samples in a bin. */
function alignGroup(features: Tensor4D, regions: readonly AlignedRegion[]): Tensor4D {
  const { rows, columns } = at(regions, 0);
  const [, height, width, channels] = features.shape;
  const { perBin: tall } = rows;
  const { perBin: wide } = columns;
  if (tall === 0 || wide === 0) return tf.zeros([regions.length, rows.bins, columns.bins, channels]);
  const boxes = regions.map(region => {
    const [top, bottom] = ends(region.rows, height);
    const [left, right] = ends(region.columns, width);
    return [top, left, bottom, right];
  });
  const images = regions.map(region => region.image);
  const sampled = nativeSamples(
    { features, boxes: tf.tensor2d(boxes, [boxes.length, 4]), images: tf.tensor1d(images, 'int32') },
    { size: [rows.bins * tall, columns.bins * wide], shape: features.shape },
  );
  return tf.avgPool(rank4(first(sampled)), [tall, wide], [tall, wide], 'valid');
}

/** The first and the last sample along an axis as shares of the way from the first to the last padded pixel. */
function ends({ start, binSize, bins, perBin }: SampledAxis, size: number): [number, number] {
  const place = (sample: number): number => (start + ((sample + 0.5) * binSize) / perBin + 1) / (size + 1);
  return [place(0), place(bins * perBin - 1)];
}

/**
 * The kernel that crops and resizes interpolates at regular places, as RoI align does, but gives 0 from the outermost
 * pixels' centres on, where RoI align goes on with their value for one pixel more. A border of one pixel that repeats
 * the outermost ones makes the two agree.
 */
const nativeSamples = nativeKernel<
  'features' | 'boxes' | 'images',
  Attributes & { readonly size: readonly number[]; readonly shape: Tensor4D['shape'] }
>({
  name: 'roiSamples',
  saveInputs: ['boxes', 'images'],
  forward({ features, boxes, images }, { size }) {
    const padded = first(runNative('MirrorPad', [features, BORDER()], MIRROR, 1, PAD_TYPES));
    return runNative('CropAndResize', [padded, boxes, images, tf.tensor1d([...size], 'int32')], BILINEAR);
  },
  gradient: (dy, saved, { shape }) => ({
    features: () => {
      const [n, height, width, channels] = shape;
      const [boxes, images] = saved as [Tensor, Tensor1D]; // saveInputs names two
      const paddedShape = tf.tensor1d([n, height + 2, width + 2, channels], 'int32');
      const padded = runNative('CropAndResizeGradImage', [dy, boxes, images, paddedShape], BILINEAR);
      return first(runNative('MirrorPadGrad', [first(padded), BORDER()], MIRROR, 1, PAD_TYPES));
    },
  }),
});

const BORDER = (): Tensor => tf.tensor2d([0, 0, 1, 1, 1, 1, 0, 0], [4, 2], 'int32');
const MIRROR = { mode: 'SYMMETRIC' } as const;
const PAD_TYPES = { T: 'float32', Tpaddings: 'int32' } as const;
const BILINEAR = { method: 'bilinear' } as const;

/** In ordinary operations: each region as two matrix products, whose gradients TensorFlow.js knows. */
function alignOneByOne(features: Tensor4D, regions: readonly AlignedRegion[]): Tensor4D {
  const [, height, width, channels] = features.shape;
  const parts = regions.map(({ image, rows, columns }) => {
    const one = tf.slice(features, [image, 0, 0, 0], [1, height, width, channels]);
    return separable(one, meansOfSamples(rows, height), meansOfSamples(columns, width));
  });
  return tf.concat(parts);
}

/** What each bin takes from each feature pixel along an axis. */
function meansOfSamples(axis: SampledAxis, size: number): Weights {
  return sampledBins(axis, size).map(({ samples, count }) => {
    const weights = new Array<number>(size).fill(0);
    for (const { low, high, fraction } of samples) {
      weights[low] = at(weights, low) + (1 - fraction) / count;
      weights[high] = at(weights, high) + fraction / count;
    }
    return weights;
  });
}
