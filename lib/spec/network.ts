import type { OpArgs, OpName } from './ops';

/**
 * A network is plain data: a flat list of named layers in an order in which every layer comes after its inputs.
 * Everything else (shapes, counts, receptive fields, the runnable model, the weight map, the diagram) is computed from it.
 */

export type { Op, OpArgs, OpName } from './ops';
export type { ActivationName } from './ops/activation';
export type { Pair } from './pair';
export type { Padding } from './window';

interface Placement {
  /** Unique in its network; for layers that exist in PyTorch, the attribute path there. */
  readonly name: string;
  /** Names of the layers that this one reads, in order. */
  readonly inputs: readonly string[];
  /** Attribute path in PyTorch of the module that holds this layer's weights; absent where there are none. */
  readonly torchName?: string;
}

export type Layer<K extends OpName = OpName> = OpArgs<K> & Placement & { readonly op: K };

export interface NetworkSpec {
  readonly name: string;
  /** `[height, width, channels]` that the network was published for; any fitting shape can be analysed. */
  readonly inputShape: readonly [number, number, number];
  readonly layers: readonly Layer[];
  /** Names of the output layers, the main one first. */
  readonly outputs: readonly [string, ...string[]];
}
