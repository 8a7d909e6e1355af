import { type SmallGooglenetOptions, small_googlenet } from '../../../lib/models';
import type { NetworkSpec } from '../../../lib/spec';
import { adam, cosine, evaluate } from '../../../lib/training';
import type { Comparison } from '../comparison';
import { nudge } from '../record';

const network = (options: SmallGooglenetOptions) => (): NetworkSpec => small_googlenet(options);

/** The average of each map against a hidden dense layer on all their numbers, behind the same four Inception modules. */
export const googlenetHeads: Comparison = {
  variants: {
    average: { net: network({ head: 'average' }) },
    'average-again': { net: network({ head: 'average' }), prepare: nudge },
    dense: { net: network({ head: 'dense' }) },
    'dense-dropout': { net: network({ head: 'dense', dropoutRate: 0.5 }) },
  },
  recipe: rate => ({
    ...{ batchSize: 32, augment: { flip: true, crop: 4 } },
    ...{ optimizer: adam(), learningRate: cosine({ learningRate: rate }) },
  }),
  // Of the unchanged images, without dropout: as the test images are measured.
  atEnd: async (model, train) => {
    const { loss, accuracy } = await evaluate(model, train);
    return { trainLoss: loss, trainAccuracy: accuracy };
  },
};
