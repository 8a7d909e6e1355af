import type { Tensor, Variable } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../../tfjs/backend';
import { ResourceVariable } from '../../tfjs/model/resourceVariable';
import { isNative } from '../../tfjs/native';
import type { Rule, Step } from './rule';
import type { SharedScalars } from './scalars';

/** A variable with the slots that its optimizer keeps for it. */
export interface Trained {
  step(gradient: Tensor, step: Step, scalars: SharedScalars): void;
  /** The slots now, in the rule's order. */
  read(): Tensor[];
  dispose(): void;
}

/** Holds the slots of one variable. @param initial their values, in the rule's order */
export function trained<Slot extends string>(
  rule: Rule<Slot>,
  variable: Variable,
  initial: readonly Tensor[],
): Trained {
  return isNative() ? inPlace(rule, variable, initial) : composed(rule, variable, initial);
}

/**
 * Keeps the weight in a variable of TensorFlow beside that of TensorFlow.js; both share their memory between steps.
 * Milliseconds of one step on two cores, this way / in ordinary operations: SGD with momentum and weight decay
 * 5 / 18 for ResNet-20 (59 variables) and 31 / 67 for VGG-16-BN (15 million weights); Adam 6 / 31 and 39 / 170.
 * Joining all variables to one array and splitting it again takes 10 and 88 with SGD.
 */
function inPlace<Slot extends string>(rule: Rule<Slot>, variable: Variable, initial: readonly Tensor[]): Trained {
  const weight = new ResourceVariable(variable);
  const kept = initial.map(value => new ResourceVariable(value));
  const slots = record(rule.slots, kept);
  let shared = variable.dataId;
  return {
    step(gradient, step, scalars) {
      if (variable.dataId !== shared) weight.assign(variable); // something else wrote to it
      rule.updateInPlace({ weight, before: variable, gradient, slots, scalars }, step);
      variable.assign(weight.read());
      shared = variable.dataId;
    },
    read: () => kept.map(slot => slot.read()),
    dispose() {
      for (const resource of [weight, ...kept]) resource.dispose();
    },
  };
}

function composed<Slot extends string>(rule: Rule<Slot>, variable: Variable, initial: readonly Tensor[]): Trained {
  const kept = initial.map(value => tf.variable(value, false));
  const slots = record(rule.slots, kept);
  return {
    step(gradient, step) {
      const next = rule.compose(variable, gradient, slots, step);
      variable.assign(next.weight);
      for (const slot of rule.slots) slots[slot].assign(next.slots[slot]);
    },
    read: () => kept.map(slot => slot.clone()),
    dispose() {
      for (const slot of kept) slot.dispose();
    },
  };
}

function record<Slot extends string, Value>(slots: readonly Slot[], values: readonly Value[]): Record<Slot, Value> {
  const entries = slots.map((slot, i) => [slot, at(values, i)]);
  return Object.fromEntries(entries) as Record<Slot, Value>; // one entry for each slot
}
