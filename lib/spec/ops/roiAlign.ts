import type { Shape } from '../shape';
import type { OpDefinition } from './definition';
import { type RoiArgs, roiTraits, roiWords } from './roi';

export interface RoiAlignArgs extends RoiArgs {
  readonly op: 'roiAlign';
  /** Samples along each axis of a bin. */
  readonly samplingRatio: number;
  /** Whether the centre of feature pixel i lies at i + ½, and regions under one pixel are allowed. */
  readonly aligned: boolean;
}

/** The mean of samples in each bin of each region, as in Mask R-CNN. */
export const roiAlign: OpDefinition<RoiAlignArgs> = {
  ...roiTraits,
  words: { kind: 'pooling', short: () => 'RoI align', long: args => roiWords('RoI align', args) },
  shape(args, inputs, where): Shape {
    if (Number.isInteger(args.samplingRatio) && args.samplingRatio >= 1) return roiTraits.shape(args, inputs, where);
    throw new RangeError(
      `${where}: samplingRatio must be a whole number from 1 on, the same for all regions. Received ${args.samplingRatio}.`,
    );
  },
};
