import { slip } from './checks';
import { fill, strongest, transpose } from './matrix';
import type { Verdict } from './types';
import { describe, readValues, show } from './values';

const FLAT = fill(4, 4, () => 1);
const VERTICAL_EDGE = fill(4, 4, (_row, column) => (column < 2 ? 0 : 1));
const HORIZONTAL_EDGE = transpose(VERTICAL_EDGE);

/**
 * Checks a 3×3 filter for vertical edges. Any kernel with the asked properties is right, so the check looks at what the
 * kernel answers to three small images, and not at its values.
 */
export function checkEdgeKernel(answer: unknown): Verdict {
  if (answer === undefined) return { kind: 'unanswered' };
  const values = readValues(answer);
  if (typeof values === 'string') return slip(`The answer is a 3×3 array: ${values}.`);
  if (values.shape.join() !== '3,3') return slip(`The answer is a 3×3 array of numbers. Received ${describe(answer)}.`);
  if (!values.data.every(Number.isFinite))
    return slip(`All nine values have to be numbers. Received ${describe(answer)}.`);
  const kernel = fill(3, 3, (r, c) => values.data[3 * r + c] ?? 0);
  const [flat, vertical, horizontal] = [FLAT, VERTICAL_EDGE, HORIZONTAL_EDGE].map(image => strongest(image, kernel));
  if (values.data.every(value => value === 0)) return slip('All values are 0, so the kernel answers to nothing.');
  if (flat !== 0) return slip(`On a flat area of 1s the answer is ${show(flat)}. Its values have to sum to 0.`);
  if (vertical === 0 && horizontal !== 0) {
    return slip('The kernel answers to horizontal edges and not to vertical ones. Swap its rows and columns.');
  }
  if (vertical === 0) return slip('The kernel answers 0 to a vertical edge. Its columns need different signs.');
  if (horizontal !== 0) {
    return slip(`The kernel also answers to horizontal edges, with ${show(horizontal)}. Each row has to sum to 0.`);
  }
  return { kind: 'right', note: `Its strongest answer to an edge from 0 to 1 is ${show(vertical)}.` };
}
