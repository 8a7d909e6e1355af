import { choice, fields, number } from '../engine/checks';
import type { Exercise } from '../engine/types';
import { edgeKernel } from './edgeKernel';

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'welcome.1',
    kind: 'prediction',
    title: 'what will the kernel find?',
    prompt:
      'The kernel subtracts what is on the right from what is on the left. What will be far from 0 in its output?',
    ...choice([
      {
        answer: 'a',
        text: 'vertical edges: bright on one side, dark on the other',
        right: true,
        says: 'Left and right differ there, so the two sides do not cancel.',
      },
      {
        answer: 'b',
        text: 'horizontal edges: bright above, dark below',
        says: 'Across a horizontal edge, left and right see the same, and cancel. What differs is above and below.',
      },
      {
        answer: 'c',
        text: 'bright areas',
        says: 'On an even area, bright or dark, left and right are equal, and their difference is 0.',
      },
    ]),
    hints: [
      'Imagine an even area: what do the left and the right column add up to?',
      'The sum is far from 0 where the left side is much brighter or much darker than the right side.',
    ],
    leadsTo: 'In convolution-arithmetic you read kernels in the other direction: from pictures to the nine numbers.',
  },
  {
    id: 'welcome.2',
    kind: 'calculation',
    title: 'how large is the output?',
    prompt:
      'A kernel of 3×3 moves over a picture with 300 rows and 451 columns and stays inside it. Give { rows, columns } of the output.',
    hints: [
      'In how many places can three pixels in a row stand on five pixels? At 0, 1 and 2: in three.',
      'The output is two pixels smaller than the picture, in each direction.',
    ],
    check: fields({
      rows: number(298, {
        slips: [
          { answer: 300, says: 'At the first and at the last row the kernel would stick out.' },
          { answer: 297, says: 'You took 3 away. The first place counts, too.' },
          { answer: 299, says: 'One row is lost above and one below.' },
          { answer: 100, says: 'The kernel moves one pixel at a time, so that its places overlap.' },
          { answer: 449, says: 'These are the columns.' },
        ],
      }),
      columns: number(449, {
        slips: [
          { answer: 451, says: 'At the first and at the last column the kernel would stick out.' },
          { answer: 448, says: 'You took 3 away. The first place counts, too.' },
          { answer: 450, says: 'One column is lost on the left and one on the right.' },
          { answer: 150, says: 'The kernel moves one pixel at a time, so that its places overlap.' },
          { answer: 298, says: 'These are the rows.' },
        ],
      }),
    }),
    leadsTo: 'The formula for any kernel is in convolution-arithmetic.',
  },
  {
    id: 'welcome.3',
    kind: 'design',
    title: 'turn a kernel',
    prompt:
      'Turn the kernel so that it finds horizontal edges: bright above, dark below. It answers 0 on an even area and on vertical edges.',
    hints: [
      'The kernel of the notebook compares left with right. This one has to compare above with below.',
      'Make rows of the columns: the left column becomes the top row.',
      'The top row is 1, 2, 1, the middle row is 0, 0, 0, and the bottom row is the top row with minus signs.',
    ],
    check: edgeKernel({ edges: 'horizontal', brightFirst: true }),
    anotherWay:
      '// rows become columns\nflatKernel = edgeKernel[0].map((_, column) => edgeKernel.map(row => row[column]));',
    leadsTo: 'In convolution-arithmetic a short loop finds such a kernel from two pictures.',
  },
];
