import type { Tensor, Variable } from '@tensorflow/tfjs-node';
import { tf } from '../../tfjs/backend';
import type { Optimizer, StateEntry } from './optimizer';

/** What an update reads besides the weight, its gradient and its slots. */
export interface Step {
  readonly learningRate: number;
  /** Counts from 1. */
  readonly step: number;
}

/** The formula of an optimizer, for one variable. */
export interface UpdateRule<Slot extends string> {
  readonly name: string;
  readonly settings: Readonly<Record<string, number | boolean>>;
  /** Tensors of the variable's shape that the formula keeps from step to step; they start at 0. */
  readonly slots: readonly Slot[];
  /** Gives the new weight and the new slots. It runs inside `tf.tidy`. */
  update(
    weight: Tensor,
    gradient: Tensor,
    slots: Readonly<Record<Slot, Tensor>>,
    step: Step,
  ): { readonly weight: Tensor; readonly slots: Readonly<Record<Slot, Tensor>> };
}

/** Makes an optimizer of its formula. */
export function createOptimizer<Slot extends string>(rule: UpdateRule<Slot>): Optimizer {
  const kept = new Map<string, Variable>();
  let step = 0;

  function slotsOf(variable: Variable, name: string): Record<Slot, Variable> {
    const entries = rule.slots.map(slot => {
      const key = `${slot}/${name}`;
      const found = kept.get(key) ?? tf.variable(tf.zerosLike(variable), false);
      kept.set(key, found);
      return [slot, found] as const;
    });
    return Object.fromEntries(entries) as Record<Slot, Variable>; // one entry for each of rule.slots
  }

  function apply(variables: readonly Variable[], gradients: readonly Tensor[], learningRate: number): void {
    check(rule.name, variables, gradients, learningRate);
    step++;
    const names = checkpointNames(variables);
    for (const [i, variable] of variables.entries()) {
      tf.tidy(() => {
        const slots = slotsOf(variable, names[i] ?? variable.name);
        const next = rule.update(variable, gradients[i] ?? variable, slots, { learningRate, step });
        variable.assign(next.weight);
        for (const slot of rule.slots) slots[slot].assign(next.slots[slot]);
      });
    }
  }

  function state(): Map<string, StateEntry> {
    const entries = [...kept].map(([key, slot]): [string, StateEntry] => {
      return [key, { shape: [...slot.shape], data: Float32Array.from(slot.dataSync()) }];
    });
    return new Map([['step', { shape: [], data: Float32Array.of(step) }], ...entries]);
  }

  const restore: Optimizer['restore'] = (variables, saved) => {
    const read = (key: string, shape: readonly number[]): Float32Array => entry(rule.name, saved, key, shape);
    const [savedStep = 0] = read('step', []);
    const names = checkpointNames(variables);
    const keys = variables.flatMap((variable, i) =>
      rule.slots.map(slot => [`${slot}/${names[i]}`, variable.shape] as const),
    );
    const values = savedStep === 0 ? [] : keys.map(([key, shape]) => [key, shape, read(key, shape)] as const);
    dispose();
    step = savedStep;
    tf.tidy(() => {
      for (const [key, shape, data] of values) kept.set(key, tf.variable(tf.tensor(data.slice(), [...shape]), false));
    });
  };

  function dispose(): void {
    for (const slot of kept.values()) slot.dispose();
    kept.clear();
    step = 0;
  }

  return { name: rule.name, settings: rule.settings, apply, state, restore, dispose };
}

/**
 * Names of variables that do not depend on how many models were built before: TensorFlow.js calls the kernel of
 * "conv1" `conv1/kernel` in the first model of a process and `conv1/kernel_1` in the second.
 */
export function checkpointNames(variables: readonly Variable[]): string[] {
  const names = variables.map(({ name }) => name);
  const plain = names.map(name => name.replace(/(\/[^/]*?)_\d+$/, '$1'));
  return new Set(plain).size === plain.length ? plain : names;
}

function check(name: string, variables: readonly Variable[], gradients: readonly Tensor[], learningRate: number): void {
  if (!(learningRate >= 0 && learningRate < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${name}: the learning rate must be a number of at least 0. Received ${learningRate}.`);
  }
  if (variables.length !== gradients.length) {
    const counts = `${variables.length} variables and ${gradients.length} gradients`;
    throw new RangeError(`${name}: each variable needs one gradient. Received ${counts}.`);
  }
  for (const [i, variable] of variables.entries()) {
    const shape = gradients[i]?.shape ?? [];
    if (sameShape(variable.shape, shape)) continue;
    throw new RangeError(
      `${name}: the gradient of "${variable.name}" must have shape [${variable.shape.join(', ')}]. ` +
        `Received [${shape.join(', ')}].`,
    );
  }
}

function entry(
  name: string,
  saved: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>,
  key: string,
  shape: readonly number[],
): Float32Array {
  const found = saved.get(key);
  if (found === undefined) {
    throw new RangeError(
      `${name}: the saved state has no "${key}". Restore it with the network that it was saved from.`,
    );
  }
  if (!sameShape(found.shape, shape)) {
    throw new RangeError(
      `${name}: "${key}" must have shape [${shape.join(', ')}]. Received [${found.shape.join(', ')}]. ` +
        'Restore it with the network that it was saved from.',
    );
  }
  return found.data;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}
