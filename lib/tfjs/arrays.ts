import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import type { ConvolutionOptions } from '../ops/convolution';
import { at } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { resolveWindow } from '../spec/window';
import { tf } from './backend';
import { conv2d as convolve } from './kernels/convolution';

/**
 * Copies an array into a tensor. The caller disposes of it.
 *
 * Introduced in notebook counting.
 *
 * @param x of any shape
 * @returns a tensor of the same shape
 */
export function toTensor(x: NDArray): Tensor {
  return tf.tensor(x.data, [...x.shape]);
}

/**
 * Copies a tensor's values out; the tensor stays.
 *
 * Introduced in notebook padding-stride.
 *
 * @returns an array of the same shape; whole numbers and truth values become floats
 */
export function toNDArray(tensor: Tensor): NDArray {
  return { shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) };
}

/**
 * `ops.conv2d`, computed by TensorFlow.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param x [n, h, w, in]
 * @param kernel [kh, kw, in / groups, out]
 * @param bias [out], or null for none
 * @returns [n, oh, ow, out]
 * @throws RangeError when the shapes do not belong together or the kernel does not fit
 */
export function conv2d(x: NDArray, kernel: NDArray, bias: NDArray | null, options: ConvolutionOptions = {}): NDArray {
  const { strides = 1, padding = 'valid', dilationRate = 1, groups = 1 } = options;
  const haveFourAxes = x.shape.length === 4 && kernel.shape.length === 4;
  if (!haveFourAxes || at(kernel.shape, 2) * groups !== at(x.shape, 3)) {
    throw new RangeError(
      `conv2d: needs images [n, h, w, in] and a kernel [kh, kw, in / groups, out]. ` +
        `Received shapes [${x.shape.join(', ')}] and [${kernel.shape.join(', ')}], groups ${groups}.`,
    );
  }
  const size = [at(kernel.shape, 0), at(kernel.shape, 1)] as const;
  const window = resolveWindow([at(x.shape, 1), at(x.shape, 2)], { size, strides, padding, dilationRate }, 'conv2d');
  const output = tf.tidy(() => {
    const y = convolve(rank4(x), rank4(kernel), window);
    return bias === null ? y : tf.add(y, toTensor(bias));
  });
  const values = toNDArray(output);
  output.dispose();
  return values;
}

function rank4({ shape, data }: NDArray): Tensor4D {
  const [a = 1, b = 1, c = 1, d = 1] = shape;
  return tf.tensor4d(data, [a, b, c, d]);
}
