import type { NDArray } from '../spec/ndarray';
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
  const random = mulberry32(seed);
  return { shape: [...x.shape], data: x.data.map(value => (random() < rate ? 0 : value / (1 - rate))) };
}

/** Random numbers in [0, 1), the same for the same seed: Tommy Ettinger's mulberry32. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
