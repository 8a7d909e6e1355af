import { cifarResnet } from '../../../lib/models';
import type { NetworkSpec } from '../../../lib/spec';
import type { Comparison } from '../comparison';
import { nudge } from '../record';
import { resnetDepth } from './resnetDepth';

const network = (shortcut: 'A' | 'B' | 'C') => (): NetworkSpec => cifarResnet(20, { shortcut, filters: [8, 16, 32] });

/** Zeros, projections where the shape changes, or projections everywhere? */
export const resnetShortcuts: Comparison = {
  variants: {
    A: { net: network('A') },
    'A-again': { net: network('A'), prepare: nudge },
    B: { net: network('B') },
    C: { net: network('C') },
  },
  recipe: resnetDepth.recipe,
};
