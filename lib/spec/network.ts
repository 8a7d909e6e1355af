/**
 * A network is plain data: a flat list of named layers in an order in which every layer comes after its inputs.
 * Everything else (shapes, counts, receptive fields, the runnable model, the weight map, the diagram) is computed from it.
 */

/** One number for both axes, or `[height, width]`. */
export type Pair = number | readonly [number, number];

/**
 * `'valid'`: none. `'same'`: output size = ceil(input / stride), the odd pixel at the bottom and right, as TensorFlow does.
 * A number or `[height, width]`: that much on both sides. `[[top, bottom], [left, right]]`: each side on its own.
 */
export type Padding = 'valid' | 'same' | Pair | readonly [readonly [number, number], readonly [number, number]];

export type ActivationName = 'relu' | 'relu6' | 'leakyRelu' | 'tanh' | 'sigmoid';

export interface InputArgs {
  readonly op: 'input';
}

export interface Conv2dArgs {
  readonly op: 'conv2d';
  readonly filters: number;
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilationRate: Pair;
  readonly groups: number;
  readonly useBias: boolean;
}

export interface Conv2dTransposeArgs extends Omit<Conv2dArgs, 'op'> {
  readonly op: 'conv2dTranspose';
  /** Rows and columns added at the bottom and right of the output, to choose among the sizes that one stride allows. */
  readonly outputPadding: Pair;
}

interface PoolingArgs {
  readonly poolSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  /** Round the output size up instead of down. */
  readonly ceilMode: boolean;
}

export interface MaxPooling2dArgs extends PoolingArgs {
  readonly op: 'maxPooling2d';
  readonly dilationRate: Pair;
}

export interface AveragePooling2dArgs extends PoolingArgs {
  readonly op: 'averagePooling2d';
  /** Whether padded zeros count in the divisor. */
  readonly countIncludePad: boolean;
}

export interface AdaptiveAveragePooling2dArgs {
  readonly op: 'adaptiveAveragePooling2d';
  /** `[height, width]` of the output, whatever the input's size. */
  readonly outputSize: Pair;
}

/** The mean over height and width: [h, w, c] → [c]. */
export interface GlobalAveragePooling2dArgs {
  readonly op: 'globalAveragePooling2d';
}

export interface BatchNormalizationArgs {
  readonly op: 'batchNormalization';
  readonly epsilon: number;
  /** Share of the old moving statistic that is kept at each step (PyTorch's momentum is one minus this). */
  readonly momentum: number;
}

export interface LocalResponseNormalizationArgs {
  readonly op: 'localResponseNormalization';
  /** Channels in the window. */
  readonly size: number;
  /** As in the AlexNet paper and PyTorch's `k`, `alpha` (divided by size) and `beta`. */
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

export interface DropoutArgs {
  readonly op: 'dropout';
  readonly rate: number;
}

export interface DenseArgs {
  readonly op: 'dense';
  readonly units: number;
  readonly useBias: boolean;
}

export interface FlattenArgs {
  readonly op: 'flatten';
}

export interface ActivationArgs {
  readonly op: 'activation';
  readonly activation: ActivationName;
}

export interface SoftmaxArgs {
  readonly op: 'softmax';
}

export interface AddArgs {
  readonly op: 'add';
}

export interface ConcatenateArgs {
  readonly op: 'concatenate';
}

/** Cuts the first input to the height and width of the second, from row and column `offset` on. */
export interface CropArgs {
  readonly op: 'crop';
  readonly offset: Pair;
}

/** Resamples the first input to the height and width of the second, or by `scale` where there is no second. */
export interface ResizeArgs {
  readonly op: 'resize';
  readonly method: 'bilinear' | 'nearest';
  readonly scale: Pair;
  /** Whether the corner pixels' centres stay in place (true) or the images' edges do (false, the default everywhere). */
  readonly alignCorners: boolean;
}

/** Appends channels of zeros: the parameter-free shortcut (option A) of the ResNet paper. */
export interface PadChannelsArgs {
  readonly op: 'padChannels';
  readonly before: number;
  readonly after: number;
}

/** One operation and its arguments. */
export type Op =
  | InputArgs
  | Conv2dArgs
  | Conv2dTransposeArgs
  | MaxPooling2dArgs
  | AveragePooling2dArgs
  | AdaptiveAveragePooling2dArgs
  | GlobalAveragePooling2dArgs
  | BatchNormalizationArgs
  | LocalResponseNormalizationArgs
  | DropoutArgs
  | DenseArgs
  | FlattenArgs
  | ActivationArgs
  | SoftmaxArgs
  | AddArgs
  | ConcatenateArgs
  | CropArgs
  | ResizeArgs
  | PadChannelsArgs;

export type OpName = Op['op'];

/** The arguments of one operation. */
export type OpArgs<K extends OpName> = Extract<Op, { op: K }>;

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
