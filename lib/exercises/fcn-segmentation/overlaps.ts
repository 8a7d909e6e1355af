import { at } from '../../spec/at';
import type { Random } from '../../spec/random';

type Counts = readonly (readonly number[])[];

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const column = (counts: Counts, k: number): number => sum(counts.map(row => at(row, k)));

/** Small confusion matrices; in the last two a class is missing in the truth, and in both. */
export const COUNTS: readonly (readonly [Counts])[] = [
  [
    [
      [50, 10],
      [5, 35],
    ],
  ],
  [
    [
      [90, 4, 6],
      [8, 12, 0],
      [1, 3, 16],
    ],
  ],
  [
    [
      [60, 5, 0],
      [10, 25, 0],
      [0, 0, 0],
    ],
  ],
  [
    [
      [60, 5, 7],
      [10, 25, 0],
      [0, 0, 0],
    ],
  ],
];

/** How a class's share is formed from what is right, what is it in truth, and what is it in the answer. */
type Share = (right: number, truth: number, answer: number) => number;

const shares =
  (of: Share) =>
  (counts: Counts): number[] =>
    counts.map((row, k) => of(at(row, k), sum(row), column(counts, k)));

/** Intersection over union of each class. */
export const ious = shares((right, truth, answer) => right / (truth + answer - right));

/** Wrong ways that come near. */
export const slips = {
  twice: shares((right, truth, answer) => right / (truth + answer)),
  dice: shares((right, truth, answer) => (2 * right) / (truth + answer)),
  recall: shares((right, truth) => right / truth),
  precision: shares((right, _, answer) => right / answer),
  zeros: shares((right, truth, answer) => (truth + answer === 0 ? 0 : right / (truth + answer - right))),
  mean: (counts: Counts): number => {
    const known = ious(counts).filter(value => !Number.isNaN(value));
    return sum(known) / known.length;
  },
};

/** Two to five classes, up to 99 pixels in a place. */
export function drawCounts(random: Random): readonly [counts: Counts] {
  const classes = 2 + random.integer(4);
  return [Array.from({ length: classes }, () => Array.from({ length: classes }, () => random.integer(100)))];
}

/** A property: one number for each class. */
export function onePerClass(result: unknown, counts: Counts): string | undefined {
  const numbers = Array.isArray(result) || ArrayBuffer.isView(result) ? Array.from(result as ArrayLike<unknown>) : null; // a list of any kind
  if (numbers === null) return 'the result must be a list, with the IoU of each class.';
  if (numbers.length === counts.length) return undefined;
  return `there must be an IoU for each of the ${counts.length} classes. Received ${numbers.length}.`;
}
