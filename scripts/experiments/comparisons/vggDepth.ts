import { slim_vgg } from '../../../lib/models';
import { cosine, sgd } from '../../../lib/training';
import type { Comparison } from '../comparison';
import { nudge } from '../record';

const plain = (depth: 11 | 19) => () => slim_vgg(depth);
const normalized = (depth: 11 | 19) => () => slim_vgg(depth, { batchNormalization: true });

/** How deep a plain stack of 3×3 convolutions can be trained, by its first weights, and with batch normalization. */
export const vggDepth: Comparison = {
  variants: {
    'pytorch-11': { net: plain(11), initializer: 'pytorch' },
    'pytorch-19': { net: plain(19), initializer: 'pytorch' },
    'he-11': { net: plain(11) },
    'he-19': { net: plain(19) },
    'he-19-again': { net: plain(19), prepare: nudge },
    'normalized-11': { net: normalized(11) },
    'normalized-19': { net: normalized(19) },
  },
  recipe: rate => ({
    batchSize: 32,
    ...{ optimizer: sgd({ momentum: 0.9 }), learningRate: cosine({ learningRate: rate }) },
  }),
};
