import type { Tensor, Variable } from '@tensorflow/tfjs-node';
import type { ResourceVariable } from '../../tfjs/model/resourceVariable';
import type { Optimizer } from './optimizer';

/** An optimizer whose update can be part of a compiled step. Native backend only. */
export interface RecordableOptimizer extends Optimizer {
  /** What is kept for each variable, zeros before the first step. */
  slots(variables: readonly Variable[]): readonly (readonly Variable[])[];
  /** What `update` reads in the next step. */
  numbers(learningRate: number): Readonly<Record<string, number>>;
  /** Counts a step. */
  count(): void;
  /** Changes a weight and its slots in place. The numbers are those of the step, as scalars. */
  update(target: {
    readonly weight: ResourceVariable;
    readonly gradient: Tensor;
    readonly slots: readonly ResourceVariable[];
    readonly numbers: Readonly<Record<string, Tensor>>;
  }): void;
}

export function isRecordable(optimizer: Optimizer): optimizer is RecordableOptimizer {
  return 'slots' in optimizer && 'update' in optimizer;
}
