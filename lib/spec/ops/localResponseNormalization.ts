import type { OpDefinition } from './definition';
import { called, costless, elementwise, ONE_INPUT, STAYS } from './traits';

export interface LocalResponseNormalizationArgs {
  readonly op: 'localResponseNormalization';
  /** Channels in the window. */
  readonly size: number;
  /** As in the AlexNet paper and PyTorch's `k`, `alpha` (divided by size) and `beta`. */
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

/** Divides each number by its neighbours in other channels. */
export const localResponseNormalization: OpDefinition<LocalResponseNormalizationArgs> = {
  ...costless,
  ...elementwise,
  inputs: ONE_INPUT,
  role: 'joins',
  features: 'mixes',
  inference: STAYS,
  words: { kind: 'other', ...called('local response norm') },
};
