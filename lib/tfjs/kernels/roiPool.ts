import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import { type Images, imageSizesOf } from '../../ops/array';
import { type PooledRegion, pooledRegions, type RoiPoolOptions } from '../../ops/roiPool';
import { roisOf } from '../../ops/rois';
import { floatAt } from '../../spec/at';
import { toPair } from '../../spec/pair';
import { toNDArray, toTensor } from '../arrays';
import { tf } from '../backend';
import { isRecording } from '../graph/recorder';
import { rank4 } from '../native';
import { roiPoolInGraph } from './roiPoolInGraph';

/**
 * RoI pooling on tensors, with its gradient to the features; the regions have none. Equal to `ops.roiPool`.
 *
 * TensorFlow has no kernel for windows of unequal sizes, so the largest value of each bin is looked for here, on every
 * backend, and its gradient is added where that value stood. (TensorFlow's kernels that gather and scatter single
 * values take several times as long as these loops.)
 *
 * Introduced in notebook fast-faster-rcnn.
 *
 * @param features [n, h, w, c]
 * @param rois [k, 5], each row [image, x1, y1, x2, y2] with the box in image pixels
 * @returns [k, oh, ow, c]
 * @throws RangeError when the shapes are others, or when a region names an image that is not there
 * @see Girshick, Fast R-CNN, https://arxiv.org/abs/1504.08083, section 2.1
 */
export function roiPool(features: Tensor, rois: Tensor, options: RoiPoolOptions): Tensor4D {
  const images = imageSizesOf(features.shape, 'roiPool', 'features');
  const regions = pooledRegions(images, toNDArray(rois), options);
  const [oh, ow] = toPair(options.outputSize);
  const shape = [regions.length, oh, ow, images.channels] as const;
  const pool = tf.customGrad(x => {
    const data = (x as Tensor).dataSync<'float32'>(); // customGrad's type allows for a second argument here
    const places = largestInBins(data, images, regions);
    return {
      value: tf.tensor4d(valuesAt(places, data), [...shape]),
      gradFunc: dy => tf.tensor(addedAt(places, dy.dataSync<'float32'>(), data.length), features.shape),
    };
  });
  return tf.tidy(() => rank4(pool(features)));
}

/**
 * RoI pooling of the regions of each image of a batch, as a layer of a network. While a step is recorded, it is a search in
 * TensorFlow's kernels, since no value can be looked at then; the loops above are faster where there is no graph.
 *
 * @param features [n, h, w, c]
 * @param regions [n, count, 4], boxes in image pixels; those of a recorded step must lie in the image
 * @returns [n · count, oh, ow, c], image by image
 */
export function roiPoolOfImages(features: Tensor4D, regions: Tensor, options: Required<RoiPoolOptions>): Tensor4D {
  if (isRecording()) return roiPoolInGraph(features, regions, options);
  return roiPool(features, toTensor(roisOf(toNDArray(regions))), options);
}

/**
 * The places in the data of the largest value of each bin, the first of equal ones; −1 in a bin outside the features.
 *
 * @returns for [k, oh, ow, c] as plain data
 */
function largestInBins(data: Float32Array, images: Images, regions: readonly PooledRegion[]): Int32Array {
  const bins = regions.flatMap(({ image, rows, columns }) =>
    rows.flatMap(ys => columns.map(xs => pixelsOf(images, image, ys, xs))),
  );
  const places = new Int32Array(bins.length * images.channels).fill(-1);
  bins.forEach((pixels, bin) => {
    findLargest(data, pixels, places.subarray(bin * images.channels, (bin + 1) * images.channels));
  });
  return places;
}

/** Where the channels of each pixel begin in the data. */
function pixelsOf(
  { height, width, channels }: Images,
  image: number,
  ys: readonly number[],
  xs: readonly number[],
): number[] {
  return ys.flatMap(y => xs.map(x => ((image * height + y) * width + x) * channels));
}

/** Writes the place of each channel's largest value. */
function findLargest(data: Float32Array, pixels: readonly number[], places: Int32Array): void {
  const largest = new Float32Array(places.length).fill(-Infinity);
  for (const pixel of pixels) {
    for (let c = 0; c < places.length; c++) {
      const value = floatAt(data, pixel + c);
      if (value <= floatAt(largest, c)) continue;
      largest[c] = value;
      places[c] = pixel + c;
    }
  }
}

/** The value at each place; 0 at −1. */
function valuesAt(places: Int32Array, data: Float32Array): Float32Array {
  const values = new Float32Array(places.length);
  places.forEach((place, i) => {
    if (place >= 0) values[i] = floatAt(data, place);
  });
  return values;
}

/** An array of zeros to which each value is added at its place; −1 is no place. */
function addedAt(places: Int32Array, values: Float32Array, length: number): Float32Array {
  const sum = new Float32Array(length);
  places.forEach((place, i) => {
    if (place >= 0) sum[place] = floatAt(sum, place) + floatAt(values, i);
  });
  return sum;
}
