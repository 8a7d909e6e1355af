import type { OpDefinition } from './definition';
import { called, costless, elementwise, ONE_INPUT, STAYS } from './traits';

export interface SoftmaxArgs {
  readonly op: 'softmax';
}

/** Shares of the last axis: positive, and 1 together. */
export const softmax: OpDefinition<SoftmaxArgs> = {
  ...costless,
  ...elementwise,
  inputs: ONE_INPUT,
  role: 'joins',
  features: 'keeps',
  inference: STAYS,
  words: { kind: 'other', ...called('softmax') },
};
