import { describe, readValues } from '../../notebook/values';
import { slip } from '../engine/checks';
import { fill, flip, type Matrix } from '../engine/matrix';
import type { PlainCheck } from '../engine/types';

/** The kernel that copies the right neighbour of each pixel: the picture moves one pixel to the left. */
const RIGHT_NEIGHBOUR: Matrix = fill(3, 3, (row, column) => (row === 1 && column === 2 ? 1 : 0));

/** Kernels that a learner may give instead, and what they do. */
const OTHERS: readonly (readonly [Matrix, string])[] = [
  [flip(RIGHT_NEIGHBOUR), 'This moves the picture to the right: each pixel takes the value of its left neighbour.'],
  [fill(3, 3, (row, column) => (row === 1 && column === 1 ? 1 : 0)), 'This leaves the picture as it is.'],
  [
    fill(3, 3, (row, column) => (row === 0 && column === 1 ? 1 : 0)),
    'This moves the picture down: each pixel takes the value above it.',
  ],
  [
    fill(3, 3, (row, column) => (row === 2 && column === 1 ? 1 : 0)),
    'This moves the picture up: each pixel takes the value below it.',
  ],
  [
    fill(3, 3, (row, column) => (row === 1 && column !== 0 ? 0.5 : 0)),
    'This mixes each pixel with its right neighbour. Only the neighbour counts.',
  ],
];

/** Checks a 3×3 kernel that moves the picture one pixel to the left. */
export const shiftKernel: PlainCheck = answer => {
  if (answer === undefined) return { kind: 'unanswered' };
  const values = readValues(answer);
  if (typeof values === 'string' || values.shape.join() !== '3,3') {
    return slip(`The answer is a 3×3 array of numbers. Received ${describe(answer)}.`);
  }
  const equals = (kernel: Matrix): boolean => kernel.flat().every((weight, i) => weight === values.data[i]);
  if (equals(RIGHT_NEIGHBOUR))
    return { kind: 'right', note: 'The kernel is not turned, so the 1 stands on the right.' };
  const known = OTHERS.find(([kernel]) => equals(kernel))?.[1];
  if (known !== undefined) return slip(known);
  const sum = values.data.reduce((total, weight) => total + weight, 0);
  return sum === 1
    ? slip('Exactly one of the nine weights is 1, and the others are 0.')
    : slip(
        `The weights add up to ${Number(sum.toPrecision(4))}. The brightness stays the same only if they add up to 1.`,
      );
};
