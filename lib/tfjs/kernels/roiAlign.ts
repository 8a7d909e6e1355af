import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-node';
import { imageSizesOf } from '../../ops/array';
import {
  type AlignedRegion,
  alignedRegions,
  type RoiAlignOptions,
  type SampledAxis,
  sampledBins,
} from '../../ops/roiAlign';
import { at } from '../../spec/at';
import { toPair } from '../../spec/pair';
import { toNDArray } from '../arrays';
import { tf } from '../backend';
import { type Attributes, first, isNative, nativeKernel, rank4, runNative } from '../native';
import { separable, type Weights } from './resample';

/**
 * RoI align on tensors, with its gradient to the features; the regions have none. Equal to `ops.roiAlign`.
 *
 * Introduced in notebook fast-faster-rcnn.
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
