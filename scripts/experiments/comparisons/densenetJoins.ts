import { joined_layers } from '../../../lib/models';
import type { NetworkSpec } from '../../../lib/spec';
import { cosine, sgd } from '../../../lib/training';
import type { Comparison } from '../comparison';
import { nudge } from '../record';

const dense = (): NetworkSpec => joined_layers({ join: 'concatenate', filters: [6, 6, 6] });
/** With these widths a network that adds has as many parameters and MACs as `dense`, to one part in a hundred. */
const filters = [13, 13, 17] as const;

/** Concatenation, addition and no join at all, at one budget of parameters and of MACs. */
export const densenetJoins: Comparison = {
  variants: {
    concatenate: { net: dense },
    'concatenate-again': { net: dense, prepare: nudge },
    add: { net: () => joined_layers({ join: 'add', filters }) },
    none: { net: () => joined_layers({ join: 'none', filters }) },
  },
  recipe: rate => ({
    ...{ batchSize: 32, augment: { flip: true, crop: 4 } },
    ...{ optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }), learningRate: cosine({ learningRate: rate }) },
  }),
};
