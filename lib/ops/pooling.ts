import type { NDArray } from '../spec/ndarray';
import type { Padding, Pair } from '../spec/network';
import { type ResolvedWindow, resolveWindow } from '../spec/window';
import { type Images, imagesOf } from './array';
import { type Bins, eachImage, lengths, maxOverBins, meanOverBins, placesOfMaxima, range } from './bins';

/** How a pool moves over the input. */
export interface PoolingOptions {
  readonly poolSize: Pair;
  /** Pixels from one window to the next; `poolSize` unless told, so that windows touch and do not overlap. */
  readonly strides?: Pair;
  /** 'valid' (none) unless told. */
  readonly padding?: Padding;
  /** Round the output size up instead of down; false unless told. */
  readonly ceilMode?: boolean;
}

export interface MaxPoolingOptions extends PoolingOptions {
  /** Pixels from one value of the window to the next; 1 unless told. */
  readonly dilationRate?: Pair;
}

export interface AveragePoolingOptions extends PoolingOptions {
  /** Whether padded zeros count in the divisor; true unless told, as in PyTorch. In TensorFlow they never do. */
  readonly countIncludePad?: boolean;
}

/**
 * The largest value in every window. Padding is never the largest: it counts as −∞, not as zero.
 *
 * Introduced in notebook padding-stride.
 *
 * @param x [n, h, w, c]
 * @returns [n, oh, ow, c]
 * @throws RangeError when the window does not fit or is padded by more than half of its size
 */
export function maxPooling2d(x: NDArray, options: MaxPoolingOptions): NDArray {
  const input = imagesOf(x, 'maxPooling2d');
  const window = resolvePool(input, options, 'maxPooling2d');
  const rows = binsUnder(window, 0, input.height);
  const columns = binsUnder(window, 1, input.width);
  return eachImage(range(0, input.batch), [...window.output, input.channels], image =>
    maxOverBins(input, image, rows, columns),
  );
}

/**
 * Where a max pool finds its values, which unpooling needs to put them back.
 *
 * Introduced in notebook upsampling.
 *
 * @param x [n, h, w, c]
 * @returns for each value of the pool, in its order, its place in `x.data`: the first where several are largest
 * @throws RangeError as `maxPooling2d`
 */
export function maxPoolingSwitches(x: NDArray, options: MaxPoolingOptions): Int32Array {
  const input = imagesOf(x, 'maxPoolingSwitches');
  const window = resolvePool(input, options, 'maxPoolingSwitches');
  const [rows, columns] = [binsUnder(window, 0, input.height), binsUnder(window, 1, input.width)];
  const ofImages = range(0, input.batch).map(image => [...placesOfMaxima(input, image, rows, columns)]);
  return Int32Array.from(ofImages.flat());
}

/**
 * The mean of every window. The divisor is the number of pixels in it; with `countIncludePad`, that of pixels and padding.
 *
 * Introduced in notebook padding-stride.
 *
 * @param x [n, h, w, c]
 * @returns [n, oh, ow, c]
 * @throws RangeError when the window does not fit or is padded by more than half of its size
 */
export function averagePooling2d(x: NDArray, options: AveragePoolingOptions): NDArray {
  const { countIncludePad = true } = options;
  const input = imagesOf(x, 'averagePooling2d');
  const window = resolvePool(input, options, 'averagePooling2d');
  const rows = binsUnder(window, 0, input.height);
  const columns = binsUnder(window, 1, input.width);
  const rowCounts = countIncludePad ? paddedCounts(window, 0, input.height) : lengths(rows);
  const columnCounts = countIncludePad ? paddedCounts(window, 1, input.width) : lengths(columns);
  return eachImage(range(0, input.batch), [...window.output, input.channels], image =>
    meanOverBins(input, image, rows, columns, rowCounts, columnCounts),
  );
}

function resolvePool(input: Images, options: MaxPoolingOptions, where: string): ResolvedWindow {
  const { poolSize, strides = poolSize, padding = 'valid', ceilMode = false, dilationRate = 1 } = options;
  const { height, width, channels } = input;
  const args = { size: poolSize, strides, padding, dilationRate, ceilMode };
  return resolveWindow([height, width, channels], args, where, 'poolSize');
}

/** The rows (axis 0) or columns (axis 1) of the input under each window, without those in the padding. */
function binsUnder(window: ResolvedWindow, axis: 0 | 1, input: number): Bins {
  return positionsUnder(window, axis).map(bin => bin.filter(at => at >= 0 && at < input));
}

/** How many places of each window are input or padding; the last may reach past both, in ceil mode. */
function paddedCounts(window: ResolvedWindow, axis: 0 | 1, input: number): number[] {
  const end = input + window.padding[axis][1];
  return positionsUnder(window, axis).map(bin => bin.filter(at => at < end).length);
}

function positionsUnder(window: ResolvedWindow, axis: 0 | 1): Bins {
  const taps = range(0, window.size[axis]).map(tap => tap * window.dilationRate[axis]);
  const starts = range(0, window.output[axis]).map(o => o * window.strides[axis] - window.padding[axis][0]);
  return starts.map(start => taps.map(tap => start + tap));
}
