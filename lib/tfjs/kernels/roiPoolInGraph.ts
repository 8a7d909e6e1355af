import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-node';
import type { RoiPoolOptions } from '../../ops/roiPool';
import { at } from '../../spec/at';
import { toPair } from '../../spec/pair';
import { tf } from '../backend';
import { first, runNative } from '../native';
import { imageOfEach } from './roiAlign';

/** The pixels of each region's bins along one axis. */
interface BinAxis {
  /** [regions, bins, m] whole numbers: m pixels of each bin; one that has fewer repeats its last. */
  readonly pixels: Tensor;
  /** [regions, bins]: 1 where there is one at all, else 0. */
  readonly filled: Tensor;
}

/**
 * RoI pooling in TensorFlow's kernels alone, with its gradient to the features: for each bin, the pixels that a bin can hold
 * at most are gathered, and the first of the largest wins, as in the loops of `roiPool`.
 *
 * @param features [n, h, w, c]
 * @param regions [n, count, 4], boxes in image pixels, inside the image: a bin can then hold no more than is gathered
 * @returns [n · count, oh, ow, c]
 */
export function roiPoolInGraph(features: Tensor4D, regions: Tensor, options: Required<RoiPoolOptions>): Tensor4D {
  const [oh, ow] = toPair(options.outputSize);
  const [n, height, width, channels] = features.shape;
  const count = n * at(regions.shape, 1);
  return tf.tidy(() => {
    const scaled = roundHalfAway(tf.mul(tf.reshape(regions, [-1, 4]), options.spatialScale));
    const [x1, y1, x2, y2] = tf.split(scaled, 4, 1) as [Tensor, Tensor, Tensor, Tensor]; // [regions, 1] each
    const rows = binAxis(y1, y2, oh, height);
    const columns = binAxis(x1, x2, ow, width);
    const image = tf.reshape(tf.tensor1d(imageOfEach(n, count / n), 'int32'), [-1, 1, 1, 1, 1]);
    const [tall, wide] = [at(rows.pixels.shape, 2), at(columns.pixels.shape, 2)];
    const row = tf.add(tf.mul(image, whole(height)), tf.reshape(rows.pixels, [count, oh, 1, tall, 1]));
    const wanted = tf.add(tf.mul(row, whole(width)), tf.reshape(columns.pixels, [count, 1, ow, 1, wide]));
    // While a step is recorded the values are any, and the kernel that gathers refuses places that there are not.
    const pixels = tf.minimum(tf.maximum(wanted, whole(0)), whole(n * height * width - 1));
    const largest = largestOf(features, tf.reshape(pixels, [-1, tall * wide]));
    const filled = tf.mul(tf.reshape(rows.filled, [count, oh, 1, 1]), tf.reshape(columns.filled, [count, 1, ow, 1]));
    return tf.mul(tf.reshape(largest, [count, oh, ow, channels]), filled);
  });
}

/** The bins from whole feature pixel `from` to `to`, both included, as in `ops.roiPool`. */
function binAxis(from: Tensor, to: Tensor, bins: number, size: number): BinAxis {
  const binSize = tf.div(tf.maximum(tf.add(tf.sub(to, from), 1), 1), bins);
  const edge = (bin: Tensor1D): Tensor => tf.mul(binSize, bin); // [regions, bins]
  const clip = (place: Tensor): Tensor => tf.clipByValue(tf.add(from, place), 0, size);
  const begin = clip(tf.floor(edge(tf.range(0, bins))));
  const past = clip(tf.ceil(edge(tf.range(1, bins + 1))));
  const most = Math.min(size, Math.ceil((size + 1) / bins) + 1);
  const places = tf.add(tf.expandDims(begin, 2), tf.range(0, most));
  const inside = tf.minimum(places, tf.maximum(tf.expandDims(tf.sub(past, 1), 2), 0));
  return { pixels: tf.cast(inside, 'int32'), filled: tf.cast(tf.greater(past, begin), 'float32') };
}

const whole = (value: number): Tensor => tf.scalar(value, 'int32');

/** C's round: halves go away from zero. */
function roundHalfAway(x: Tensor): Tensor {
  const size = tf.abs(x);
  const below = tf.floor(size);
  return tf.mul(tf.sign(x), tf.add(below, tf.cast(tf.greaterEqual(tf.sub(size, below), 0.5), 'float32')));
}

/** Rows of a matrix, by their places. tf.gather looks at the places, which a recorded step does not allow. */
function rowsAt(x: Tensor, places: Tensor): Tensor {
  const Tparams = x.dtype === 'int32' ? 'int32' : 'float32';
  const inputs = [x, tf.reshape(places, [-1]), whole(0)];
  return first(runNative('GatherV2', inputs, { batch_dims: 0 }, 1, { Tparams, Tindices: 'int32', Taxis: 'int32' }));
}

/**
 * The largest of some pixels, channel by channel; the first of equal ones gets the gradient.
 *
 * @param pixels [bins, m]: places among the pixels of all images
 * @returns [bins, c]
 */
function largestOf(features: Tensor4D, pixels: Tensor): Tensor {
  const [bins, m] = pixels.shape as [number, number]; // the caller made two axes
  const channels = features.shape[3];
  const length = features.size;
  const largest = tf.customGrad((x, save) => {
    // customGrad types its arguments loosely.
    const gathered = tf.reshape(rowsAt(tf.reshape(x as Tensor, [-1, channels]), pixels), [bins, m, channels]);
    const which = tf.argMax(gathered, 1); // [bins, c]
    const start = tf.tensor2d(
      Int32Array.from({ length: bins }, (_, bin) => bin * m),
      [bins, 1],
      'int32',
    );
    const pixel = rowsAt(tf.reshape(pixels, [-1, 1]), tf.add(which, start));
    const place = tf.add(
      tf.mul(tf.reshape(pixel, [bins, channels]), whole(channels)),
      tf.range(0, channels, 1, 'int32'),
    );
    (save as (tensors: Tensor[]) => void)([place]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor =>
      tf.reshape(
        tf.unsortedSegmentSum(tf.reshape(dy, [-1]), tf.reshape(at(saved, 0), [-1]) as Tensor1D, length),
        features.shape,
      );
    return { value: tf.max(gathered, 1), gradFunc };
  });
  return largest(features);
}
