import * as reading from '../spec/at';

const { doubleAt } = reading;

/** Mean and variance of each of several sets of values. */
export interface SetMoments {
  readonly mean: Float64Array;
  /** The mean squared distance from the mean: divided by the number of values, not by one less. */
  readonly variance: Float64Array;
}

/**
 * Divides values into sets of one size and works out the mean and the variance of each.
 *
 * @param setOf the set, from 0 to `sets` − 1, that value `i` belongs to
 */
export function momentsOfSets(data: Float32Array, sets: number, setOf: (i: number) => number): SetMoments {
  const mean = meansOfSets(Float64Array.from(data), sets, setOf);
  const distances = Float64Array.from(data, (value, i) => (value - doubleAt(mean, setOf(i))) ** 2);
  return { mean, variance: meansOfSets(distances, sets, setOf) };
}

function meansOfSets(values: Float64Array, sets: number, setOf: (i: number) => number): Float64Array {
  const sums = new Float64Array(sets);
  for (let i = 0; i < values.length; i++) {
    const set = setOf(i);
    sums[set] = doubleAt(sums, set) + doubleAt(values, i);
  }
  return sums.map(sum => (sum * sets) / values.length);
}
