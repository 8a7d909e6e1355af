import { at } from '../at';
import { imageShape, type Shape } from '../shape';
import type { OpDefinition } from './definition';
import { productStep } from './steps';
import { costless, elementwise, ONE_INPUT, STAYS } from './traits';
import { scaleAndShiftWeights } from './weights';

export interface GroupNormalizationArgs {
  readonly op: 'groupNormalization';
  /** Into how many groups the channels are shared out. */
  readonly groups: number;
  readonly epsilon: number;
}

const channels = (inputs: readonly Shape[], where: string): number => imageShape(at(inputs, 0), where)[2];

/**
 * Brings each group of channels of each image to mean 0 and deviation 1, then scales and shifts each channel. It needs no
 * other images, so that it does in training what it does in use, whatever the size of the batch. Receptive fields leave the
 * statistics out, as they do with batch normalization.
 *
 * @see Wu and He, Group Normalization, https://arxiv.org/abs/1803.08494
 */
export const groupNormalization: OpDefinition<GroupNormalizationArgs> = {
  ...costless,
  ...elementwise,
  inputs: ONE_INPUT,
  role: 'joins',
  features: 'mixes',
  inference: STAYS,
  words: {
    kind: 'other',
    short: () => 'group norm',
    long: ({ groups }) => `group norm, ${groups} ${groups === 1 ? 'group' : 'groups'}`,
  },
  shape({ groups }, inputs, where) {
    const count = channels(inputs, where);
    if (Number.isInteger(groups) && groups >= 1 && count % groups === 0) return at(inputs, 0);
    throw new RangeError(`${where}: groups must divide the channels. Received groups ${groups}, channels ${count}.`);
  },
  weights: (args, inputs) => scaleAndShiftWeights(channels(inputs, args.op)),
  explain: (args, inputs) => ({ size: [], costs: [productStep('parameters', [2, channels(inputs, args.op)])] }),
};
