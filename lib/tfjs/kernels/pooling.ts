import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import { type ResolvedWindow, span } from '../../spec/window';
import { tf } from '../backend';
import { type Attributes, first, isNative, nativeKernel, rank4, runNative, sides } from '../native';
import { padImage } from './pad';
import { isLearning, trainingMaxPool } from './trainingMaxPool';

type PoolAttributes = Attributes & {
  readonly ksize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'VALID' | 'EXPLICIT';
  readonly explicit_paddings: readonly number[];
  readonly data_format: 'NHWC';
};

/**
 * The largest value of each window; padding counts as −∞. Dilation, ceil mode and uneven padding are part of the window.
 *
 * @param x [n, h, w, c]
 * @returns [n, oh, ow, c]
 */
export function maxPool(x: Tensor4D, window: ResolvedWindow): Tensor4D {
  const padding = withOverhang(x, window);
  if (window.dilationRate.some(rate => rate > 1)) return dilatedMaxPool(x, window, padding);
  const trained = isLearning() ? trainingMaxPool(x, window, padding) : null;
  if (trained !== null) return trained;
  if (isNative()) return rank4(first(nativeMaxPool({ x }, attributes(window, padding))));
  return tf.maxPool(padImage(x, padding, -Infinity), [...window.size], [...window.strides], 'valid');
}

/** Picks each window's pixels side by side, so that an ordinary pool whose windows touch gives the result. */
function dilatedMaxPool(x: Tensor4D, window: ResolvedWindow, padding: ResolvedWindow['padding']): Tensor4D {
  const positions = (axis: 0 | 1): number[] =>
    Array.from(
      { length: window.output[axis] * window.size[axis] },
      (_, i) =>
        Math.floor(i / window.size[axis]) * window.strides[axis] + (i % window.size[axis]) * window.dilationRate[axis],
    );
  const padded = padImage(x, padding, -Infinity);
  const rows = tf.gather(padded, tf.tensor1d(positions(0), 'int32'), 1);
  const picked = tf.gather(rows, tf.tensor1d(positions(1), 'int32'), 2);
  return maxPool(picked, { ...window, strides: window.size, dilationRate: [1, 1], padding: NONE });
}

/**
 * The mean of each window. Padded zeros count in the divisor or not; what a last window in ceil mode
 * reads beyond the padding never counts, as in PyTorch.
 *
 * @param x [n, h, w, c]
 * @returns [n, oh, ow, c]
 */
export function averagePool(x: Tensor4D, window: ResolvedWindow, countIncludePad: boolean): Tensor4D {
  const padding = withOverhang(x, window);
  const means = tf.avgPool(padImage(x, padding), [...window.size], [...window.strides], 'valid');
  const [height, width] = sides(x);
  const rows = counts(height, window, 0, countIncludePad);
  const columns = counts(width, window, 1, countIncludePad);
  const area = window.size[0] * window.size[1];
  const scale = rows.flatMap(row => columns.map(column => area / (row * column)));
  if (scale.every(factor => factor === 1)) return means;
  return tf.mul(means, tf.tensor4d(scale, [1, window.output[0], window.output[1], 1]));
}

/** How many pixels each window along one axis counts. */
function counts(input: number, window: ResolvedWindow, axis: 0 | 1, countIncludePad: boolean): number[] {
  const [before, after] = window.padding[axis];
  const [from, to] = countIncludePad ? [-before, input + after] : [0, input];
  return Array.from({ length: window.output[axis] }, (_, i) => {
    const start = i * window.strides[axis] - before;
    return Math.min(start + window.size[axis], to) - Math.max(start, from);
  });
}

const NONE: ResolvedWindow['padding'] = [
  [0, 0],
  [0, 0],
];

/** The padding, and what a last window in ceil mode reads beyond it. */
function withOverhang(
  x: Tensor4D,
  { padding, size, strides, dilationRate, output }: ResolvedWindow,
): ResolvedWindow['padding'] {
  const along = (axis: 0 | 1): [number, number] => {
    const [before, after] = padding[axis];
    const reach = (output[axis] - 1) * strides[axis] + span(size[axis], dilationRate[axis]);
    return [before, Math.max(after, reach - before - sides(x)[axis])];
  };
  return [along(0), along(1)];
}

function attributes(window: ResolvedWindow, padding: ResolvedWindow['padding']): PoolAttributes {
  const none = padding.flat().every(pixels => pixels === 0);
  return {
    ksize: [1, ...window.size, 1],
    strides: [1, ...window.strides, 1],
    padding: none ? 'VALID' : 'EXPLICIT',
    explicit_paddings: none ? [] : [0, 0, ...padding.flat(), 0, 0],
    data_format: 'NHWC',
  };
}

/**
 * The mean over height and width.
 *
 * @param x [n, h, w, c]
 * @returns [n, c]
 */
export function globalAveragePool(x: Tensor4D): Tensor {
  const [, height, width] = x.shape;
  return isNative() ? first(nativeMean({ x }, { height, width })) : tf.mean(x, [1, 2]);
}

/** TensorFlow.js's gradient of a mean multiplies by an array of ones that it makes in JavaScript; this one spreads dy. */
const nativeMean = nativeKernel<'x', Attributes & { readonly height: number; readonly width: number }>({
  name: 'globalAveragePool',
  saveInputs: [],
  forward: ({ x }) =>
    runNative('Mean', [x, tf.tensor1d([1, 2], 'int32')], { keep_dims: false }, 1, { T: 'float32', Tidx: 'int32' }),
  gradient: (dy, _saved, { height, width }) => {
    const [n, channels] = dy.shape as [number, number]; // the mean over height and width has these two axes
    const share = tf.reshape(tf.div(dy, height * width), [n, 1, 1, channels]);
    return { x: () => tf.tile(share, [1, height, width, 1]) };
  },
});

const nativeMaxPool = nativeKernel<'x', PoolAttributes>({
  name: 'maxPool',
  saveInputs: ['x'],
  saveOutputs: [true],
  forward: ({ x }, attrs) => runNative('MaxPool', [x], attrs),
  gradient: (dy, saved, attrs) => {
    const [x, y] = saved as [Tensor, Tensor]; // saveInputs and saveOutputs name one each
    return { x: () => first(runNative('MaxPoolGrad', [x, y, dy], attrs)) };
  },
});
