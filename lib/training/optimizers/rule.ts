import type { Tensor } from '@tensorflow/tfjs-node';
import type { ResourceVariable } from '../../tfjs/model/resourceVariable';
import type { SharedScalars } from './scalars';

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
export interface InPlace<Slot extends string> {
  readonly weight: ResourceVariable;
  /** The weight before this step. */
  readonly before: Tensor;
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<Slot, ResourceVariable>>;
  readonly scalars: SharedScalars;
}

/** The formula of an optimizer, for one variable. Both forms run inside `tf.tidy`. */
export interface Rule<Slot extends string> {
  readonly name: string;
  readonly settings: Readonly<Record<string, number | boolean>>;
  /** What the formula keeps from step to step, of the variable's shape. It starts at 0. */
  readonly slots: readonly Slot[];
  /** In ordinary operations, for any backend. */
  compose(weight: Tensor, gradient: Tensor, slots: Readonly<Record<Slot, Tensor>>, step: Step): Updated<Slot>;
  /** In few kernels of the native backend. */
  updateInPlace(target: InPlace<Slot>, step: Step): void;
}
