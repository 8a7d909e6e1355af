import type { Op, OpArgs, OpName } from './ops';

/**
 * A network is plain data: a flat list of named layers in an order in which every layer comes after its inputs.
 * Everything else (shapes, counts, receptive fields, the runnable model, the weight map, the diagram) is computed from it.
 */

export type { ActivationArgs, ActivationName } from './ops/activation';
export type { AdaptiveAveragePooling2dArgs } from './ops/adaptiveAveragePooling2d';
export type { AddArgs } from './ops/add';
export type { AveragePooling2dArgs } from './ops/averagePooling2d';
export type { BatchNormalizationArgs } from './ops/batchNormalization';
export type { ConcatenateArgs } from './ops/concatenate';
export type { Conv2dArgs } from './ops/conv2d';
export type { Conv2dTransposeArgs } from './ops/conv2dTranspose';
export type { CropArgs } from './ops/crop';
export type { DenseArgs } from './ops/dense';
export type { DropoutArgs } from './ops/dropout';
export type { FlattenArgs } from './ops/flatten';
export type { GlobalAveragePooling2dArgs } from './ops/globalAveragePooling2d';
export type { GroupNormalizationArgs } from './ops/groupNormalization';
export type { InputArgs } from './ops/input';
export type { LeakyReluArgs } from './ops/leakyRelu';
export type { LocalResponseNormalizationArgs } from './ops/localResponseNormalization';
export type { MaxPooling2dArgs } from './ops/maxPooling2d';
export type { PadChannelsArgs } from './ops/padChannels';
export type { ResizeArgs } from './ops/resize';
export type { SoftmaxArgs } from './ops/softmax';
export type { Pair } from './pair';
export type { Padding } from './window';
export type { Op, OpArgs, OpName };

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
