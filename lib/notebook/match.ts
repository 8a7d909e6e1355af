import { at } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import { readValues, type Values } from './values';

/** A number, a matrix as rows, or an array of any shape. */
export type Comparable = number | readonly number[] | readonly (readonly number[])[] | NDArray;

/**
 * Prints what we see beside what we expect, and whether the two match.
 * For arrays it tells the largest difference between values at the same place.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param what is compared, in a few words
 * @param tolerance largest difference that still counts as a match; 0 when left out
 * @param print where the lines go
 */
export function match(
  what: string,
  seen: Comparable,
  expected: Comparable,
  tolerance = 0,
  print: (text: string) => void = console.log,
): void {
  print([what, ...comparison(read(seen), read(expected), tolerance).map(line => `  ${line}`)].join('\n'));
}

function comparison(seen: Values, expected: Values, tolerance: number): string[] {
  const [shape, wanted] = [showShape(seen.shape), showShape(expected.shape)];
  if (shape !== wanted) return [`we see:    shape ${shape}`, `we expect: shape ${wanted}`, 'NO MATCH'];
  const verdict = (difference: number): string => (difference <= tolerance ? 'match' : 'NO MATCH');
  const difference = largestDifference(seen.data, expected.data);
  if (seen.shape.length === 0) {
    const within = tolerance > 0 ? `, give or take ${tolerance}` : '';
    return [`we see:    ${shown(seen)}`, `we expect: ${shown(expected)}${within}`, verdict(difference)];
  }
  const limit = tolerance > 0 ? `a largest difference of at most ${tolerance}` : 'no difference';
  const found = difference === 0 ? 'no difference' : `a largest difference of ${Number(difference.toPrecision(2))}`;
  return [
    `we see:    ${found} in ${seen.data.length.toLocaleString('en')} ${seen.data.length === 1 ? 'number' : 'numbers'}`,
    `we expect: ${limit}`,
    verdict(difference),
  ];
}

/** NaN in one of them is a difference that nothing tolerates. */
function largestDifference(a: readonly number[], b: readonly number[]): number {
  let largest = 0;
  for (const [i, value] of a.entries()) {
    const difference = Math.abs(value - at(b, i));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}

/** Whole numbers in full; others with the seven digits that 32 bits hold. */
function shown({ data }: Values): string {
  const number = at(data, 0);
  const value = Number.isInteger(number) ? number : Number(number.toPrecision(7));
  return value.toLocaleString('en', { maximumFractionDigits: 7 });
}

function read(value: Comparable): Values {
  const values = readValues(value);
  if (typeof values === 'string') throw new TypeError(`match: ${values}.`);
  return values;
}
