import type { Random } from '../../spec/random';

/** Activations of one pixel, channel by channel; large ones, for which the squares count. */
export const RESPONSES: readonly (readonly [readonly number[]])[] = [
  [[0, 0, 0, 100, 0, 0, 0]],
  [[100, 0, 0, 0, 0, 0, 0, 50]],
  [[10, 20, 30, 40, 50, 60]],
  [[300, 1, 200, 0, 0, 0, 150, 2]],
  [[5]],
];

export interface NeighbourRule {
  /** How many channels count on the left and on the right. */
  readonly left?: number;
  readonly right?: number;
  readonly alpha?: number;
  readonly beta?: number;
  readonly k?: number;
  /** Whether the channel itself counts. */
  readonly itself?: boolean;
}

/** Local response normalization as the paper has it, or with a slip: each number divided by what its neighbours say. */
export function normalizedBy(rule: NeighbourRule): (a: readonly number[]) => number[] {
  const { left = 2, right = 2, alpha = 1e-4, beta = 0.75, k = 2, itself = true } = rule;
  return a =>
    a.map((value, i) => {
      const near = a.filter((_, j) => j >= i - left && j <= i + right && (itself || j !== i));
      return value / (k + alpha * squaresOf(near)) ** beta;
    });
}

/** The sum of the squares. */
export function squaresOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/** Four to nine channels, some of them silent, some strong. */
export function drawResponses(random: Random): readonly [a: readonly number[]] {
  const strength = (): number => (random.uniform(0, 1) < 0.3 ? 0 : Math.round(random.uniform(1, 300)));
  return [Array.from({ length: 4 + random.integer(6) }, strength)];
}

/** Numbers in a list, typed or not. */
function numbersIn(result: unknown): readonly unknown[] | undefined {
  if (Array.isArray(result)) return result;
  return result instanceof Float32Array || result instanceof Float64Array ? Array.from(result) : undefined;
}

/** A property: one number for each channel. */
export function sameLength(result: unknown, a: readonly number[]): string | undefined {
  const numbers = numbersIn(result);
  if (numbers === undefined) return 'the result must be an array of numbers.';
  if (numbers.length === a.length) return undefined;
  return `there must be one number for each of the ${a.length} channels. Received ${numbers.length}.`;
}

/** A property: a number is divided by something above 1, so that it comes nearer to 0 and a 0 stays. */
export function nearerToZero(result: unknown, a: readonly number[]): string | undefined {
  const numbers = numbersIn(result);
  if (numbers === undefined) return undefined;
  const wrong = a.findIndex((value, i) => !isNearer(numbers[i], value));
  if (wrong < 0) return undefined;
  return `every number is divided by more than 1, so that a 0 stays 0 and others come nearer to 0. Channel ${wrong} does not.`;
}

function isNearer(result: unknown, value: number): boolean {
  if (value === 0) return result === 0;
  return typeof result === 'number' && result > 0 && result < value;
}
