import type { NDArray } from '../spec/ndarray';
import { channelsOf, checkArray, zeros } from './array';

/**
 * max(0, x). Introduced in notebook padding-stride.
 *
 * @returns the shape of `x`
 */
export function relu(x: NDArray): NDArray {
  return each(x, 'relu', value => Math.max(0, value));
}

/**
 * min(max(0, x), 6).
 *
 * @returns the shape of `x`
 */
export function relu6(x: NDArray): NDArray {
  return each(x, 'relu6', value => Math.min(Math.max(0, value), 6));
}

export interface LeakyReluOptions {
  /** What negative values are multiplied by. Libraries differ in what they take unless told: 0.01, 0.2 or 0.3. */
  readonly slope: number;
}

/**
 * x where it is positive, slope · x elsewhere. YOLO's slope is 0.1.
 *
 * @returns the shape of `x`
 * @throws RangeError when the slope is no number of at least 0
 */
export function leakyRelu(x: NDArray, { slope }: LeakyReluOptions): NDArray {
  if (!(Number.isFinite(slope) && slope >= 0)) {
    throw new RangeError(`leakyRelu: slope must be a number of at least 0. Received ${slope}.`);
  }
  return each(x, 'leakyRelu', value => (value > 0 ? value : slope * value));
}

/**
 * The hyperbolic tangent, from −1 to 1.
 *
 * @returns the shape of `x`
 */
export function tanh(x: NDArray): NDArray {
  return each(x, 'tanh', Math.tanh);
}

/**
 * 1 / (1 + e^−x), from 0 to 1.
 *
 * @returns the shape of `x`
 */
export function sigmoid(x: NDArray): NDArray {
  return each(x, 'sigmoid', value => 1 / (1 + Math.exp(-value)));
}

/**
 * Scores to probabilities: e^x / Σ e^x over the last axis. The largest score is subtracted first, which changes
 * nothing in the result and keeps e^x from overflowing.
 *
 * Introduced in notebook learning.
 *
 * @param x [..., classes]
 * @returns the shape of `x`; each row sums to 1
 */
export function softmax(x: NDArray): NDArray {
  const classes = channelsOf(x, 'softmax');
  const result = zeros(x.shape);
  for (let start = 0; start < x.data.length; start += classes) {
    const row = x.data.subarray(start, start + classes);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = Float64Array.from(row, value => Math.exp(value - largest));
    const sum = powers.reduce((a, b) => a + b, 0);
    powers.forEach((power, i) => {
      result.data[start + i] = power / sum;
    });
  }
  return result;
}

function each(x: NDArray, where: string, f: (value: number) => number): NDArray {
  checkArray(x, where, 'x');
  return { shape: [...x.shape], data: x.data.map(f) };
}
