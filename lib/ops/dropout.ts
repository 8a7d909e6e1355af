import type { NDArray } from '../spec/ndarray';
import { mulberry32 } from '../spec/random';
import { checkArray } from './array';

export interface DropoutOptions {
  /** Share of the values that become zero, from 0 to below 1. */
  readonly rate: number;
  /** The same seed drops the same places. */
  readonly seed: number;
}

/**
 * Dropout in training: each value becomes zero with probability `rate`, and those that stay are divided by 1 − rate,
 * so that the expected value does not change and nothing is left to do when the network is in use.
 *
 * Introduced in notebook alexnet.
 *
 * @param x any shape
 * @returns the shape of `x`
 * @throws RangeError when `rate` is not in [0, 1)
 * @see Srivastava and others, Dropout, Journal of Machine Learning Research 15, 2014
 */
export function dropout(x: NDArray, options: DropoutOptions): NDArray {
  const { rate, seed } = options;
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`dropout: rate must be at least 0 and below 1. Received ${rate}.`);
  }
  checkArray(x, 'dropout', 'x');
  return { shape: [...x.shape], data: x.data.map((value, i) => (mulberry32(seed, i) < rate ? 0 : value / (1 - rate))) };
}
