import type { OpDefinition } from './definition';
import { type RoiArgs, roiTraits, roiWords } from './roi';

export interface RoiPoolArgs extends RoiArgs {
  readonly op: 'roiPool';
}

/** The largest number in each bin of each region, as in Fast R-CNN. */
export const roiPool: OpDefinition<RoiPoolArgs> = {
  ...roiTraits,
  words: { kind: 'pooling', short: () => 'RoI pool', long: args => roiWords('RoI pool', args) },
};
