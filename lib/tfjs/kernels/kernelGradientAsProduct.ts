import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { lastAxis } from '../../spec/shape';
import { tf } from '../backend';
import { rank4 } from '../native';

/** Of a kernel's weights, and of output pixels of all images. */
const [MANY_WEIGHTS, FEW_PIXELS] = [2 ** 20, 2048];

/**
 * Whether oneDNN's gradient of a kernel is slow: up to six times as long as the convolution itself. Milliseconds on two cores,
 * oneDNN / as a product of matrices: 512 to 512 channels on [64, 2, 2] 46 / 10, [8, 7, 7] 45 / 28, [64, 4, 4] 42 / 33; but 256 to
 * 256 channels on [64, 2, 2] 5.0 / 4.1, [8, 14, 14] 31 / 33, and 64 to 64 channels on [64, 8, 8] 2.8 / 5.0.
 */
export function isLargeKernelOnSmallMaps(kernel: Tensor, dy: Tensor): boolean {
  return kernel.size >= MANY_WEIGHTS && dy.size / lastAxis(dy.shape) <= FEW_PIXELS;
}

/**
 * The gradient of a convolution's kernel as one product of matrices: what the kernel meets, a row for each output pixel, times
 * the gradient of the outputs.
 *
 * @param padded the images with their padding [n, h, w, in]
 * @param kernel [kh, kw, in, out]
 * @param dy [n, oh, ow, out]
 * @param strides of all four axes
 */
export function kernelGradientAsProduct(
  padded: Tensor4D,
  kernel: Tensor,
  dy: Tensor,
  strides: readonly number[],
): Tensor {
  const [rows, columns, channels, filters] = rank4(kernel).shape;
  const [n, height, width] = rank4(dy).shape;
  const [down, right] = [at(strides, 1), at(strides, 2)];
  const met = Array.from({ length: rows * columns }, (_, i) => {
    const [top, left] = [Math.floor(i / columns), i % columns];
    const end = [n, top + (height - 1) * down + 1, left + (width - 1) * right + 1, channels];
    return tf.stridedSlice(padded, [0, top, left, 0], end, [1, down, right, 1]);
  });
  const matrix = tf.reshape(tf.concat(met, 3), [n * height * width, -1]);
  return tf.reshape(tf.matMul(matrix, tf.reshape(dy, [-1, filters]), true), kernel.shape);
}
