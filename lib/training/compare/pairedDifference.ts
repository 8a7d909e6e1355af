import { at } from '../../spec/at';

/** What a comparison with the same seeds on both sides says. */
export interface PairedDifference {
  /** `changed − baseline`, one for each seed. */
  readonly differences: readonly number[];
  readonly mean: number;
  /** Of the mean. */
  readonly standardError: number;
  /** The ends of the 95 % interval of the mean. */
  readonly low: number;
  readonly high: number;
  /** How far chance alone carries the mean: the farther end of the A/A pair's interval. 0 without an A/A pair. */
  readonly noiseFloor: number;
  /** Shown when the interval leaves out 0 and the mean lies beyond the noise floor. */
  readonly verdict: 'shown here' | 'not shown here';
}

/** The 97.5 % quantiles of Student's t with 1 to 30 degrees of freedom. */
const T_QUANTILES = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314,
  2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
] as const;

/**
 * Compares two networks that were trained with the same seeds, by Student's t on the differences. What a seed does to both
 * sides alike drops out.
 *
 * Introduced in notebook counting.
 *
 * @param baseline one measurement for each seed
 * @param changed the same seeds in the same order
 * @param options.noise an A/A pair: a comparison of two networks between which nothing differs that should matter
 * @returns the differences, their mean with its 95 % interval, and the verdict, in the unit of the measurements
 * @throws RangeError when the two are not as many, fewer than two, or not all finite
 * @see Student, The probable error of a mean, 1908
 */
export function pairedDifference(
  baseline: ArrayLike<number>,
  changed: ArrayLike<number>,
  options: { readonly noise?: PairedDifference } = {},
): PairedDifference {
  check(baseline, changed);
  const before = Array.from(baseline);
  const differences = Array.from(changed, (value, i) => value - at(before, i));
  const count = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / count;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / (count - 1) / count);
  const half = tQuantile(count - 1) * standardError;
  const [low, high] = [mean - half, mean + half];
  const noiseFloor = options.noise ? Math.max(Math.abs(options.noise.low), Math.abs(options.noise.high)) : 0;
  const shown = (low > 0 || high < 0) && Math.abs(mean) > noiseFloor;
  const verdict = shown ? 'shown here' : 'not shown here';
  return { differences, mean, standardError, low, high, noiseFloor, verdict };
}

/**
 * The 97.5 % quantile of Student's t: from the table, and beyond it by the first terms of its expansion around the normal
 * distribution, which are right to four decimals there.
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5
 */
function tQuantile(degrees: number): number {
  if (degrees <= T_QUANTILES.length) return at(T_QUANTILES, degrees - 1);
  const z = 1.959964;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  return z + (z ** 3 + z) / (4 * degrees) + second / degrees ** 2;
}

function check(baseline: ArrayLike<number>, changed: ArrayLike<number>): void {
  if (baseline.length !== changed.length || baseline.length < 2) {
    throw new RangeError(
      'pairedDifference: both sides need a measurement for each seed, the same two seeds or more. ' +
        `Received ${baseline.length} and ${changed.length}.`,
    );
  }
  const broken = [...Array.from(baseline), ...Array.from(changed)].find(value => !Number.isFinite(value));
  if (broken !== undefined) {
    throw new RangeError(
      `pairedDifference: every measurement must be a finite number. Received ${broken}. A run without one is no pair: leave its seed out on both sides, and say so.`,
    );
  }
}
