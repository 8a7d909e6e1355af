import { at } from '../at';
import type { Shape } from '../shape';
import type { Inference, Inputs, Reach } from './definition';

/** What several ops have in common, to be spread into their definitions. */

export const ONE_INPUT: Inputs = { least: 1, most: 1, values: 'all' };
export const SEVERAL_INPUTS: Inputs = { least: 2, most: Number.POSITIVE_INFINITY, values: 'all' };

/** An op that stays as it is where a network is rewritten for inference, and takes nothing in. */
export const STAYS: Inference = { becomes: 'itself', takes: 'nothing' };

/** No weights and no multiplications that count; nothing to write out. */
export const costless = {
  kernel: 'none',
  counter: null,
  macs: () => 0,
  weights: () => [],
  explain: () => ({ size: [], costs: [] }),
} as const;

/** The output has the input's shape, and each unit reads the unit in its place. */
export const elementwise = {
  shape: (_args: unknown, inputs: readonly Shape[]): Shape => at(inputs, 0),
  reach: (): Reach => ({ kind: 'pointwise' }),
} as const;

/** Every unit reads the whole input. */
export const reachesAll = { reach: (): Reach => ({ kind: 'whole' }) } as const;

/** An op whose name says all. */
export function called(words: string): { short(): string; long(): string } {
  return { short: () => words, long: () => words };
}
