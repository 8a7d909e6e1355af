import * as reading from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { channelsOf } from './array';

const { floatAt } = reading;

export interface LocalResponseNormalizationOptions {
  /** Channels in the window; 5 unless told, as in the AlexNet paper. */
  readonly size?: number;
  /** Weight of the squares, divided by `size`; 1e-4 unless told. */
  readonly alpha?: number;
  /** Exponent; 0.75 unless told. */
  readonly beta?: number;
  /** Constant in the denominator; 2 unless told. */
  readonly k?: number;
}

/**
 * Local response normalization: each value divided by (k + alpha / size · Σ squares of its neighbours)^beta.
 * The neighbours are the channels c − ⌊size / 2⌋ … c + ⌊(size − 1) / 2⌋ at the same pixel, those that exist.
 * PyTorch divides alpha by size, as here; the AlexNet paper's formula and TensorFlow's do not.
 *
 * Introduced in notebook alexnet.
 *
 * @param x [..., c]
 * @returns the shape of `x`
 * @throws RangeError when `size` is not a positive whole number
 * @see Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks, 2012, section 3.3
 */
export function localResponseNormalization(x: NDArray, options: LocalResponseNormalizationOptions = {}): NDArray {
  const { size = 5, alpha = 1e-4, beta = 0.75, k = 2 } = options;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`localResponseNormalization: size must be a positive whole number. Received ${size}.`);
  }
  const channels = channelsOf(x, 'localResponseNormalization');
  const normalized = x.data.map((value, i) => {
    const channel = i % channels;
    const first = Math.max(channel - Math.floor(size / 2), 0);
    const last = Math.min(channel + Math.floor((size - 1) / 2), channels - 1);
    const squares = sumOfSquares(x.data, i - channel + first, i - channel + last);
    return value / (k + (alpha / size) * squares) ** beta;
  });
  return { shape: [...x.shape], data: normalized };
}

/** Both ends are included. */
function sumOfSquares(data: Float32Array, first: number, last: number): number {
  let sum = 0;
  for (let i = first; i <= last; i++) {
    const value = floatAt(data, i);
    sum += value * value;
  }
  return sum;
}
