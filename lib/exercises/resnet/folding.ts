import type { Random } from '../../spec/random';

/** One filter, and the moving statistics and the scale and shift of its channel. */
export type FoldCase = readonly [
  weights: readonly number[],
  mean: number,
  variance: number,
  gamma: number,
  beta: number,
];

/** With variances small enough for ε to count. */
export const FOLDED: readonly FoldCase[] = [
  [[1, -2, 0.5], 0.5, 4, 1, 0],
  [[0.2, 0.1, -0.3, 0.4], -1, 0.0025, 0.5, 2],
  [[3], 2, 0.01, -1.5, 0.25],
  [[0.5, -0.5], 0.3, 1e-4, 2, -1],
];

export interface FoldRule {
  /** Of the variance in the divisor: 1/2 is the root. */
  readonly power?: number;
  readonly epsilon?: number;
  /** Whether ε is added to the root. */
  readonly epsilonOutside?: boolean;
  readonly gamma?: boolean;
  /** Whether the weights are multiplied by the factor. */
  readonly scaled?: boolean;
  readonly biasFirst?: boolean;
  readonly bias?: (known: { readonly beta: number; readonly mean: number; readonly factor: number }) => number;
}

/** The filter with its normalization folded in, or with a slip: the new weights, then the bias. */
export function foldedBy(rule: FoldRule): (...args: FoldCase) => number[] {
  const { power = 0.5, epsilon = 1e-5, epsilonOutside = false, scaled = true, biasFirst = false } = rule;
  const { bias: biasOf = ({ beta, mean, factor }) => beta - mean * factor } = rule;
  return (weights, mean, variance, gamma, beta) => {
    const divisor = epsilonOutside ? Math.sqrt(variance) + epsilon : (variance + epsilon) ** power;
    const factor = (rule.gamma === false ? 1 : gamma) / divisor;
    const folded = weights.map(weight => (scaled ? weight * factor : weight));
    const bias = biasOf({ beta, mean, factor });
    return biasFirst ? [bias, ...folded] : [...folded, bias];
  };
}

export function drawFold(random: Random): FoldCase {
  const around = (bound: number): number => Number(random.uniform(-bound, bound).toFixed(3));
  const weights = Array.from({ length: 2 + random.integer(7) }, () => around(1));
  return [weights, around(2), Number(random.uniform(0.001, 0.5).toFixed(4)), around(2), around(1)];
}

/** A property: one number more than there are weights. */
export function rightLength(result: unknown, weights: readonly number[]): string | undefined {
  const isList = Array.isArray(result) || result instanceof Float32Array || result instanceof Float64Array;
  if (!isList) return 'the result must be a list of numbers.';
  if (result.length === weights.length + 1) return undefined;
  return `there must be ${weights.length + 1} numbers, the weights and the bias. Received ${result.length}.`;
}
