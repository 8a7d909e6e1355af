import type { Exercise } from '../engine/types';
import { edgeKernel } from './edgeKernel';

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'welcome.1',
    kind: 'design',
    title: 'turn a kernel',
    prompt:
      'Turn the kernel so that it finds edges that lie flat: bright above, dark below. It answers 0 on an even area and on upright edges.',
    hints: [
      'The kernel of the notebook compares left with right. This one has to compare above with below.',
      'Make rows of the columns: the left column becomes the top row.',
      'The top row is 1, 2, 1, the middle row is 0, 0, 0, and the bottom row is the top row with minus signs.',
    ],
    check: edgeKernel({ edges: 'horizontal', brightFirst: true }),
    leadsTo: '',
  },
];
