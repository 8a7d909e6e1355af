import { at } from '../at';
import { showShape } from '../pair';
import { elements, features, type Shape } from '../shape';
import type { OpDefinition } from './definition';
import { costless, ONE_INPUT, reachesAll, STAYS } from './traits';

export interface ReshapeArgs {
  readonly op: 'reshape';
  /** Without the batch. */
  readonly targetShape: Shape;
}

/** [features] → any shape of as many numbers, row by row: how a dense layer gives a map. */
export const reshape: OpDefinition<ReshapeArgs> = {
  ...costless,
  ...reachesAll,
  inputs: ONE_INPUT,
  role: 'joins',
  features: 'keeps',
  inference: STAYS,
  words: { kind: 'other', short: () => 'reshape', long: ({ targetShape }) => `as ${targetShape.join('×')}` },
  shape({ targetShape }, inputs, where) {
    const length = features(at(inputs, 0), where);
    if (targetShape.every(side => Number.isInteger(side) && side >= 1) && elements(targetShape) === length) {
      return targetShape;
    }
    throw new RangeError(
      `${where}: targetShape must have as many numbers as the input. Received ${showShape(targetShape)} for ${length} features.`,
    );
  },
};
