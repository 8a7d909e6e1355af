import { cifarPlain, cifarResnet } from '../../../lib/models';
import type { NetworkSpec } from '../../../lib/spec';
import { cosine, sgd } from '../../../lib/training';
import type { Comparison } from '../comparison';
import { nudge } from '../record';

const filters = [8, 16, 32] as const;
const plain = (depth: number) => (): NetworkSpec => cifarPlain(depth, { filters });
const residual = (depth: number) => (): NetworkSpec => cifarResnet(depth, { filters });

/** Does a deeper network train worse, with and without shortcuts? Half of the paper's filters. */
export const resnetDepth: Comparison = {
  variants: {
    'plain-20': { net: plain(20) },
    'plain-20-again': { net: plain(20), prepare: nudge },
    'plain-44': { net: plain(44) },
    'residual-20': { net: residual(20) },
    'residual-44': { net: residual(44) },
  },
  recipe: rate => ({
    ...{ batchSize: 64, augment: { flip: true, crop: 4 } },
    ...{ optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }), learningRate: cosine({ learningRate: rate }) },
  }),
};
