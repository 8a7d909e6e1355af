import { activationTraits } from './activation';
import type { OpDefinition } from './definition';

export interface LeakyReluArgs {
  readonly op: 'leakyRelu';
  /** What numbers below zero are multiplied by. */
  readonly slope: number;
}

/** x where it is positive, slope · x elsewhere. */
export const leakyRelu: OpDefinition<LeakyReluArgs> = {
  ...activationTraits,
  words: { kind: 'other', short: () => 'leaky ReLU', long: ({ slope }) => `leaky ReLU ${slope}` },
  shape(args, inputs, where) {
    if (Number.isFinite(args.slope) && args.slope >= 0) return activationTraits.shape(args, inputs);
    throw new RangeError(`${where}: slope must be a number of at least 0. Received ${args.slope}.`);
  },
};
