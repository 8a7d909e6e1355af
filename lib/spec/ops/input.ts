import type { OpDefinition } from './definition';
import { called, costless, elementwise, STAYS } from './traits';

export interface InputArgs {
  readonly op: 'input';
}

/** The image. Its shape is what the network is given. */
export const input: OpDefinition<InputArgs> = {
  ...costless,
  ...elementwise,
  inputs: { least: 0, most: 0, values: 'all' },
  role: 'input',
  features: 'mixes',
  inference: STAYS,
  words: { kind: 'other', ...called('input') },
};
