import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { lastAxis } from '../../spec/shape';
import { type ResolvedWindow, samePadding, span } from '../../spec/window';
import { tf } from '../backend';
import { type Attributes, first, isNative, nativeKernel, rank4, runNative, sides, whether } from '../native';
import { composedConv2d, composedConv2dTranspose } from './composedConvolution';
import { isLargeKernelOnSmallMaps, kernelGradientAsProduct } from './kernelGradientAsProduct';
import { isSamePadding, padImage } from './pad';
import { usedTaps } from './usedTaps';

type ConvolutionAttributes = Attributes & {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: 'SAME' | 'VALID' | 'EXPLICIT';
  readonly explicit_paddings: readonly number[];
  readonly data_format: 'NHWC';
};

/**
 * A convolution with any padding, dilation and groups, and its gradients.
 *
 * @param x [n, h, w, in]
 * @param kernel [kh, kw, in / groups, out]
 * @returns [n, oh, ow, out]
 */
export function conv2d(x: Tensor4D, kernel: Tensor4D, window: ResolvedWindow): Tensor4D {
  const used = usedTaps(sides(x), window);
  if (used !== null) return conv2d(x, used.isWhole ? kernel : tf.slice(kernel, used.start, used.size), used.window);
  if (seesAllAtOnce(x, kernel, window)) return dense(x, kernel);
  if (!nativeGradientsFit(x, kernel, window)) return composedConv2d(x, kernel, window);
  const same = isSamePadding(x, window, window.padding);
  const none = window.padding.flat().every(pixels => pixels === 0);
  if (same || none) return rank4(first(nativeConv2d({ x, kernel }, attributes(window, none ? 'VALID' : 'SAME'))));
  if (isPlain(x, kernel, window)) return rank4(first(nativeConv2d({ x, kernel }, attributes(window, 'EXPLICIT'))));
  // TensorFlow hands dilated and grouped gradients to oneDNN only where the padding is not explicit.
  return rank4(first(nativeConv2d({ x: padImage(x, window.padding), kernel }, attributes(window, 'VALID'))));
}

/** Whether a convolution has one output pixel, which reads each pixel of the input once: then it is a dense layer. */
function seesAllAtOnce(
  x: Tensor4D,
  kernel: Tensor4D,
  { size, padding, output, dilationRate }: ResolvedWindow,
): boolean {
  const [height, width] = sides(x);
  const isWhole = size[0] === height && size[1] === width && dilationRate.every(rate => rate === 1);
  return isWhole && [...output, ...padding.flat()].join() === '1,1,0,0,0,0' && isUngrouped(x, kernel);
}

function dense(x: Tensor4D, kernel: Tensor4D): Tensor4D {
  const [n, filters] = [x.shape[0], kernel.shape[3]];
  const y = tf.matMul(tf.reshape(x, [n, -1]), tf.reshape(kernel, [-1, filters]));
  return tf.reshape(y, [n, 1, 1, filters]);
}

/**
 * A transposed convolution with any padding, dilation, groups and output padding, and its gradients.
 * It is laid out in full, one kernel for each input pixel, and then cut to the window's output.
 *
 * @param x [n, h, w, in]
 * @param kernel [kh, kw, out / groups, in]
 * @returns [n, oh, ow, out]
 */
export function conv2dTranspose(x: Tensor4D, kernel: Tensor4D, window: ResolvedWindow, groups: number): Tensor4D {
  const [height, width] = sides(x);
  const full = [x.shape[0], fullSize(height, window, 0), fullSize(width, window, 1), kernel.shape[2] * groups] as const;
  const fits = isNative() && (groups === 1 || oneDnn()) && (isUndilated(window) || oneDnn());
  const y = fits
    ? rank4(first(nativeConv2dTranspose({ x, kernel }, { ...attributes(window, 'VALID'), full })))
    : composedConv2dTranspose(x, kernel, window, full, groups);
  return cut(y, window);
}

/** (input − 1) · stride + dilation · (size − 1) + 1 */
function fullSize(input: number, window: ResolvedWindow, axis: 0 | 1): number {
  return (input - 1) * window.strides[axis] + span(window.size[axis], window.dilationRate[axis]);
}

/** Drops the padding's rows and columns; adds zeros where output padding goes beyond the full size. */
function cut(y: Tensor4D, { padding: [[top], [left]], output: [height, width] }: ResolvedWindow): Tensor4D {
  const [n, fullHeight, fullWidth, channels] = y.shape;
  const rows = Math.min(height, fullHeight - top);
  const columns = Math.min(width, fullWidth - left);
  const kept =
    rows === fullHeight && columns === fullWidth ? y : tf.slice(y, [0, top, left, 0], [n, rows, columns, channels]);
  return rows === height && columns === width
    ? kept
    : padImage(kept, [
        [0, height - rows],
        [0, width - columns],
      ]);
}

function attributes(window: ResolvedWindow, padding: ConvolutionAttributes['padding']): ConvolutionAttributes {
  return {
    strides: [1, ...window.strides, 1],
    dilations: [1, ...window.dilationRate, 1],
    padding,
    explicit_paddings: padding === 'EXPLICIT' ? [0, 0, ...window.padding.flat(), 0, 0] : [],
    data_format: 'NHWC',
  };
}

const isUndilated = (window: ResolvedWindow): boolean => window.dilationRate.every(rate => rate === 1);
const isUngrouped = (x: Tensor4D, kernel: Tensor4D): boolean => kernel.shape[2] === x.shape[3];

function isPlain(x: Tensor4D, kernel: Tensor4D, window: ResolvedWindow): boolean {
  return isUndilated(window) && isUngrouped(x, kernel);
}

function nativeGradientsFit(x: Tensor4D, kernel: Tensor4D, window: ResolvedWindow): boolean {
  return isNative() && (isPlain(x, kernel, window) || oneDnn());
}

const shapeTensor = (shape: readonly number[]): Tensor => tf.tensor1d([...shape], 'int32');

function backpropInput(shape: readonly number[], kernel: Tensor, dy: Tensor, attrs: ConvolutionAttributes): Tensor[] {
  return runNative('Conv2DBackpropInput', [shapeTensor(shape), kernel, dy], attrs);
}

function backpropFilter(x: Tensor, shape: readonly number[], dy: Tensor, attrs: ConvolutionAttributes): Tensor[] {
  return runNative('Conv2DBackpropFilter', [x, shapeTensor(shape), dy], attrs);
}

const nativeConv2d = nativeKernel<'x' | 'kernel', ConvolutionAttributes>({
  name: 'conv2d',
  saveInputs: ['x', 'kernel'],
  forward: ({ x, kernel }, attrs) => runNative('Conv2D', [x, kernel], attrs),
  gradient: (dy, saved, attrs) => {
    const [x, kernel] = saved as [Tensor, Tensor]; // saveInputs names two
    const explicit = attrs.padding === 'EXPLICIT' && oneDnn();
    return {
      x: () => (explicit ? inputGradient(x, kernel, dy, attrs) : first(backpropInput(x.shape, kernel, dy, attrs))),
      kernel: () => {
        const isSlow = isPlainCall(x, kernel, attrs) && isLargeKernelOnSmallMaps(kernel, dy);
        if (isSlow)
          return kernelGradientAsProduct(padImage(rank4(x), paddingOf(x, kernel, attrs)), kernel, dy, attrs.strides);
        return explicit ? kernelGradient(x, kernel, dy, attrs) : first(backpropFilter(x, kernel.shape, dy, attrs));
      },
    };
  },
});

/**
 * With explicit padding TensorFlow leaves both gradients to its Eigen kernels. Padding first makes oneDNN compute them, for
 * the input of a 3×3 convolution with stride 2 on 14×14×256 in 10 instead of 19 ms (processor time, batch 4). It is also
 * safer: a signal, such as a profiler's, that arrives while Eigen's kernel runs can destroy the process's memory.
 */
function inputGradient(x: Tensor, kernel: Tensor, dy: Tensor, attrs: ConvolutionAttributes): Tensor {
  const [[top, bottom], [left, right]] = paddingOf(x, kernel, attrs);
  const [n, height, width, channels] = rank4(x).shape;
  const padded = [n, height + top + bottom, width + left + right, channels];
  return tf.slice(first(backpropInput(padded, kernel, dy, unpadded(attrs))), [0, top, left, 0], x.shape);
}

/** The padding of height and width. */
function paddingOf(x: Tensor, kernel: Tensor, attrs: ConvolutionAttributes): ResolvedWindow['padding'] {
  const { padding, explicit_paddings: all, strides, dilations } = attrs;
  const along = (axis: 1 | 2): readonly [number, number] => {
    if (padding === 'EXPLICIT') return [at(all, 2 * axis), at(all, 2 * axis + 1)];
    if (padding === 'VALID') return [0, 0];
    const window = { size: at(kernel.shape, axis - 1), stride: at(strides, axis), dilation: at(dilations, axis) };
    return samePadding(at(x.shape, axis), window);
  };
  return [along(1), along(2)];
}

/** Whether a call has neither dilation nor groups. */
function isPlainCall(x: Tensor, kernel: Tensor, { dilations }: ConvolutionAttributes): boolean {
  return dilations.every(rate => rate === 1) && kernel.shape[2] === lastAxis(x.shape);
}

function kernelGradient(x: Tensor, kernel: Tensor, dy: Tensor, attrs: ConvolutionAttributes): Tensor {
  const padded = padImage(rank4(x), paddingOf(x, kernel, attrs));
  return first(backpropFilter(padded, kernel.shape, dy, unpadded(attrs)));
}

const unpadded = (attrs: ConvolutionAttributes): ConvolutionAttributes => ({
  ...attrs,
  padding: 'VALID',
  explicit_paddings: [],
});

const nativeConv2dTranspose = nativeKernel<
  'x' | 'kernel',
  ConvolutionAttributes & { readonly full: readonly number[] }
>({
  name: 'conv2dTranspose',
  saveInputs: ['x', 'kernel'],
  forward: ({ x, kernel }, { full, ...attrs }) => backpropInput(full, kernel, x, attrs),
  gradient: (dy, saved, { full: _full, ...attrs }) => {
    const [x, kernel] = saved as [Tensor, Tensor]; // saveInputs names two
    return {
      x: () => first(runNative('Conv2D', [dy, kernel], attrs)),
      kernel: () => first(backpropFilter(dy, kernel.shape, x, attrs)),
    };
  },
});

const SMALL: ResolvedWindow = {
  size: [3, 3],
  strides: [1, 1],
  dilationRate: [2, 2],
  padding: [
    [0, 0],
    [0, 0],
  ],
  output: [1, 1],
};

/**
 * Whether TensorFlow computes gradients of dilated and grouped convolutions: its oneDNN kernels do, the others refuse.
 * oneDNN is absent where TF_ENABLE_ONEDNN_OPTS=0 and on some processors.
 */
const oneDnn = whether(() => {
  backpropFilter(tf.ones([1, 5, 5, 4]), [3, 3, 2, 4], tf.ones([1, 1, 1, 4]), attributes(SMALL, 'VALID'));
  backpropInput([1, 5, 5, 4], tf.ones([3, 3, 2, 4]), tf.ones([1, 1, 1, 4]), attributes(SMALL, 'VALID'));
});
