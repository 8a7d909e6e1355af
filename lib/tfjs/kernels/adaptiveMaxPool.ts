import type { Tensor4D } from '@tensorflow/tfjs-node';
import { tf } from '../backend';
import { maxPool } from './pooling';

/**
 * The largest values of windows that cover the input whatever its size: window i is ⌊i · in / out⌋ … ⌈(i + 1) · in / out⌉, as in
 * PyTorch. Where several values of a window are the largest, the first has the gradient.
 *
 * @param x [n, h, w, c]
 * @param output [oh, ow]
 * @returns [n, oh, ow, c]
 */
export function adaptiveMaxPool(x: Tensor4D, [rows, columns]: readonly [number, number]): Tensor4D {
  return alongAxis(alongAxis(x, 1, rows), 2, columns);
}

/** The largest of the largest is the largest, so that rows and columns can be pooled one after the other. */
function alongAxis(x: Tensor4D, axis: 1 | 2, output: number): Tensor4D {
  const input = x.shape[axis];
  if (input === output) return x;
  if (input % output === 0) return poolAlong(x, axis, input / output);
  const windows = Array.from({ length: output }, (_, i) => {
    const start = Math.floor((i * input) / output);
    const size = Math.ceil(((i + 1) * input) / output) - start;
    const [begin, shape] = [[0, 0, 0, 0], [...x.shape]];
    begin[axis] = start;
    shape[axis] = size;
    return poolAlong(tf.slice(x, begin, shape), axis, size);
  });
  return tf.concat(windows, axis);
}

/** Pools without overlap. */
function poolAlong(x: Tensor4D, axis: 1 | 2, size: number): Tensor4D {
  const window = axis === 1 ? ([size, 1] as const) : ([1, size] as const);
  const [, height, width] = x.shape;
  const none = [0, 0] as const;
  return maxPool(x, {
    ...{ size: window, strides: window, dilationRate: [1, 1], padding: [none, none] },
    output: [height / window[0], width / window[1]],
  });
}
