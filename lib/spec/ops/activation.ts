import { at } from '../at';
import type { OpDefinition } from './definition';
import { costless, elementwise, ONE_INPUT } from './traits';

/** An activation without a number of its own. */
export type ActivationName = 'relu' | 'relu6' | 'tanh' | 'sigmoid';

export interface ActivationArgs {
  readonly op: 'activation';
  readonly activation: ActivationName;
}

const WORDS: Readonly<Record<ActivationName, string>> = {
  relu: 'ReLU',
  relu6: 'ReLU6',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
};

/** What activations have in common, whatever their arguments. */
export const activationTraits = {
  ...costless,
  ...elementwise,
  inputs: ONE_INPUT,
  role: 'joins',
  features: 'keeps',
  inference: { becomes: 'activation', takes: 'nothing' },
} as const;

/** A function of each number on its own. */
export const activation: OpDefinition<ActivationArgs> = {
  ...activationTraits,
  words: { kind: 'other', short: args => WORDS[args.activation], long: args => WORDS[args.activation] },
  shape(args, inputs, where) {
    if (Object.hasOwn(WORDS, args.activation)) return at(inputs, 0);
    throw new RangeError(
      `${where}: activation must be one of ${Object.keys(WORDS).join(', ')}. Received ${String(args.activation)}. Leaky ReLU is an op of its own.`,
    );
  },
};
