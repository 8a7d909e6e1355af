import { floatAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import { channelsOf, checkVector } from './array';
import { momentsOfSets } from './momentsOfSets';

/** Mean and variance of each channel, both [c]. */
export interface Moments {
  readonly mean: NDArray;
  readonly variance: NDArray;
}

export interface BatchNormalizationOptions extends Moments {
  /** Scale of each channel, [c]; 1 unless told. */
  readonly gamma?: NDArray;
  /** Shift of each channel, [c]; 0 unless told. */
  readonly beta?: NDArray;
  /** Added to the variance, so that a constant channel divides by no zero; 1e-5 unless told. */
  readonly epsilon?: number;
}

/**
 * Batch normalization: (x − mean) / √(variance + epsilon) · gamma + beta, channel by channel.
 * In training the statistics are those of the batch, `moments(x)`; in use they are the moving ones that training kept.
 *
 * Introduced in notebook resnet.
 *
 * @param x [..., c]
 * @returns the shape of `x`
 * @throws RangeError when a vector does not have one value for each channel
 * @see Ioffe and Szegedy, Batch Normalization, https://arxiv.org/abs/1502.03167, algorithms 1 and 2
 */
export function batchNormalization(x: NDArray, options: BatchNormalizationOptions): NDArray {
  const channels = channelsOf(x, 'batchNormalization');
  const { mean, variance, gamma, beta, epsilon = 1e-5 } = options;
  for (const [name, vector] of Object.entries({ mean, variance, gamma, beta })) {
    if (vector !== undefined) checkVector(vector, channels, 'batchNormalization', name);
  }
  const normalized = x.data.map((value, i) => {
    const c = i % channels;
    const scale = (gamma === undefined ? 1 : floatAt(gamma.data, c)) / Math.sqrt(floatAt(variance.data, c) + epsilon);
    return (value - floatAt(mean.data, c)) * scale + (beta === undefined ? 0 : floatAt(beta.data, c));
  });
  return { shape: [...x.shape], data: normalized };
}

/**
 * Mean and variance of each channel over all other axes. The variance is the mean squared distance from the mean:
 * it divides by the number of values, not by one less.
 *
 * Introduced in notebook resnet.
 *
 * @param x [..., c]
 */
export function moments(x: NDArray): Moments {
  const channels = channelsOf(x, 'moments');
  const { mean, variance } = momentsOfSets(x.data, channels, i => i % channels);
  const vector = (values: Float64Array): NDArray => ({ shape: [channels], data: Float32Array.from(values) });
  return { mean: vector(mean), variance: vector(variance) };
}

/**
 * The moving statistics after one more batch: momentum · old + (1 − momentum) · batch.
 * The batch's variance enters as the estimate for the whole data, which divides by one less than the number of values.
 *
 * Introduced in notebook resnet.
 *
 * @param old moving statistics so far
 * @param x the batch, [..., c]
 * @param momentum share of the old value that is kept; 0.9 unless told (PyTorch's momentum is one minus this)
 */
export function updateMoments(old: Moments, x: NDArray, momentum = 0.9): Moments {
  const channels = channelsOf(x, 'updateMoments');
  checkVector(old.mean, channels, 'updateMoments', 'mean');
  checkVector(old.variance, channels, 'updateMoments', 'variance');
  const count = x.data.length / channels;
  if (count < 2) {
    throw new RangeError(
      `updateMoments: the variance needs at least 2 values a channel. Received shape ${showShape(x.shape)}.`,
    );
  }
  const batch = moments(x);
  const blend = (before: NDArray, now: NDArray, factor: number): NDArray => ({
    shape: [channels],
    data: before.data.map((value, c) => momentum * value + (1 - momentum) * factor * floatAt(now.data, c)),
  });
  return {
    mean: blend(old.mean, batch.mean, 1),
    variance: blend(old.variance, batch.variance, count / (count - 1)),
  };
}
