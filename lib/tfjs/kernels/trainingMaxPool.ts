import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import type { ResolvedWindow } from '../../spec/window';
import { tf } from '../backend';
import { type Attributes, first, isNative, rank4, runNative, whether } from '../native';
import { isSamePadding, padImage } from './pad';

/*
 * TensorFlow's own MaxPoolGrad searches every window a second time, on one image after the other: on two cores its gradient of a
 * 3×3 pool with stride 1 on [128, 16, 16, 84] takes 270 ms. oneDNN's pool remembers where the largest value stood, and its
 * gradient takes 40 ms, with the same result. TensorFlow uses it in compiled graphs only; here it is called by name.
 */

/** Whether a gradient will be asked for, so that it pays to remember the places. */
export function isLearning(): boolean {
  return tf.engine().state.gradientDepth > 0;
}

/**
 * A max pool for training.
 *
 * @param padding of the window, with what a last window in ceil mode reads beyond it
 * @returns [n, oh, ow, c], or null where oneDNN's kernels are missing
 */
export function trainingMaxPool(
  x: Tensor4D,
  window: ResolvedWindow,
  padding: ResolvedWindow['padding'],
): Tensor4D | null {
  if (!isNative() || !hasKernels()) return null;
  return isSamePadding(x, window, padding)
    ? remember(x, window, 'SAME')
    : remember(padImage(x, padding, -Infinity), window, 'VALID');
}

function remember(x: Tensor4D, { size, strides }: ResolvedWindow, padding: 'SAME' | 'VALID'): Tensor4D {
  const attributes = { ksize: [1, ...size, 1], strides: [1, ...strides, 1], padding, ...ONE_DNN };
  const pool = tf.customGrad((image, save) => {
    // customGrad types its arguments loosely.
    const [y, places] = poolAndPlaces(image as Tensor, attributes);
    (save as (tensors: Tensor[]) => void)([image as Tensor, y, places]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor => {
      const [image, y, places] = saved as [Tensor, Tensor, Tensor]; // as they were saved
      return first(runNative('_MklNativeMaxPoolGrad', [image, y, dy, places], attributes));
    };
    return { value: y, gradFunc };
  });
  return rank4(pool(x));
}

/** The pool, and where its largest values stood. */
function poolAndPlaces(x: Tensor, attributes: Attributes): readonly [y: Tensor, places: Tensor] {
  const outputs = runNative('_MklNativeMaxPool', [x], attributes, 2);
  return [at(outputs, 0), at(outputs, 1)];
}

const ONE_DNN: Attributes = {
  explicit_paddings: [],
  data_format: 'NHWC',
  workspace_enabled: true,
  _kernel: 'MklNameChangeOp',
};

const hasKernels = whether(() => {
  const attributes = { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: 'VALID', ...ONE_DNN };
  const x = tf.ones([1, 2, 2, 1]);
  const [y, places] = poolAndPlaces(x, attributes);
  runNative('_MklNativeMaxPoolGrad', [x, y, y, places], attributes);
});
