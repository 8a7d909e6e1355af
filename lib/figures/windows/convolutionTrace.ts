import { at } from '../../spec/at';
import type { Padding, Pair } from '../../spec/network';
import { showShape } from '../../spec/pair';
import { type ResolvedWindow, resolveWindow } from '../../spec/window';
import { channelRows, type ImageArray, type Matrix, type Rows, sizeOf, toRows } from '../style/numbers';

export interface ConvolutionArgs {
  /** [h, w], or [h, w, c] for several channels. */
  readonly input: Matrix;
  /** [kh, kw], or [kh, kw, c], one filter. */
  readonly kernel: Matrix;
  /** Added to every output; nothing is added when left out. */
  readonly bias?: number;
  readonly strides?: Pair;
  readonly padding?: Padding;
  readonly dilationRate?: Pair;
}

/** One product of a step. */
export interface Product {
  /** Where the input's value lies in the padded input. */
  readonly row: number;
  readonly column: number;
  readonly input: number;
  readonly weight: number;
}

/** How one value of the output comes about. */
export interface ConvolutionStep {
  /** Its place in the output. */
  readonly row: number;
  readonly column: number;
  /** The products of each channel, and their sum. */
  readonly channels: readonly { readonly products: readonly Product[]; readonly sum: number }[];
  /** The sums of all channels and the bias, together. */
  readonly output: number;
}

/** A convolution taken apart: everything that a reader needs to check it by hand. */
export interface ConvolutionTrace {
  readonly window: ResolvedWindow;
  /** For each channel the rows of the input, without padding. */
  readonly inputs: readonly Rows[];
  /** For each channel the rows of the kernel. */
  readonly kernels: readonly Rows[];
  readonly bias: number | undefined;
  /** In the order of reading, row by row. */
  readonly steps: readonly ConvolutionStep[];
}

/**
 * Computes a convolution with one filter and keeps every product.
 *
 * @throws TypeError when input and kernel have different channels
 * @throws RangeError when the kernel does not fit, or an argument is out of its range
 */
export function traceConvolution(args: ConvolutionArgs): ConvolutionTrace {
  const { strides = 1, padding = 'valid', dilationRate = 1, bias } = args;
  const [inputs, kernels] = [toChannels(args.input, 'input'), toChannels(args.kernel, 'kernel')];
  if (inputs.length !== kernels.length) {
    throw new TypeError(
      `figures.convolutionSteps: input and kernel must have as many channels. Received ${inputs.length} and ${kernels.length}.`,
    );
  }
  const size = sizeOf(at(kernels, 0));
  const shape = [...sizeOf(at(inputs, 0)), inputs.length] as const;
  const window = resolveWindow(shape, { size, strides, padding, dilationRate }, 'figures.convolutionSteps');
  const [rows, columns] = window.output;
  const steps = Array.from({ length: rows * columns }, (_, i) =>
    step({ window, inputs, kernels, bias }, Math.floor(i / columns), i % columns),
  );
  return { window, inputs, kernels, bias, steps };
}

function step(trace: Omit<ConvolutionTrace, 'steps'>, row: number, column: number): ConvolutionStep {
  const channels = trace.kernels.map((kernel, channel) => {
    const input = at(trace.inputs, channel);
    const products = kernel.flatMap((weights, i) =>
      weights.map((weight, j) => product(input, trace.window, { row, column, i, j, weight })),
    );
    return { products, sum: total(products.map(({ input, weight }) => input * weight)) };
  });
  const sums = channels.map(({ sum }) => sum);
  return { row, column, channels, output: total(trace.bias === undefined ? sums : [...sums, trace.bias]) };
}

/** The sum; terms that cancel leave 0, without the rounding error of 0.1 + 0.2 − 0.3. */
function total(terms: readonly number[]): number {
  const sum = terms.reduce((before, term) => before + term, 0);
  const size = terms.reduce((before, term) => before + Math.abs(term), 0);
  return Math.abs(sum) < 1e-6 * size ? 0 : sum;
}

interface Tap {
  readonly row: number;
  readonly column: number;
  readonly i: number;
  readonly j: number;
  readonly weight: number;
}

/** The weight at (i, j) meets the padded input at (row · stride + i · dilation, column · stride + j · dilation). */
function product(rows: Rows, window: ResolvedWindow, tap: Tap): Product {
  const row = tap.row * window.strides[0] + tap.i * window.dilationRate[0];
  const column = tap.column * window.strides[1] + tap.j * window.dilationRate[1];
  const [[top], [left]] = window.padding;
  // What lies outside of the rows is padding.
  const input = rows[row - top]?.[column - left] ?? 0;
  return { row, column, input, weight: tap.weight };
}

function toChannels(matrix: Matrix, name: string): Rows[] {
  const image = asImage(matrix);
  if (image === undefined) return [toRows(matrix, `figures.convolutionSteps, ${name}`)];
  return Array.from({ length: image.shape[2] }, (_, channel) => channelRows(image, channel));
}

/** What has channels; undefined for a plain matrix. */
function asImage(matrix: Matrix): ImageArray | undefined {
  if (!('shape' in matrix)) return undefined;
  const [height, width, channels] = matrix.shape;
  if (matrix.shape.length > 3) {
    throw new TypeError(
      `figures.convolutionSteps: show one image and one filter, [h, w] or [h, w, c]. Received ${showShape(matrix.shape)}.`,
    );
  }
  if (height === undefined || width === undefined || channels === undefined) return undefined;
  return { shape: [height, width, channels], data: matrix.data };
}
