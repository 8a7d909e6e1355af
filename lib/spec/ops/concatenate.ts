import { lastAxis } from '../shape';
import { agreeing } from './add';
import type { OpDefinition } from './definition';
import { called, costless, elementwise, SEVERAL_INPUTS, STAYS } from './traits';

export interface ConcatenateArgs {
  readonly op: 'concatenate';
}

/** The channels of two or more inputs behind each other. */
export const concatenate: OpDefinition<ConcatenateArgs> = {
  ...costless,
  ...elementwise,
  inputs: SEVERAL_INPUTS,
  role: 'begins',
  features: 'appends',
  inference: STAYS,
  words: { kind: 'join', ...called('concatenate') },
  shape(_args, inputs, where) {
    const shape = agreeing(inputs, any => any.slice(0, -1), 'height and width', where);
    return [...shape.slice(0, -1), inputs.reduce((sum, input) => sum + lastAxis(input), 0)];
  },
};
