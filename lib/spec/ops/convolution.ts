import { type Pair, showPair, toPair } from '../pair';
import { lastAxis, type Shape } from '../shape';
import type { Padding, ResolvedWindow, WindowArgs } from '../window';
import type { Step, WeightSpec } from './definition';
import { productStep } from './steps';
import { ONE_INPUT } from './traits';
import { biasWeight, type Fans, kernelWeight } from './weights';

/** What a convolution and a transposed convolution have in common. */
export interface ConvolutionArgs {
  readonly filters: number;
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilationRate: Pair;
  readonly groups: number;
  readonly useBias: boolean;
}

export const convolutionTraits = {
  inputs: ONE_INPUT,
  role: 'begins',
  kernel: 'convolution',
  features: 'mixes',
  counter: null,
} as const;

/** The kernel as a window. */
export function kernelWindow({ kernelSize, strides, padding, dilationRate }: ConvolutionArgs): WindowArgs {
  return { size: kernelSize, strides, padding, dilationRate };
}

/**
 * [h', w', filters]
 *
 * @throws RangeError when the filters cannot be shared out
 */
export function convolvedShape(
  { filters, groups }: ConvolutionArgs,
  { output }: ResolvedWindow,
  input: Shape,
  where: string,
): Shape {
  const channels = lastAxis(input);
  if (!Number.isInteger(filters) || filters < 1) {
    throw new RangeError(`${where}: filters must be a positive whole number. Received ${filters}.`);
  }
  if (Number.isInteger(groups) && groups >= 1 && channels % groups === 0 && filters % groups === 0) {
    return [...output, filters];
  }
  throw new RangeError(
    `${where}: groups must divide the input channels and the filters. Received groups ${groups}, input channels ${channels}, filters ${filters}.`,
  );
}

/** Kernel height · kernel width · channels / groups · filters: groups cut the connections. */
function kernelFactors(args: ConvolutionArgs, channels: number): readonly number[] {
  return [...toPair(args.kernelSize), channels / args.groups, args.filters];
}

/** Multiplications of a kernel that is laid down at every one of `height` · `width` positions. */
export function kernelMacs(
  args: ConvolutionArgs,
  channels: number,
  [height, width]: readonly [number, number],
): number {
  return kernelFactors(args, channels).reduce((product, factor) => product * factor, height * width);
}

/**
 * The kernel and, where there is one, the bias.
 *
 * @param ends `[reads, gives]`: channels that the kernel's last two axes run over in PyTorch's array, in PyTorch's order,
 *   whole axis first; ours has them the other way round, behind height and width
 */
export function convolutionWeights(
  args: ConvolutionArgs,
  ends: readonly [whole: number, part: number],
  fans: Fans,
): readonly WeightSpec[] {
  const [height, width] = toPair(args.kernelSize);
  const [whole, part] = ends;
  const layout = {
    shape: [height, width, part, whole],
    torchShape: [whole, part, height, width],
    fromTorch: [2, 3, 1, 0],
    byFeature: false,
  };
  const kernel = kernelWeight(layout, fans);
  return args.useBias ? [kernel, biasWeight(args.filters, fans)] : [kernel];
}

/** Parameters and multiplications, written out. */
export function convolutionCosts(
  args: ConvolutionArgs,
  channels: number,
  positions: readonly [number, number],
): Step[] {
  const factors = kernelFactors(args, channels);
  return [
    productStep('parameters', factors, args.useBias ? [args.filters] : []),
    productStep('multiplications', [...positions, ...factors]),
  ];
}

/** `conv 3×3, 64, stride 2`. */
export function convolutionWords(name: string, args: ConvolutionArgs): string {
  const { filters, kernelSize, strides, dilationRate, groups } = args;
  const parts = [`${name} ${toPair(kernelSize).join('×')}`, String(filters)];
  if (showPair(strides) !== '1') parts.push(`stride ${showPair(strides)}`);
  if (showPair(dilationRate) !== '1') parts.push(`dilation ${showPair(dilationRate)}`);
  if (groups > 1) parts.push(`${groups} groups`);
  if (isWide(args)) parts.push(`padding ${args.padding}`);
  return parts.join(', ');
}

/** More padding than the kernel needs to reach the edge: the border of zeros is wider than what a unit sees around it. */
function isWide({ padding, kernelSize, dilationRate }: ConvolutionArgs): boolean {
  return typeof padding === 'number' && padding >= Math.min(...toPair(kernelSize)) * Math.max(...toPair(dilationRate));
}
