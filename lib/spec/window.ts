import { type Pair, showPair, showShape, toPair } from './pair';

/**
 * `'valid'`: none. `'same'`: output size = ceil(input / stride), the odd pixel at the bottom and right, as TensorFlow does.
 * A number or `[height, width]`: that much on both sides. `[[top, bottom], [left, right]]`: each side on its own.
 */
export type Padding = 'valid' | 'same' | Pair | readonly [readonly [number, number], readonly [number, number]];

/** `[height, width, …]`. */
export type ImageShape = readonly [number, number, ...number[]];

/** How a window moves over an image; a convolution's kernel and a pool are both one. */
export interface WindowArgs {
  readonly size: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilationRate: Pair;
  readonly ceilMode?: boolean;
}

/** A window on an input of known size, every side worked out; each array is `[height, width]`. */
export interface ResolvedWindow {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilationRate: readonly [number, number];
  /** `[[top, bottom], [left, right]]`, in pixels. */
  readonly padding: readonly [readonly [number, number], readonly [number, number]];
  readonly output: readonly [number, number];
}

/** How a window moves along one axis. */
export interface AxisWindow {
  /** Pixels of the kernel or the pool. */
  readonly size: number;
  /** 1 unless told. */
  readonly stride?: number;
  /** Pixels before and after; none unless told. */
  readonly padding?: readonly [number, number];
  /** 1 unless told. */
  readonly dilation?: number;
  /** Whether the output's size is rounded up; false unless told. */
  readonly ceilMode?: boolean;
}

/** How the window of a transposed convolution moves along one axis. */
export interface TransposedAxisWindow extends Omit<AxisWindow, 'ceilMode'> {
  /** Pixels added behind, to choose among the sizes that one stride allows; 0 unless told. */
  readonly outputPadding?: number;
}

/** Pixels that a window spans: dilation · (size − 1) + 1. */
export function span(size: number, dilation: number): number {
  return dilation * (size - 1) + 1;
}

/**
 * The size of a convolution's or a pool's output along one axis:
 * ⌊(input + before + after − dilation · (size − 1) − 1) / stride⌋ + 1.
 * With `ceilMode` it rounds up, but a last window that would start in the padding on the far side is left out.
 *
 * Introduced in notebook padding-stride.
 *
 * @param input pixels along the axis
 * @returns pixels of the output; less than 1 when the window does not fit
 * @see Dumoulin and Visin, A guide to convolution arithmetic for deep learning, https://arxiv.org/abs/1603.07285, relationship 6
 */
export function outputSize(input: number, window: AxisWindow): number {
  const { size, stride = 1, padding = [0, 0], dilation = 1, ceilMode = false } = window;
  const steps = (input + padding[0] + padding[1] - span(size, dilation)) / stride;
  if (!ceilMode) return Math.floor(steps) + 1;
  const rounded = Math.ceil(steps) + 1;
  return (rounded - 1) * stride >= input + padding[0] ? rounded - 1 : rounded;
}

/**
 * The size of a transposed convolution's output along one axis:
 * (input − 1) · stride − before − after + dilation · (size − 1) + outputPadding + 1.
 *
 * @see Dumoulin and Visin, relationship 14
 */
export function transposedOutputSize(input: number, window: TransposedAxisWindow): number {
  const { size, stride = 1, padding = [0, 0], dilation = 1, outputPadding = 0 } = window;
  return (input - 1) * stride - padding[0] - padding[1] + span(size, dilation) + outputPadding;
}

/** TensorFlow's rule for 'same', `[before, after]`: just enough for ceil(input / stride) outputs, the odd pixel after. */
export function samePadding(
  input: number,
  { size, stride = 1, dilation = 1 }: Pick<AxisWindow, 'size' | 'stride' | 'dilation'>,
): [number, number] {
  const total = Math.max((Math.ceil(input / stride) - 1) * stride + span(size, dilation) - input, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** For a transposed convolution, 'same' gives input · stride outputs: the padding of the convolution it transposes. */
function sameTransposedPadding(size: number, stride: number, dilation: number): [number, number] {
  const total = Math.max(span(size, dilation) - stride, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

const AXES = ['height', 'width'] as const;

/**
 * Works out padding and output size of a convolution or a pool for one input size.
 *
 * @param input `[height, width, channels]`; only the first two are used
 * @param where names the layer in messages, e.g. `conv2d "features.0"`
 * @param sizeName what the window's size is called there: `kernelSize` or `poolSize`
 * @throws RangeError when an argument is not a whole number in its range, when the window does not fit, or when a pool
 *   is padded by more than half of its size (a window could see nothing but padding)
 */
export function resolveWindow(
  input: ImageShape,
  args: WindowArgs,
  where: string,
  sizeName: 'kernelSize' | 'poolSize' = 'kernelSize',
): ResolvedWindow {
  const size = wholePair(args.size, 1, where, sizeName);
  const strides = wholePair(args.strides, 1, where, 'strides');
  const dilationRate = wholePair(args.dilationRate, 1, where, 'dilationRate');
  const resolved = { size, strides, dilationRate };
  const padding = explicitPadding(args.padding, where) ?? [
    samePadding(input[0], { size: size[0], stride: strides[0], dilation: dilationRate[0] }),
    samePadding(input[1], { size: size[1], stride: strides[1], dilation: dilationRate[1] }),
  ];
  const axis = (i: 0 | 1): number => {
    if (sizeName === 'poolSize') checkPoolPadding(size[i], padding[i], args, where);
    const output = outputSize(input[i], { ...axisOf(resolved, i), padding: padding[i], ceilMode: args.ceilMode });
    if (output < 1) throw doesNotFit(input, args, resolved, i, where, sizeName);
    return output;
  };
  return { ...resolved, padding, output: [axis(0), axis(1)] };
}

/**
 * Works out padding and output size of a transposed convolution for one input size.
 *
 * @throws RangeError when an argument is out of its range, `outputPadding` among them: it must be smaller than strides or dilationRate
 */
export function resolveTransposedWindow(
  input: ImageShape,
  args: WindowArgs & { readonly outputPadding: Pair },
  where: string,
): ResolvedWindow {
  const size = wholePair(args.size, 1, where, 'kernelSize');
  const strides = wholePair(args.strides, 1, where, 'strides');
  const dilationRate = wholePair(args.dilationRate, 1, where, 'dilationRate');
  const outputPadding = wholePair(args.outputPadding, 0, where, 'outputPadding');
  const explicit = explicitPadding(args.padding, where);
  const axis = (i: 0 | 1): { padding: readonly [number, number]; output: number } => {
    const limit = Math.max(strides[i], dilationRate[i]);
    if (outputPadding[i] >= limit) {
      throw new RangeError(
        `${where}: outputPadding ${outputPadding[i]} must be smaller than strides or dilationRate along the ${AXES[i]}. ` +
          `Received strides ${showPair(args.strides)}, dilationRate ${showPair(args.dilationRate)}.`,
      );
    }
    const padding = explicit?.[i] ?? sameTransposedPadding(size[i], strides[i], dilationRate[i]);
    const filler = explicit === undefined ? Math.max(strides[i] - span(size[i], dilationRate[i]), 0) : 0;
    const extra = outputPadding[i] + filler;
    const axis = axisOf({ size, strides, dilationRate }, i);
    const output = transposedOutputSize(input[i], { ...axis, padding, outputPadding: extra });
    if (output < 1) {
      throw new RangeError(
        `${where}: padding ${showPadding(args.padding)} cuts away the whole output ${AXES[i]}. ` +
          `Received inputShape ${showShape(input)}, kernelSize ${showPair(args.size)}, strides ${showPair(args.strides)}.`,
      );
    }
    return { padding, output };
  };
  const [height, width] = [axis(0), axis(1)];
  return {
    size,
    strides,
    dilationRate,
    padding: [height.padding, width.padding],
    output: [height.output, width.output],
  };
}

/** A window along one axis, in the words of `outputSize`. */
function axisOf(
  { size, strides, dilationRate }: Pick<ResolvedWindow, 'size' | 'strides' | 'dilationRate'>,
  i: 0 | 1,
): { readonly size: number; readonly stride: number; readonly dilation: number } {
  return { size: size[i], stride: strides[i], dilation: dilationRate[i] };
}

/** `[[top, bottom], [left, right]]`, or undefined for 'same', which depends on the input. */
function explicitPadding(padding: Padding, where: string): [[number, number], [number, number]] | undefined {
  if (padding === 'same') return undefined;
  if (padding === 'valid') padding = 0;
  if (typeof padding === 'string') {
    throw new RangeError(
      `${where}: padding must be 'valid', 'same', a number, [height, width] or [[top, bottom], [left, right]]. Received '${padding}'.`,
    );
  }
  const [height, width] = typeof padding === 'number' ? [padding, padding] : padding;
  return [
    wholePair(height, 0, where, 'padding'), //
    wholePair(width, 0, where, 'padding'),
  ];
}

function wholePair(value: Pair, least: number, where: string, name: string): [number, number] {
  const pair = toPair(value);
  if (pair.every(v => Number.isInteger(v) && v >= least)) return pair;
  const kind = least === 0 ? 'whole numbers of at least 0' : 'positive whole numbers';
  throw new RangeError(`${where}: ${name} must be ${kind}. Received ${showPair(value)}.`);
}

/** PyTorch's limit, which counts the pool itself without its dilation. */
function checkPoolPadding(size: number, padding: readonly [number, number], args: WindowArgs, where: string): void {
  if (args.padding === 'same' || Math.max(...padding) <= Math.floor(size / 2)) return;
  throw new RangeError(
    `${where}: padding ${showPadding(args.padding)} is more than half of poolSize ${showPair(args.size)}. Use at most ${Math.floor(size / 2)}.`,
  );
}

function doesNotFit(
  input: ImageShape,
  args: WindowArgs,
  { size, dilationRate }: Pick<ResolvedWindow, 'size' | 'dilationRate'>,
  axis: 0 | 1,
  where: string,
  sizeName: string,
): RangeError {
  const dilated = dilationRate[axis] > 1 ? ` with dilationRate ${dilationRate[axis]}` : '';
  return new RangeError(
    `${where}: ${sizeName} ${size[axis]}${dilated} does not fit input ${AXES[axis]} ${input[axis]} ` +
      `with padding ${showPadding(args.padding)}. Received inputShape ${showShape(input)}, strides ${showPair(args.strides)}.`,
  );
}

/** The padding as the caller wrote it, for messages: `'same'`, `2`, `[1, 2]`, `[[0, 1], [0, 1]]`. */
function showPadding(padding: Padding): string {
  return typeof padding === 'string' ? `'${padding}'` : JSON.stringify(padding).replaceAll(',', ', ');
}
