import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import { type Images, imageSizesOf } from '../../ops/array';
import { type PooledRegion, pooledRegions, type RoiPoolOptions } from '../../ops/roiPool';
import { roisOf } from '../../ops/rois';
import * as reading from '../../spec/at';
import { toPair } from '../../spec/pair';
import { toNDArray, toTensor } from '../arrays';
import { tf } from '../backend';
import { isRecording } from '../graph/recorder';
import { rank4 } from '../native';
import { roiPoolInGraph } from './roiPoolInGraph';

const { floatAt } = reading;

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
    const { values, places } = largestInBins(data, images, regions, oh * ow);
    return {
      value: tf.tensor4d(values, [...shape]),
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

interface Largest {
  /** [k, oh, ow, c] as plain data; 0 in a bin outside the features. */
  readonly values: Float32Array;
  /** Where in the features each value stands, the first of equal ones; −1 in a bin outside. */
  readonly places: Int32Array;
}

/**
 * The largest value of each bin.
 *
 * @param data of the features
 * @param bins in each region
 */
function largestInBins(data: Float32Array, images: Images, regions: readonly PooledRegion[], bins: number): Largest {
  const { height, width, channels } = images;
  const size = regions.length * bins * channels;
  const found = { values: new Float32Array(size).fill(-Infinity), places: new Int32Array(size).fill(-1) };
  let bin = 0;
  for (const { image, rows, columns } of regions) {
    for (const ys of rows) {
      for (const xs of columns) {
        for (const y of ys) {
          for (const x of xs) takeLarger(data, ((image * height + y) * width + x) * channels, found, bin, channels);
        }
        if (ys.length * xs.length === 0) found.values.fill(0, bin, bin + channels);
        bin += channels;
      }
    }
  }
  return found;
}

/** Notes the channels in which the pixel that begins at `pixel` is larger than those of its bin before it. */
function takeLarger(
  data: Float32Array,
  pixel: number,
  { values, places }: Largest,
  bin: number,
  channels: number,
): void {
  for (let c = 0; c < channels; c++) {
    const value = floatAt(data, pixel + c);
    if (value <= floatAt(values, bin + c)) continue;
    values[bin + c] = value;
    places[bin + c] = pixel + c;
  }
}

/** An array of zeros to which each value is added at its place; −1 is no place. */
function addedAt(places: Int32Array, values: Float32Array, length: number): Float32Array {
  const sum = new Float32Array(length);
  places.forEach((place, i) => {
    if (place >= 0) sum[place] = floatAt(sum, place) + floatAt(values, i);
  });
  return sum;
}
