import { type FamilyName, scaled_family } from '../../../lib/models';
import { cosine, sgd } from '../../../lib/training';
import type { Comparison, Variant } from '../comparison';
import { nudge } from '../record';

/** The others are brought to its parameters, its MACs, and the time of its training step. */
export const DENSENET_WIDTH = 0.5;

/**
 * Found by familyWidths.ts. Those of `ms` were measured to about a twentieth, on one thread of an AMD EPYC processor.
 * GoogLeNet takes the milliseconds with the width of its MACs, so that `googlenet-macs` stands for both.
 */
export const WIDTHS = {
  params: { alexnet: 0.402, vgg: 0.402, googlenet: 0.402, resnet: 0.33 },
  macs: { alexnet: 0.562, vgg: 0.482, googlenet: 0.384, resnet: 0.47 },
  ms: { alexnet: 1.32, vgg: 0.85, resnet: 0.79 },
} as const satisfies Readonly<Record<string, Readonly<Partial<Record<FamilyName, number>>>>>;

const dense = (): Variant => ({ net: () => scaled_family('densenet', DENSENET_WIDTH) });

function atBudget(budget: keyof typeof WIDTHS): Readonly<Record<string, Variant>> {
  const entries = Object.entries(WIDTHS[budget]) as [FamilyName, number][]; // the keys of a table
  return Object.fromEntries(
    entries.map(([family, width]) => [`${family}-${budget}`, { net: () => scaled_family(family, width) }]),
  );
}

/** All families with one recipe, at one budget of parameters, one of MACs and one of milliseconds: those of `densenet`. */
export const families: Comparison = {
  variants: {
    densenet: dense(),
    'densenet-again': { ...dense(), prepare: nudge },
    ...atBudget('params'),
    ...atBudget('macs'),
    ...atBudget('ms'),
  },
  recipe: rate => ({
    ...{ batchSize: 32, augment: { flip: true, crop: 4 } },
    ...{ optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }), learningRate: cosine({ learningRate: rate }) },
  }),
};
