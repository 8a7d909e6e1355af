import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import type { ResolvedWindow } from '../../spec/window';
import { tf } from '../backend';
import { first, isNative, rank4 } from '../native';
import { padImage } from './pad';

/**
 * A convolution from the operations that every backend can differentiate: the image is padded, the groups are split,
 * and a dilated kernel is a larger one with zeros between its weights.
 */
export function composedConv2d(x: Tensor4D, kernel: Tensor4D, window: ResolvedWindow): Tensor4D {
  const groups = x.shape[3] / kernel.shape[2];
  const padded = padImage(x, window.padding);
  const wide = inflate(kernel, window.dilationRate);
  const strides: [number, number] = [...window.strides];
  if (groups === 1) return convolve(padded, wide, strides);
  const kernels = tf.split<Tensor4D>(wide, groups, 3);
  const parts = tf.split<Tensor4D>(padded, groups, 3).map((part, g) => convolve(part, kernels[g] ?? wide, strides));
  return tf.concat(parts, 3);
}

/**
 * The same for a transposed convolution without padding.
 *
 * @param full shape of the result [n, h, w, out]
 */
export function composedConv2dTranspose(
  x: Tensor4D,
  kernel: Tensor4D,
  window: ResolvedWindow,
  full: readonly [number, number, number, number],
  groups: number,
): Tensor4D {
  const wide = inflate(kernel, window.dilationRate);
  const strides: [number, number] = [...window.strides];
  const shape: [number, number, number, number] = [full[0], full[1], full[2], full[3] / groups];
  if (groups === 1) return tf.conv2dTranspose(x, wide, shape, strides, 'valid');
  const kernels = tf.split<Tensor4D>(wide, groups, 3);
  const parts = tf
    .split<Tensor4D>(x, groups, 3)
    .map((part, g) => tf.conv2dTranspose(part, kernels[g] ?? wide, shape, strides, 'valid'));
  return tf.concat(parts, 3);
}

/**
 * A convolution without padding. The JavaScript backend's own gradient of the kernel takes fifty times as long as the
 * convolution, so there it is computed as what it is: the convolution of the image with the gradient, images and
 * channels exchanged, strides become dilation.
 */
function convolve(x: Tensor4D, kernel: Tensor4D, strides: [number, number]): Tensor4D {
  if (isNative()) return tf.conv2d(x, kernel, strides, 'valid');
  const withGradient = tf.customGrad((image, weights, save) => {
    const [x, kernel] = [rank4(image as Tensor), rank4(weights as Tensor)]; // customGrad types its arguments loosely
    (save as GradSaver)([x, kernel]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [x, kernel] = [rank4(first(saved)), rank4(first(saved.slice(1)))];
      return [
        tf.conv2dTranspose(rank4(dy), kernel, x.shape, strides, 'valid'),
        kernelGradient(x, rank4(dy), kernel.shape, strides),
      ];
    };
    return { value: tf.conv2d(x, kernel, strides, 'valid'), gradFunc };
  });
  return rank4(withGradient(x, kernel));
}

type GradSaver = (tensors: Tensor[]) => void;

function kernelGradient(
  x: Tensor4D,
  dy: Tensor4D,
  [height, width, inChannels, outChannels]: readonly [number, number, number, number],
  strides: [number, number],
): Tensor {
  const images = tf.transpose(x, [3, 1, 2, 0]);
  const y = tf.conv2d(images, tf.transpose(dy, [1, 2, 0, 3]), 1, 'valid', 'NHWC', strides);
  return tf.transpose(tf.slice(y, [0, 0, 0, 0], [inChannels, height, width, outChannels]), [1, 2, 0, 3]);
}

/** [kh, kw, i, o] → [d(kh − 1) + 1, d(kw − 1) + 1, i, o] with zeros between the weights. */
function inflate(kernel: Tensor4D, [rows, columns]: readonly [number, number]): Tensor4D {
  const [height, width, inChannels, outChannels] = kernel.shape;
  const tall = spread(kernel, height, rows);
  const tallHeight = rows * (height - 1) + 1;
  const wide = columns === 1 ? tall : tf.transpose(tf.reshape(tall, [tallHeight, width, -1]), [1, 0, 2]);
  const wideWidth = columns * (width - 1) + 1;
  const spreadWide =
    columns === 1 ? wide : tf.transpose(spread(wide, width, columns).reshape([wideWidth, tallHeight, -1]), [1, 0, 2]);
  return tf.reshape(spreadWide, [tallHeight, wideWidth, inChannels, outChannels]);
}

/** Puts rate − 1 rows of zeros between the `length` rows along the first axis: [d(length − 1) + 1, everything else]. */
function spread(x: Tensor, length: number, rate: number): Tensor {
  const rest = x.size / length;
  if (rate === 1) return tf.reshape(x, [length, rest]);
  const withZeros = tf.concat([tf.reshape(x, [length, 1, rest]), tf.zeros([length, rate - 1, rest])], 1);
  return tf.slice(tf.reshape(withZeros, [length * rate, rest]), [0, 0], [rate * (length - 1) + 1, rest]);
}
