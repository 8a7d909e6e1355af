import { type StackedKernelsOptions, stacked_kernels } from '../../../lib/models';
import type { NetworkSpec } from '../../../lib/spec';
import { adam, cosine } from '../../../lib/training';
import type { Comparison } from '../comparison';
import { nudge } from '../record';

const stacked = (options: StackedKernelsOptions) => (): NetworkSpec => stacked_kernels(options);

/** One kernel of 5×5 against two of 3×3, which see equally far. */
export const vggKernels: Comparison = {
  variants: {
    five: { net: stacked({ kernels: [5], filters: 24 }) },
    'five-again': { net: stacked({ kernels: [5], filters: 24 }), prepare: nudge },
    threes: { net: stacked({ kernels: [3, 3], filters: 24 }) },
    // As many parameters and MACs as `five`, to two parts in a hundred.
    'threes-wide': { net: stacked({ kernels: [3, 3], filters: 28 }) },
    'threes-linear': { net: stacked({ kernels: [3, 3], filters: 24, reluBetween: false }) },
  },
  recipe: rate => ({
    ...{ batchSize: 32, augment: { flip: true, crop: 4 } },
    ...{ optimizer: adam(), learningRate: cosine({ learningRate: rate }) },
  }),
};
