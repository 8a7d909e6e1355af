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
      const squares = near.reduce((sum, one) => sum + one * one, 0);
      return value / (k + alpha * squares) ** beta;
    });
}
