import { at } from '../at';
import { lastAxis } from '../shape';
import type { OpDefinition } from './definition';
import { productStep } from './steps';
import { called, costless, elementwise, ONE_INPUT } from './traits';
import { movingWeights, scaleAndShiftWeights } from './weights';

export interface BatchNormalizationArgs {
  readonly op: 'batchNormalization';
  readonly epsilon: number;
  /** Share of the old moving statistic that is kept at each step (PyTorch's momentum is one minus this). */
  readonly momentum: number;
}

/** Brings each channel to mean beta and deviation gamma: by the statistics of the batch in training, by moving ones after. */
export const batchNormalization: OpDefinition<BatchNormalizationArgs> = {
  ...costless,
  ...elementwise,
  inputs: ONE_INPUT,
  role: 'joins',
  features: 'keeps',
  inference: { becomes: 'scaleAndShift', takes: 'activation' },
  counter: 'num_batches_tracked',
  words: { kind: 'other', ...called('batch norm') },
  weights(_args, inputs) {
    const channels = lastAxis(at(inputs, 0));
    return [...scaleAndShiftWeights(channels), ...movingWeights(channels)];
  },
  explain: (_args, inputs) => ({ size: [], costs: [productStep('parameters', [2, lastAxis(at(inputs, 0))])] }),
};
