import type { Tensor, Variable } from '@tensorflow/tfjs-node';
import type { NamedArrays, NDArray } from '../../spec/ndarray';

/**
 * Changes weights by their gradients and remembers what it needs for the next step. It serves one model at a time:
 * a step on variables that it has not seen starts anew.
 *
 * Introduced in notebook learning.
 */
export interface Optimizer {
  /** `'sgd'`, `'adam'` or `'adamW'`. */
  readonly name: string;
  /** The options, plain enough for JSON. */
  readonly settings: Readonly<Record<string, number | boolean>>;
  /**
   * Changes every variable by its gradient. The gradients are not disposed.
   *
   * @param gradients one for each variable, of its shape
   * @param learningRate of this step
   * @throws RangeError when the lists or shapes differ, or the learning rate is not a number of at least 0
   */
  apply(variables: readonly Variable[], gradients: readonly Tensor[], learningRate: number): void;
  /** What a checkpoint keeps: `'step'`, the number of steps so far, and for each variable e.g. `'momentum/<name>'`. */
  state(): Map<string, NDArray>;
  /**
   * Puts a state back, also before the first step. Entries of other variables are left alone.
   *
   * @throws RangeError naming the entry that is missing or has another shape
   */
  restore(variables: readonly Variable[], state: NamedArrays): void;
  /** Frees the memory of the state; the optimizer then starts anew. */
  dispose(): void;
}
