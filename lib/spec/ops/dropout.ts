import { at } from '../at';
import type { OpDefinition } from './definition';
import { costless, elementwise, ONE_INPUT } from './traits';

export interface DropoutArgs {
  readonly op: 'dropout';
  /** Share of the numbers that become 0 in training. */
  readonly rate: number;
}

/** Switches numbers off at random in training; does nothing in use. */
export const dropout: OpDefinition<DropoutArgs> = {
  ...costless,
  ...elementwise,
  inputs: ONE_INPUT,
  role: 'joins',
  features: 'keeps',
  inference: { becomes: 'nothing', takes: 'nothing' },
  words: { kind: 'other', short: () => 'dropout', long: ({ rate }) => `dropout ${rate}` },
  shape({ rate }, inputs, where) {
    if (rate >= 0 && rate < 1) return at(inputs, 0);
    throw new RangeError(`${where}: rate must be at least 0 and below 1. Received ${rate}.`);
  },
};
