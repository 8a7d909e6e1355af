import * as reading from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import type { Pair } from '../spec/network';
import { toPair } from '../spec/pair';
import { zeros } from './array';
import { conv2dTranspose, type TransposedConvolutionOptions } from './conv2dTranspose';

const { at } = reading;

/**
 * How many kernels reach each pixel of a transposed convolution's output. Where neighbours differ, equal weights make a
 * checkerboard.
 *
 * Introduced in notebook upsampling.
 *
 * @param inputSize height and width of the input
 * @returns [oh, ow]
 * @see Odena, Dumoulin and Olah, Deconvolution and Checkerboard Artifacts, https://distill.pub/2016/deconv-checkerboard
 */
export function overlapCounts(
  inputSize: Pair,
  { kernelSize, ...options }: Omit<TransposedConvolutionOptions, 'groups'> & { readonly kernelSize: Pair },
): NDArray {
  const ones = (shape: readonly number[]): NDArray => {
    const array = zeros(shape);
    array.data.fill(1);
    return array;
  };
  const painted = conv2dTranspose(
    ones([1, ...toPair(inputSize), 1]),
    ones([...toPair(kernelSize), 1, 1]),
    null,
    options,
  );
  return { shape: painted.shape.slice(1, 3), data: painted.data };
}

/**
 * The kernel with which a transposed convolution interpolates bilinearly: channel c reads channel c only, and its weights
 * fall off linearly from the centre. A size of 2s − s mod 2 serves stride s; with padding ⌈(s − 1) / 2⌉ the result
 * is that of resizing, away from the border.
 *
 * Introduced in notebook upsampling.
 *
 * @returns [kh, kw, channels, channels]
 */
export function bilinearKernel({
  kernelSize,
  channels,
}: {
  readonly kernelSize: Pair;
  readonly channels: number;
}): NDArray {
  const [rows, columns] = toPair(kernelSize).map(bilinearWeights);
  const kernel = zeros([at(toPair(kernelSize), 0), at(toPair(kernelSize), 1), channels, channels]);
  let place = 0;
  for (const row of rows ?? []) {
    for (const column of columns ?? []) {
      for (let c = 0; c < channels; c++) kernel.data[(place * channels + c) * channels + c] = row * column;
      place++;
    }
  }
  return kernel;
}

/** One axis of `bilinearKernel`: 1 at the centre, falling to 0 one stride away. */
export function bilinearWeights(size: number): number[] {
  const stride = Math.ceil(size / 2);
  const centre = (size - 1) / 2;
  return Array.from({ length: size }, (_, i) => 1 - Math.abs(i - centre) / stride);
}
