import type { OpDefinition } from './definition';
import { called, costless, reachesAll, STAYS } from './traits';

export interface RegionsArgs {
  readonly op: 'regions';
  /** How many regions of a picture are counted with; a network runs with any number. */
  readonly count: number;
}

/** The regions of the image, a second input: [count, 4], each row a box [x1, y1, x2, y2] in pixels of the image. */
export const regions: OpDefinition<RegionsArgs> = {
  ...costless,
  ...reachesAll,
  inputs: { least: 0, most: 0, values: 'all' },
  role: 'input',
  features: 'mixes',
  inference: STAYS,
  words: { kind: 'other', ...called('regions') },
  shape({ count }, _inputs, where) {
    if (Number.isInteger(count) && count >= 1) return [count, 4];
    throw new RangeError(`${where}: count must be a whole number from 1 on. Received ${count}.`);
  },
};
