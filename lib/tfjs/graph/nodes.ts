import type { DataType, Tensor } from '@tensorflow/tfjs-node';
import type { TFEOpAttr } from '@tensorflow/tfjs-node/dist/tfjs_binding';

/** TensorFlow's numbers of the types that a graph holds. @see tensorflow/core/framework/types.proto */
export const TYPES: ReadonlyMap<DataType, number> = new Map<DataType, number>([
  ['float32', 1],
  ['int32', 3],
  ['bool', 10],
]);

/** A TensorFlow op that depends on the graph's inputs or variables. */
export interface OpNode {
  readonly kind: 'op';
  readonly name: string;
  readonly op: string;
  /** What it reads: `name:0` is the first output of the node of that name. */
  readonly inputs: readonly string[];
  /** Names of nodes that must have run before it. */
  readonly after: readonly string[];
  readonly attributes: readonly TFEOpAttr[];
}

/** A tensor that is the same in each run. */
export interface ConstantNode {
  readonly kind: 'constant';
  readonly name: string;
  readonly after: readonly string[];
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A tensor that each run is given. */
export interface InputNode {
  readonly kind: 'input';
  readonly name: string;
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

/** A float32 tensor that stays in the graph from run to run, and that its ops may change. */
export interface VariableNode {
  readonly kind: 'variable';
  readonly name: string;
  readonly shape: readonly number[];
}

export type GraphNode = OpNode | ConstantNode | InputNode | VariableNode;

/** What a run is given for an input. */
export interface Feed {
  readonly name: string;
  readonly tensor: Tensor;
}
