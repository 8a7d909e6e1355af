import { at, lookUp } from '../../spec/at';
import type { Random } from '../../spec/random';

/** What the exercise needs to know of a layer. */
export interface Step {
  readonly name: string;
  /** Names of layers that stand before it in the list. */
  readonly inputs: readonly string[];
  /** Whether it has weights. */
  readonly weighted: boolean;
}

type Steps = readonly [steps: readonly Step[]];

/** The most layers with weights on a way from the first layer to the last. */
export function depthOf(steps: readonly Step[]): number {
  return longestWay(steps, Math.max, ({ weighted }) => weighted);
}

/** The same with another rule for where ways meet, or for what counts. */
export function longestWay(
  steps: readonly Step[],
  join: (...depths: number[]) => number,
  counts: (step: Step) => boolean,
): number {
  const depths = new Map<string, number>();
  for (const step of steps) {
    const before = step.inputs.map(input => lookUp(depths, input));
    depths.set(step.name, (before.length === 0 ? 0 : join(...before)) + (counts(step) ? 1 : 0));
  }
  return lookUp(depths, at(steps, steps.length - 1).name);
}

const step = (name: string, inputs: readonly string[], weighted = true): Step => ({ name, inputs, weighted });

/** A chain, a chain with pools, a module, two modules with a way past a layer, and a chain with a deep head to its side. */
export const NETWORKS: readonly Steps[] = [
  [[step('input', [], false), step('a', ['input']), step('b', ['a'])]],
  [[step('input', [], false), step('a', ['input']), step('pool', ['a'], false), step('b', ['pool'])]],
  [
    [
      step('input', [], false),
      ...[step('one', ['input']), step('reduce', ['input']), step('three', ['reduce'])],
      ...[step('pool', ['input'], false), step('projection', ['pool'])],
      step('join', ['one', 'three', 'projection'], false),
    ],
  ],
  [
    [
      step('input', [], false),
      ...[step('short', ['input']), step('long1', ['input']), step('long2', ['long1']), step('long3', ['long2'])],
      step('join', ['long3', 'short'], false),
      ...[step('next', ['join']), step('past', ['join'], false)],
      ...[step('end', ['past', 'next'], false), step('scores', ['end'])],
    ],
  ],
  [
    [
      step('input', [], false),
      step('a', ['input']),
      ...[step('side1', ['a']), step('side2', ['side1']), step('side3', ['side2']), step('sideScores', ['side3'])],
      ...[step('b', ['a']), step('scores', ['b'])],
    ],
  ],
];

/** Five to ten layers, each of which reads one or two before it; the last reads all that nothing else reads. */
export function drawNetwork(random: Random): Steps {
  const count = 5 + random.integer(6);
  const steps: Step[] = [step('input', [], false)];
  for (let i = 1; i < count; i++) {
    const inputs = [`layer${random.integer(i)}`, `layer${random.integer(i)}`].map(name =>
      name === 'layer0' ? 'input' : name,
    );
    steps.push(step(`layer${i}`, [...new Set(inputs)], random.uniform(0, 1) < 0.6));
  }
  const read = new Set(steps.flatMap(({ inputs }) => inputs));
  const ends = steps.map(({ name }) => name).filter(name => !read.has(name));
  return [[...steps, step('scores', ends)]];
}

/** A property: a depth is a whole number, and no way has more layers than there are. */
export function isCount(result: unknown, steps: readonly Step[]): string | undefined {
  if (typeof result !== 'number') return 'the depth must be one number.';
  const most = steps.filter(({ weighted }) => weighted).length;
  if (Number.isInteger(result) && result >= 0 && result <= most) return undefined;
  return `the depth must be a whole number from 0 to ${most}, the number of all layers with weights. Received ${result}.`;
}
