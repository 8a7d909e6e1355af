import { at } from '../at';
import { elements } from '../shape';
import type { OpDefinition } from './definition';
import { called, costless, ONE_INPUT, reachesAll, STAYS } from './traits';

export interface FlattenArgs {
  readonly op: 'flatten';
}

/** [h, w, c] → [h · w · c]. From here on, units stand for the whole input. */
export const flatten: OpDefinition<FlattenArgs> = {
  ...costless,
  ...reachesAll,
  inputs: ONE_INPUT,
  role: 'joinsNext',
  features: 'starts',
  inference: STAYS,
  words: { kind: 'other', ...called('flatten') },
  shape: (_args, inputs) => [elements(at(inputs, 0))],
};
