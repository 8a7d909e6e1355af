import { linearSvm } from '../../detection/classifiers';
import { at } from '../../spec/at';
import { Random } from '../../spec/random';
import { slip } from '../engine/checks';
import type { Check } from '../engine/types';

/** What the learner chooses. */
export interface Descent {
  readonly rate: number;
  readonly steps: number;
}

const CLOUDS = ['first', 'second', 'third'] as const;
const EXAMPLES = 40;
const MOST_STEPS = 30;
const WANTED = 1.05;

/**
 * Runs the notebook's `descend` with the learner's rate and steps on three pairs of clouds, and compares its loss with the
 * smallest there is.
 */
export function comesDown(): Check {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    const form = 'The answer is an object such as { rate: 1, steps: 10 }.';
    if (typeof answer !== 'object' || answer === null) return slip(form);
    const { rate, steps } = answer as Partial<Record<keyof Descent, unknown>>; // each is looked at
    if (typeof rate !== 'number' || !(rate > 0)) return slip(`${form} rate is a number above 0.`);
    if (typeof steps !== 'number' || !Number.isInteger(steps) || steps < 1 || steps > MOST_STEPS) {
      return slip(`${form} steps is a whole number from 1 to ${MOST_STEPS}.`);
    }
    const ratios = CLOUDS.map(name => excess(name, { rate, steps }));
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    const found = `The loss is ${ratios.map(shown).join(', ')} times the smallest; the mean is ${shown(mean)}.`;
    if (mean <= WANTED) return { kind: 'right', note: found };
    return slip(`${found} At most ${WANTED} is asked for. ${advice({ rate, steps }, mean)}`);
  };
}

const shown = (ratio: number): string => (ratio < 100 ? ratio.toFixed(2) : ratio.toExponential(1));

function advice({ rate, steps }: Descent, mean: number): string {
  const better = (factor: number): boolean => meanExcess({ rate: rate * factor, steps }) < mean;
  if (better(0.5)) return 'Half of this rate comes nearer: the steps jump over the valley.';
  if (better(2)) return 'Twice this rate comes nearer: the steps are too short.';
  return 'Has it had enough steps?';
}

function meanExcess(descent: Descent): number {
  return CLOUDS.reduce((sum, name) => sum + excess(name, descent), 0) / CLOUDS.length;
}

/** The loss that a descent comes to, of the smallest one. */
function excess(name: string, { rate, steps }: Descent): number {
  const { rows, sides } = clouds(name);
  const features = { shape: [EXAMPLES, 2], data: Float32Array.from(rows.flatMap(row => row.slice(0, 2))) };
  const { weights, bias } = linearSvm(
    features,
    sides.map(side => side > 0),
    { tolerance: 1e-6 },
  );
  let w = [0, 0, 0];
  for (let step = 0; step < steps; step++) {
    const { gradient } = hinge(w, rows, sides);
    w = w.map((value, k) => value - rate * at(gradient, k));
  }
  return hinge(w, rows, sides).loss / hinge([...weights, bias], rows, sides).loss;
}

/** As in the notebook, with other numbers. */
function clouds(name: string) {
  const random = new Random(`clouds of an exercise, ${name}`);
  const sides = Array.from({ length: EXAMPLES }, (_, n) => (n % 2 === 0 ? 1 : -1));
  const rows = sides.map(side => [side + random.uniform(-1, 1), side / 2 + random.uniform(-1.3, 1.3), 1]);
  return { rows, sides };
}

function hinge(w: readonly number[], rows: readonly (readonly number[])[], sides: readonly number[]) {
  const dot = (x: readonly number[]): number => w.reduce((sum, value, k) => sum + value * at(x, k), 0);
  const gradient = [...w];
  let loss = w.reduce((sum, value) => sum + value * value, 0) / 2;
  rows.forEach((x, n) => {
    const side = at(sides, n);
    const lacks = 1 - side * dot(x);
    if (lacks <= 0) return;
    loss += lacks;
    x.forEach((value, k) => {
      gradient[k] = at(gradient, k) - side * value;
    });
  });
  return { loss, gradient };
}
