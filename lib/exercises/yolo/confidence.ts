import { at } from '../../spec/at';
import type { Random } from '../../spec/random';

type Cell = readonly [confidences: number[], overlaps: number[] | null];
type Overlaps = readonly number[] | null;

/** With an object and without, two predictors and three, and the surest is not the one that fits best. */
export const CELLS: readonly Cell[] = [
  [
    [0.6, 0.3],
    [0.5, 0.7],
  ],
  [
    [0.2, 0.9],
    [0.8, 0.1],
  ],
  [[0.4, 0.1], null],
  [[0, 0], null],
  [[0.5], [0.5]],
  [
    [0.1, 0.2, 0.3],
    [0.2, 0, 0.1],
  ],
  [
    [0.9, -0.2, 0.4],
    [0.3, 0.6, 0.5],
  ],
];

/** One cell of two predictors, one of three without an object. */
export function drawCell(random: Random): Cell {
  const list = (): number[] => [0, 1].map(() => random.uniform(0, 1));
  return [list(), random.uniform(0, 1) < 0.25 ? null : list()];
}

const largest = (values: readonly number[]): number => values.indexOf(Math.max(...values));
const sum = (values: readonly number[], of: (value: number, place: number) => number): number =>
  values.reduce((total, value, place) => total + of(value, place), 0);

/** Sums what the responsible predictor and the idle ones of a cell cost. */
function terms(
  confidences: readonly number[],
  overlaps: Overlaps,
  responsible: number,
  { target = (place: number): number => at(overlaps ?? [], place), idle = 0.5, found = 1 } = {},
): number {
  return sum(confidences, (confidence, place) =>
    place === responsible ? found * (confidence - target(place)) ** 2 : idle * confidence ** 2,
  );
}

const bestOf = (overlaps: Overlaps): number => (overlaps === null ? -1 : largest(overlaps));

export function confidenceTerms(confidences: readonly number[], overlaps: Overlaps): number {
  return terms(confidences, overlaps, bestOf(overlaps));
}

/** Wrong ways that come near. */
export const slips = {
  targetOne: (confidences: readonly number[], overlaps: Overlaps): number =>
    terms(confidences, overlaps, bestOf(overlaps), { target: () => 1 }),
  withoutIdle: (confidences: readonly number[], overlaps: Overlaps): number =>
    terms(confidences, overlaps, bestOf(overlaps), { idle: 0 }),
  withoutWeight: (confidences: readonly number[], overlaps: Overlaps): number =>
    terms(confidences, overlaps, bestOf(overlaps), { idle: 1 }),
  surest: (confidences: readonly number[], overlaps: Overlaps): number =>
    terms(confidences, overlaps, overlaps === null ? -1 : largest(confidences)),
  all: (confidences: readonly number[], overlaps: Overlaps): number =>
    overlaps === null
      ? terms(confidences, overlaps, -1)
      : sum(confidences, (confidence, place) => (confidence - at(overlaps, place)) ** 2),
  halfOfAll: (confidences: readonly number[], overlaps: Overlaps): number =>
    terms(confidences, overlaps, bestOf(overlaps), { found: 0.5 }),
};
