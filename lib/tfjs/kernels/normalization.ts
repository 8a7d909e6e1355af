import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../backend';
import { type Attributes, first, isNative, nativeKernel, rank4, runNative } from '../native';

/** What batch normalization learns and keeps, each [c]. */
export interface Normalization {
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
  readonly movingMean: Tensor1D;
  readonly movingVariance: Tensor1D;
}

export interface NormalizationResult {
  readonly y: Tensor4D;
  /** The moving statistics after this batch; the variance takes the unbiased estimate, as in PyTorch. */
  readonly movingMean: Tensor;
  readonly movingVariance: Tensor;
}

/**
 * Batch normalization with the batch's own mean and variance, for training.
 *
 * @param x [n, h, w, c]
 * @param momentum share of the old moving statistics that is kept
 */
export function batchNormalizationOfBatch(
  x: Tensor4D,
  { gamma, beta, movingMean, movingVariance }: Normalization,
  epsilon: number,
  momentum: number,
): NormalizationResult {
  if (!isNative()) return composedBatchNormalization(x, { gamma, beta, movingMean, movingVariance }, epsilon, momentum);
  const attributes = { epsilon, exponential_avg_factor: 1 - momentum };
  const outputs = nativeBatchNormalization({ x, gamma, beta, movingMean, movingVariance }, attributes);
  return { y: rank4(first(outputs)), movingMean: at(outputs, 1), movingVariance: at(outputs, 2) };
}

/** Batch normalization with the moving statistics, for inference. */
export function batchNormalizationOfMoving(x: Tensor4D, kept: Normalization, epsilon: number): Tensor4D {
  return tf.batchNorm(x, kept.movingMean, kept.movingVariance, kept.beta, kept.gamma, epsilon);
}

function composedBatchNormalization(
  x: Tensor4D,
  { gamma, beta, movingMean, movingVariance }: Normalization,
  epsilon: number,
  momentum: number,
): NormalizationResult {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const count = x.size / x.shape[3];
  const unbiased = tf.mul(variance, count / Math.max(count - 1, 1));
  const scaled = tf.mul(tf.sub(x, mean), tf.mul(tf.rsqrt(tf.add(variance, epsilon)), gamma));
  const moved = (old: Tensor, now: Tensor): Tensor => tf.add(tf.mul(old, momentum), tf.mul(now, 1 - momentum));
  return {
    y: rank4(tf.add(scaled, beta)),
    movingMean: moved(movingMean, mean),
    movingVariance: moved(movingVariance, unbiased),
  };
}

const COMMON = { data_format: 'NHWC', is_training: true } as const;
const TYPES = { T: 'float32', U: 'float32' } as const;

const nativeBatchNormalization = nativeKernel<
  'x' | 'gamma' | 'beta' | 'movingMean' | 'movingVariance',
  Attributes & { readonly epsilon: number; readonly exponential_avg_factor: number }
>({
  name: 'batchNormalization',
  saveInputs: ['x', 'gamma'],
  saveOutputs: [false, false, false, true, true, true],
  forward: ({ x, gamma, beta, movingMean, movingVariance }, attrs) =>
    runNative('FusedBatchNormV3', [x, gamma, beta, movingMean, movingVariance], { ...attrs, ...COMMON }, 6, TYPES),
  gradient: (dy, saved, { epsilon }) => {
    const [x, gamma, ...reserved] = saved as [Tensor, Tensor, ...Tensor[]]; // saveInputs names two
    // One kernel gives all three, so it runs here and not in the functions below.
    const gradients = runNative('FusedBatchNormGradV3', [dy, x, gamma, ...reserved], { epsilon, ...COMMON }, 5, TYPES);
    return { x: () => first(gradients), gamma: () => at(gradients, 1), beta: () => at(gradients, 2) };
  },
});

/**
 * Group normalization: each image's channels in `groups` groups, each with the mean and the variance of its own values.
 *
 * @param x [n, h, w, c]
 * @param gamma [c]
 * @param beta [c]
 * @see Wu and He, Group Normalization, https://arxiv.org/abs/1803.08494
 */
export function groupNormalization(
  x: Tensor4D,
  { gamma, beta }: Pick<Normalization, 'gamma' | 'beta'>,
  groups: number,
  epsilon: number,
): Tensor4D {
  const [n, height, width, channels] = x.shape;
  const grouped = tf.reshape(x, [n, height * width, groups, channels / groups]);
  const { mean, variance } = tf.moments(grouped, [1, 3], true);
  const normalized = tf.mul(tf.sub(grouped, mean), tf.rsqrt(tf.add(variance, epsilon)));
  return rank4(tf.add(tf.mul(tf.reshape(normalized, x.shape), gamma), beta));
}

/**
 * Normalization of each value by its neighbours in other channels: x / (k + alpha / size · Σ x²)^beta.
 * An even window reaches one channel further to the front, as in PyTorch.
 *
 * @param x [n, h, w, c]
 * @see Krizhevsky, Sutskever and Hinton, ImageNet Classification with Deep Convolutional Neural Networks, section 3.3
 */
export function localResponseNormalization(
  x: Tensor4D,
  {
    size,
    alpha,
    beta,
    k,
  }: { readonly size: number; readonly alpha: number; readonly beta: number; readonly k: number },
): Tensor4D {
  if (size % 2 === 1) return tf.localResponseNormalization(x, (size - 1) / 2, k, alpha / size, beta);
  const [n, height, width, channels] = x.shape;
  const before = Math.floor(size / 2);
  const squares = tf.pad(tf.square(x), [
    [0, 0],
    [0, 0],
    [0, 0],
    [before, size - 1 - before],
  ]);
  const shifted = Array.from({ length: size }, (_, i) => tf.slice(squares, [0, 0, 0, i], [n, height, width, channels]));
  const sum = shifted.reduce((total, part) => tf.add(total, part));
  return tf.div(x, tf.pow(tf.add(tf.mul(sum, alpha / size), k), beta));
}
