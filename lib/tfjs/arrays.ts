import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import type { ConvolutionOptions } from '../ops/convolution';
import type { NDArray } from '../spec/ndarray';
import { resolveWindow } from '../spec/window';
import { tf } from './backend';
import { conv2d as convolve } from './kernels/convolution';

/**
 * Copies an array into a tensor. The caller disposes of it.
 *
 * Introduced in notebook padding-stride.
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
  const [, height = 0, width = 0, channels = 0] = x.shape;
  const [kernelHeight = 0, kernelWidth = 0, inPerGroup = 0] = kernel.shape;
  if (x.shape.length !== 4 || kernel.shape.length !== 4 || inPerGroup * groups !== channels) {
    throw new RangeError(
      `conv2d: needs images [n, h, w, in] and a kernel [kh, kw, in / groups, out]. ` +
        `Received shapes [${x.shape.join(', ')}] and [${kernel.shape.join(', ')}], groups ${groups}.`,
    );
  }
  const args = { size: [kernelHeight, kernelWidth], strides, padding, dilationRate } as const;
  const window = resolveWindow([height, width, channels], args, 'conv2d');
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
