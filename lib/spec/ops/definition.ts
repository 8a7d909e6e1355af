import type { Pair } from '../pair';
import type { Shape } from '../shape';
import type { ResolvedWindow } from '../window';

/**
 * All that there is to say about one op besides how it is computed: a new op does not compile until it has said it.
 * `where` names the layer in messages, e.g. `conv2d "features.0"`. Shapes are those of one example.
 */
export interface OpDefinition<Args> {
  readonly inputs: Inputs;
  readonly role: Role;
  /** What the op has of a kernel, which is what makes a layer "a layer" when layers are counted. */
  readonly kernel: 'convolution' | 'fully connected' | 'none';
  readonly features: FeatureOrder;
  readonly inference: Inference;
  readonly words: Words<Args>;
  /**
   * @returns the output's shape
   * @throws RangeError when the arguments or the inputs do not fit
   */
  shape(args: Args, inputs: readonly Shape[], where: string): Shape;
  /** Which units of its input one output unit reads. */
  reach(args: Args, inputs: readonly Shape[], output: Shape): Reach;
  /** How many examples an op makes of one image, as the regions of it are; one of one where it is absent. */
  examples?(inputs: readonly Shape[]): number;
  /** Multiplications for one example: those of convolutions and dense layers, no bias, normalization or activation. */
  macs(args: Args, inputs: readonly Shape[], output: Shape): number;
  /** In the order in which PyTorch lists them. Parameters are counted from these. */
  weights(args: Args, inputs: readonly Shape[]): readonly WeightSpec[];
  /** A number that PyTorch keeps in checkpoints beside the weights: how often the layer has run in training. */
  readonly counter: 'num_batches_tracked' | null;
  /** The calculation of sizes and costs, written out. */
  explain(args: Args, inputs: readonly Shape[], output: Shape): { readonly size: Step[]; readonly costs: Step[] };
}

/** What an op reads. */
export interface Inputs {
  readonly least: number;
  readonly most: number;
  /** Whether all inputs give values; with `'first'`, the others give only their height and width. */
  readonly values: 'all' | 'first';
}

/**
 * An op's part in a unit, which is what a diagram draws as one box. `'begins'`: does work of its own. `'joins'`: changes
 * values one by one, and shares the unit of a neighbour. `'joinsNext'`: only changes the order, and belongs to what follows.
 */
export type Role = 'input' | 'begins' | 'joins' | 'joinsNext';

/**
 * What happens to the order of features behind a flatten, where PyTorch counts channel by channel and this library pixel by
 * pixel. `'starts'`: here the orders part. `'keeps'`: features stay in their places. `'appends'`: one input's behind the
 * other's. `'mixes'`: every output reads all features, or there are none yet.
 */
export type FeatureOrder = 'starts' | 'keeps' | 'appends' | 'mixes';

/** What becomes of an op when a network is rewritten for inference. */
export interface Inference {
  /**
   * `'nothing'`: it does nothing there. `'scaleAndShift'`: with its moving statistics it is one for each channel.
   * `'activation'`: it changes values one by one. `'itself'`: anything else.
   */
  readonly becomes: 'nothing' | 'scaleAndShift' | 'activation' | 'itself';
  /** What a following layer may put into this one. */
  readonly takes: 'scaleAndShiftAndActivation' | 'activation' | 'nothing';
}

/** What the op is called where a network is shown. */
export interface Words<Args> {
  /** What kind of work it does: its colour. */
  readonly kind: Kind;
  /** For counting: `3 conv, 1 add`. */
  short(args: Args): string;
  /** With the arguments that matter to a reader: `conv 3×3, 64, stride 2`. */
  long(args: Args): string;
}

export type Kind = 'convolution' | 'pooling' | 'dense' | 'join' | 'resize' | 'other';

/** Which units of its input one output unit reads. */
export type Reach =
  | { readonly kind: 'pointwise' }
  /** The whole input, or windows that differ from place to place. */
  | { readonly kind: 'whole' }
  | { readonly kind: 'window' | 'transposedWindow'; readonly window: ResolvedWindow }
  | { readonly kind: 'shift'; readonly offset: readonly [number, number] }
  | {
      readonly kind: 'resize';
      readonly method: 'bilinear' | 'nearest';
      readonly alignCorners: boolean;
      readonly scale: Pair;
      /** `[height, width]` */
      readonly input: readonly [number, number];
      readonly output: readonly [number, number];
    };

export type WeightName = 'kernel' | 'bias' | 'gamma' | 'beta' | 'movingMean' | 'movingVariance';

/** One array of weights of a layer, here and in PyTorch. */
export interface WeightSpec {
  readonly name: WeightName;
  readonly shape: Shape;
  /** False for statistics that training keeps up to date, but does not train. */
  readonly trainable: boolean;
  /** What it holds before training: random numbers, or one number everywhere. */
  readonly start: 'random' | 0 | 1;
  /** Inputs and outputs of one unit, which bound the random numbers. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** Whether its first axis runs over the features of the layer's input. */
  readonly byFeature: boolean;
  /** What PyTorch calls it within its module. */
  readonly torchName: 'weight' | 'bias' | 'running_mean' | 'running_var';
  readonly torchShape: Shape;
  /** Axes of PyTorch's array in the order of ours. */
  readonly fromTorch: readonly number[];
}

/** One line of a calculation. */
export interface Step {
  /** What the line works out, e.g. `output height`. */
  readonly quantity: string;
  /** The line with its numbers, e.g. `⌊(224 + 2 + 2 − 11) / 4⌋ + 1 = ⌊54.25⌋ + 1 = 55`. */
  readonly text: string;
  /** The same for a formula renderer, without dollar signs. */
  readonly latex: string;
}
