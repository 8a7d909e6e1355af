import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import { tf } from '../backend';
import { rank4, sides } from '../native';

/** Weights of the inputs for each output along one axis: `[output][input]`. */
export type Weights = readonly (readonly number[])[];

/**
 * Means over windows that cover the input whatever its size: window i is ⌊i · in / out⌋ … ⌈(i + 1) · in / out⌉, as in PyTorch.
 *
 * @param x [n, h, w, c]
 * @param output [oh, ow]
 * @returns [n, oh, ow, c]
 */
export function adaptiveAveragePool(x: Tensor4D, output: readonly [number, number]): Tensor4D {
  const [, height, width] = x.shape;
  if (height === output[0] && width === output[1]) return x;
  if (height % output[0] === 0 && width % output[1] === 0) {
    const size: [number, number] = [height / output[0], width / output[1]];
    return tf.avgPool(x, size, size, 'valid');
  }
  return separable(x, adaptiveWeights(height, output[0]), adaptiveWeights(width, output[1]));
}

function adaptiveWeights(input: number, output: number): Weights {
  return Array.from({ length: output }, (_, i) => {
    const start = Math.floor((i * input) / output);
    const end = Math.ceil(((i + 1) * input) / output);
    return Array.from({ length: input }, (_, j) => (j >= start && j < end ? 1 / (end - start) : 0));
  });
}

/** How an axis is resampled. */
export interface Resampling {
  readonly method: 'bilinear' | 'nearest';
  readonly alignCorners: boolean;
  /** [oh, ow] */
  readonly output: readonly [number, number];
  /** Output pixels for each input pixel, where it was given instead of a size: [rows, columns]. */
  readonly scale?: readonly [number, number];
}

/**
 * Resizes feature maps, positions as PyTorch computes them.
 *
 * @param x [n, h, w, c]
 * @returns [n, oh, ow, c]
 */
export function resize(x: Tensor4D, resampling: Resampling): Tensor4D {
  const along = (axis: 0 | 1): number[] => positions(sides(x)[axis], axis, resampling);
  if (resampling.method === 'bilinear') {
    return separable(x, lerps(along(0), x.shape[1]), lerps(along(1), x.shape[2]));
  }
  const rows = tf.gather(x, tf.tensor1d(along(0), 'int32'), 1);
  return tf.gather(rows, tf.tensor1d(along(1), 'int32'), 2);
}

/** Where each output pixel lies on the input, in pixels. PyTorch keeps the ratio as a 32-bit float, and so does this. */
function positions(input: number, axis: 0 | 1, { method, alignCorners, output, scale }: Resampling): number[] {
  const length = output[axis];
  const corners = length > 1 ? (input - 1) / (length - 1) : 0;
  const ratio = Math.fround(alignCorners ? corners : scale === undefined ? input / length : 1 / scale[axis]);
  const position = (i: number): number => {
    if (method === 'nearest') return Math.floor(Math.fround(i * ratio));
    return alignCorners ? i * ratio : Math.max((i + 0.5) * ratio - 0.5, 0);
  };
  return Array.from({ length }, (_, i) => Math.min(position(i), input - 1));
}

/** Each position shares its weight among the pixels before and after it. */
function lerps(at: readonly number[], input: number): Weights {
  return at.map(position => {
    const before = Math.floor(position);
    const share = position - before;
    return Array.from({ length: input }, (_, j) => (j === before ? 1 - share : j === before + 1 ? share : 0));
  });
}

/**
 * A linear map along the height, then one along the width, as two matrix products: exact on every backend, with its gradient.
 * (TensorFlow.js's own gradient of bilinear resizing forgets where the pixels' centres are.)
 */
export function separable(x: Tensor4D, rows: Weights, columns: Weights): Tensor4D {
  const [n, height, width, channels] = x.shape;
  const tall = tf.matMul(matrix(rows, height), tf.reshape(x, [n, height, width * channels]));
  const lines: Tensor = tf.reshape(tall, [n * rows.length, width, channels]);
  return rank4(tf.reshape(tf.matMul(matrix(columns, width), lines), [n, rows.length, columns.length, channels]));
}

function matrix(weights: Weights, inputs: number): Tensor {
  return tf.tensor3d(weights.flat(), [1, weights.length, inputs]);
}
