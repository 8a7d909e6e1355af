import type { Tensor } from '@tensorflow/tfjs-node';
import type { ResourceVariable } from '../../tfjs/model/resourceVariable';

export interface Step {
  readonly learningRate: number;
  /** Counts from 1. */
  readonly step: number;
}

/** A weight after a step, with the new slots. */
export interface Updated<Slot extends string> {
  readonly weight: Tensor;
  readonly slots: Readonly<Record<Slot, Tensor>>;
}

/** A weight and its slots, which the native backend changes where they are. */
export interface InPlace<Slot extends string, Num extends string> {
  readonly weight: ResourceVariable;
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<Slot, ResourceVariable>>;
  /** Those of the step, as scalars. */
  readonly numbers: Readonly<Record<Num, Tensor>>;
}

/** The formula of an optimizer, for one variable. Both forms run inside `tf.tidy`. */
export interface Rule<Slot extends string, Num extends string> {
  readonly name: string;
  readonly settings: Readonly<Record<string, number | boolean>>;
  /** What the formula keeps from step to step, of the variable's shape. It starts at 0. */
  readonly slots: readonly Slot[];
  /** In ordinary operations, for any backend. */
  compose(weight: Tensor, gradient: Tensor, slots: Readonly<Record<Slot, Tensor>>, step: Step): Updated<Slot>;
  /** What `updateInPlace` reads, the same for all variables of a step. */
  numbers(step: Step): Readonly<Record<Num, number>>;
  /** In few kernels of the native backend, which can be recorded: nothing but the tensors changes from step to step. */
  updateInPlace(target: InPlace<Slot, Num>): void;
}
