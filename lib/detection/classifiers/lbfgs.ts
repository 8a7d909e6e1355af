import * as reading from '../../spec/at';

const { at, doubleAt } = reading;

/** A function to make small: its value and its gradient at a point. */
export type Objective = (point: Float64Array) => { readonly value: number; readonly gradient: Float64Array };

/** How many of the last steps say how the function bends. */
const MEMORY = 10;
/** A step must bring this share of what the slope promises. */
const SUFFICIENT = 1e-4;
const HALVINGS = 40;

interface Step {
  readonly move: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

/**
 * The lowest point of a smooth convex function (L-BFGS: the last steps and how the gradient changed on them stand for the second
 * derivatives).
 *
 * @param tolerance ends when no part of the gradient is larger
 * @see Nocedal and Wright, Numerical Optimization, algorithm 7.4
 */
export function lbfgs(
  objective: Objective,
  start: Float64Array,
  { tolerance, steps }: { readonly tolerance: number; readonly steps: number },
): Float64Array {
  const history: Step[] = [];
  let point = start;
  let here = objective(point);
  for (let step = 0; step < steps && largest(here.gradient) > tolerance; step++) {
    const direction = directionOf(here.gradient, history);
    const next = search(objective, point, here, direction);
    if (next === null) break;
    const move = combined(next.point, point, -1);
    const change = combined(next.gradient, here.gradient, -1);
    const product = dot(move, change);
    if (product > 0) history.push({ move, change, product });
    if (history.length > MEMORY) history.shift();
    [point, here] = [next.point, next];
  }
  return point;
}

/** Minus the gradient, times what is known of the inverse of the second derivatives. */
function directionOf(gradient: Float64Array, history: readonly Step[]): Float64Array {
  let direction = gradient.map(value => -value);
  const shares: number[] = [];
  for (const { move, change, product } of [...history].reverse()) {
    const share = dot(move, direction) / product;
    shares.unshift(share);
    direction = combined(direction, change, -share);
  }
  const last = history.at(-1);
  // The scale of the first guess: that of the last step, or a step of length 1.
  const scale =
    last === undefined
      ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)))
      : last.product / dot(last.change, last.change);
  direction = direction.map(value => value * scale);
  history.forEach(({ move, change, product }, i) => {
    direction = combined(direction, move, at(shares, i) - dot(change, direction) / product);
  });
  return direction;
}

/** Halves the step until it brings enough; null where rounding leaves nothing to gain. */
function search(
  objective: Objective,
  point: Float64Array,
  { value, gradient }: ReturnType<Objective>,
  direction: Float64Array,
): (ReturnType<Objective> & { readonly point: Float64Array }) | null {
  const slope = dot(gradient, direction);
  for (let halving = 0; halving < HALVINGS; halving++) {
    const length = 0.5 ** halving;
    const there = combined(point, direction, length);
    const found = objective(there);
    if (found.value <= value + SUFFICIENT * length * slope) return { ...found, point: there };
  }
  return null;
}

const combined = (a: Float64Array, b: Float64Array, factor: number): Float64Array =>
  a.map((value, i) => value + factor * doubleAt(b, i));

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * doubleAt(b, i), 0);

const largest = (a: Float64Array): number => a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
