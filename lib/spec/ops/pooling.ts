import { at } from '../at';
import { type Pair, showPair, toPair } from '../pair';
import { imageShape, type Shape } from '../shape';
import { type Padding, type ResolvedWindow, resolveWindow } from '../window';
import type { Step } from './definition';
import { outputSizeSteps, perAxis } from './steps';
import { costless, ONE_INPUT, STAYS } from './traits';

/** What max and average pooling have in common. */
export interface PoolingArgs {
  readonly poolSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  /** Round the output size up instead of down. */
  readonly ceilMode: boolean;
}

/** The pool on an input of known size, sides worked out. */
export function poolWindow(args: PoolingArgs, dilationRate: Pair, input: Shape, where: string): ResolvedWindow {
  const { poolSize: size, strides, padding, ceilMode } = args;
  return resolveWindow(imageShape(input, where), { size, strides, padding, ceilMode, dilationRate }, where, 'poolSize');
}

/** [h, w, c] → [h', w', c]. */
export function pooledShape(window: ResolvedWindow, inputs: readonly Shape[], where: string): Shape {
  return [...window.output, imageShape(at(inputs, 0), where)[2]];
}

/** The size of a pool's output, written out. */
export function poolSteps(args: PoolingArgs, window: ResolvedWindow, input: Shape): Step[] {
  return perAxis(window, (quantity, axis, along) =>
    outputSizeSteps(quantity, at(input, axis), { ...along, ceilMode: args.ceilMode }),
  );
}

/** `max pool 3×3, stride 2`. */
export function poolWords(name: string, { poolSize, strides }: PoolingArgs): string {
  const stride = showPair(strides) === showPair(poolSize) ? '' : `, stride ${showPair(strides)}`;
  return `${name} ${toPair(poolSize).join('×')}${stride}`;
}

export const poolTraits = {
  ...costless,
  inputs: ONE_INPUT,
  role: 'begins',
  features: 'mixes',
  inference: STAYS,
} as const;
