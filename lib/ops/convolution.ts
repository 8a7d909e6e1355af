import { floatAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import type { Padding, Pair } from '../spec/network';
import { showShape } from '../spec/pair';
import { type ResolvedWindow, resolveWindow } from '../spec/window';
import { checkArray, checkVector, type Images, imagesOf, isRank4 } from './array';

/** How a kernel moves over the input. */
export interface ConvolutionOptions {
  /** Pixels from one window to the next; 1 unless told. */
  readonly strides?: Pair;
  /** 'valid' (none) unless told. */
  readonly padding?: Padding;
  /** Pixels from one kernel value to the next; 1 unless told. */
  readonly dilationRate?: Pair;
  /** The channels are split into this many groups that do not see each other; 1 unless told. */
  readonly groups?: number;
}

/** Shape [kh, kw, channels, channels] of a kernel; which of the two are the input's depends on the direction. */
export interface KernelSizes {
  readonly kernelSize: readonly [number, number];
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly inPerGroup: number;
  readonly outPerGroup: number;
}

/** A convolution with every size worked out. */
export interface Convolution extends KernelSizes {
  readonly input: Images;
  readonly window: ResolvedWindow;
}

/** Options with nothing left open. */
export function withDefaults(options: ConvolutionOptions): Required<ConvolutionOptions> {
  const { strides = 1, padding = 'valid', dilationRate = 1, groups = 1 } = options;
  return { strides, padding, dilationRate, groups };
}

/**
 * Checks the arguments of a convolution against each other and works out all sizes.
 *
 * @param x [n, h, w, in]
 * @param kernel [kh, kw, in/groups, out]
 * @param bias [out] or null
 * @throws RangeError when shapes, groups and options do not go together
 */
export function resolveConvolution(
  x: NDArray,
  kernel: NDArray,
  bias: NDArray | null,
  options: ConvolutionOptions,
  where: string,
): Convolution {
  const input = imagesOf(x, where);
  const [kh, kw, inPerGroup, outChannels] = kernelShape(kernel, where, '[kh, kw, in/groups, out]');
  const { groups, ...moves } = withDefaults(options);
  checkGroups(groups, input.channels, outChannels, where);
  if (inPerGroup * groups !== input.channels) {
    const each = groups === 1 ? '' : ` in each of ${groups} groups`;
    throw new RangeError(
      `${where}: kernel reads ${inPerGroup} channels${each}, and x has ${input.channels}. ` +
        `Received x ${showShape(x.shape)}, kernel ${showShape(kernel.shape)} ([kh, kw, in/groups, out]), groups ${groups}.`,
    );
  }
  if (bias !== null) checkVector(bias, outChannels, where, 'bias');
  const kernelSize = [kh, kw] as const;
  const window = resolveWindow([input.height, input.width, input.channels], { ...moves, size: kernelSize }, where);
  const outPerGroup = outChannels / groups;
  return { input, window, kernelSize, inChannels: input.channels, outChannels, groups, inPerGroup, outPerGroup };
}

/**
 * The shape of a kernel, checked.
 *
 * @throws RangeError when the kernel is not of rank 4
 */
export function kernelShape(kernel: NDArray, where: string, layout: string): readonly [number, number, number, number] {
  const { shape } = kernel;
  if (!isRank4(shape)) {
    throw new RangeError(`${where}: kernel must have the shape ${layout}. Received shape ${showShape(shape)}.`);
  }
  checkArray(kernel, where, 'kernel');
  return shape;
}

/** Refuses groups that do not divide both numbers of channels. */
export function checkGroups(groups: number, inChannels: number, outChannels: number, where: string): void {
  if (!Number.isInteger(groups) || groups < 1) {
    throw new RangeError(`${where}: groups must be a positive whole number. Received ${groups}.`);
  }
  if (inChannels % groups === 0 && outChannels % groups === 0) return;
  throw new RangeError(
    `${where}: groups ${groups} must divide the input's ${inChannels} channels and the output's ${outChannels}.`,
  );
}

/** Adds bias[c] to every value of channel c, in place. */
export function addBias(y: Float32Array, bias: NDArray | null): void {
  if (bias === null) return;
  const channels = bias.data.length;
  for (let i = 0; i < y.length; i++) y[i] = floatAt(y, i) + floatAt(bias.data, i % channels);
}
