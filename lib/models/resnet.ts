import { at } from '../spec/at';
import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { member } from './family';
import type { ModelOptions } from './options';

export interface ResnetOptions extends ModelOptions {
  /**
   * Which convolution of a bottleneck carries the stride: the 3×3, as torchvision has it (slightly better), or the first
   * 1×1, as published.
   */
  readonly strideOn?: keyof typeof STRIDES;
}

/** The strides of a bottleneck's first two convolutions. */
const STRIDES = {
  '3x3': (strides: number) => [1, strides],
  '1x1': (strides: number) => [strides, 1],
} as const satisfies Readonly<Record<string, (strides: number) => readonly [number, number]>>;

/** One residual block: its filters, stride and dilation. */
export interface BlockArgs {
  readonly filters: number;
  readonly strides: number;
  readonly dilationRate: number;
  readonly strideOn: keyof typeof STRIDES;
}

/** The residual function F(x) of a block; its output has `filters · expansion` channels. */
interface Block {
  readonly expansion: number;
  readonly residual: (g: Graph, x: string, args: BlockArgs, path: string) => string;
}

/** Two 3×3 convolutions: He et al. 2015, figure 5 left. */
const BASIC: Block = {
  expansion: 1,
  residual(g, x, { filters, strides }, path) {
    let y = g.conv2d(x, { filters, kernelSize: 3, strides, padding: 1, useBias: false }, `${path}.conv1`);
    y = g.relu(g.batchNormalization(y, {}, `${path}.bn1`), `${path}.relu`);
    y = g.conv2d(y, { filters, kernelSize: 3, padding: 1, useBias: false }, `${path}.conv2`);
    return g.batchNormalization(y, {}, `${path}.bn2`);
  },
};

/** 1×1 down, 3×3, 1×1 up: figure 5 right. */
const BOTTLENECK: Block = {
  expansion: 4,
  residual(g, x, { filters, strides, dilationRate, strideOn }, path) {
    const [first, second] = STRIDES[strideOn](strides);
    let y = g.conv2d(x, { filters, kernelSize: 1, strides: first, useBias: false }, `${path}.conv1`);
    y = g.relu(g.batchNormalization(y, {}, `${path}.bn1`), `${path}.relu`);
    const three = { filters, kernelSize: 3, strides: second, padding: dilationRate, dilationRate, useBias: false };
    y = g.relu(g.batchNormalization(g.conv2d(y, three, `${path}.conv2`), {}, `${path}.bn2`), `${path}.relu`);
    y = g.conv2d(y, { filters: 4 * filters, kernelSize: 1, useBias: false }, `${path}.conv3`);
    return g.batchNormalization(y, {}, `${path}.bn3`);
  },
};

/** Block and number of blocks in each of the four stages: table 1. */
const DEPTHS = {
  18: [BASIC, [2, 2, 2, 2]],
  34: [BASIC, [3, 4, 6, 3]],
  50: [BOTTLENECK, [3, 4, 6, 3]],
  101: [BOTTLENECK, [3, 4, 23, 3]],
  152: [BOTTLENECK, [3, 8, 36, 3]],
} as const;

/** Layers with weights. */
export type ResnetDepth = keyof typeof DEPTHS;

/**
 * A 1×1 convolution that gives the shortcut the shape of F(x) where the two differ (option B).
 *
 * @returns the shortcut's layer
 */
export function projection(
  g: Graph,
  x: string,
  { filters, strides }: Pick<BlockArgs, 'filters' | 'strides'>,
  path: string,
): string {
  const y = g.conv2d(x, { filters, kernelSize: 1, strides, useBias: false }, `${path}.0`);
  return g.batchNormalization(y, {}, `${path}.1`);
}

/**
 * The convolutional part of a ResNet, [224, 224, 3] → [7, 7, 512 or 2048].
 *
 * @param prefix of every path: `''` alone, `'backbone.'` inside another network
 * @param dilated how many of the last stages trade their stride for dilation, so that the output stays larger
 * @returns the last layer of each of the four stages
 */
export function resnetStages(
  g: Graph,
  input: string,
  depth: ResnetDepth,
  {
    strideOn = '3x3',
    prefix = '',
    dilated = 0,
  }: Pick<ResnetOptions, 'strideOn'> & { prefix?: string; dilated?: number },
): string[] {
  const [block, counts] = member(DEPTHS, depth, 'resnet: depth');
  member(STRIDES, strideOn, 'resnet: strideOn'); // a block without bottleneck has no use for it, and refuses it all the same
  let x = g.conv2d(input, { filters: 64, kernelSize: 7, strides: 2, padding: 3, useBias: false }, `${prefix}conv1`); // 112
  x = g.relu(g.batchNormalization(x, {}, `${prefix}bn1`), `${prefix}relu`);
  x = g.maxPooling2d(x, { poolSize: 3, strides: 2, padding: 1 }, `${prefix}maxpool`); // 56
  let dilation = 1;
  return counts.map((count, i) => {
    const filters = 64 * 2 ** i;
    const wanted = i === 0 ? 1 : 2;
    const strides = i >= counts.length - dilated ? 1 : wanted;
    const before = dilation;
    dilation *= wanted / strides;
    for (let j = 0; j < count; j++) {
      const path = `${prefix}layer${i + 1}.${j}`;
      const args = { filters, strides: j === 0 ? strides : 1, dilationRate: j === 0 ? before : dilation, strideOn };
      const outChannels = filters * block.expansion;
      const changesShape = j === 0 && (i > 0 || outChannels !== 64);
      const residual = block.residual(g, x, args, path);
      const shortcut = changesShape
        ? projection(g, x, { filters: outChannels, strides: args.strides }, `${path}.downsample`)
        : x;
      x = g.relu(g.add([residual, shortcut], `${path}.add`), `${path}.relu`);
    }
    return x;
  });
}

function named(name: string, depth: ResnetDepth, options: ResnetOptions): NetworkSpec {
  const { numClasses = 1000, inputShape = [224, 224, 3] } = options;
  const g = new Graph(name, inputShape);
  const stages = resnetStages(g, g.input(), depth, options);
  const x = g.globalAveragePooling2d(at(stages, 3), 'avgpool');
  return g.build(g.dense(x, { units: numClasses }, 'fc'));
}

/**
 * ResNet for ImageNet, of any of the paper's depths, in torchvision's form.
 *
 * @throws RangeError when the paper has no network of that depth
 * @see https://arxiv.org/abs/1512.03385, table 1
 */
export function resnet(depth: ResnetDepth, options: ResnetOptions = {}): NetworkSpec {
  return named(`resnet${depth}`, depth, options);
}

type Builder = (options?: ResnetOptions) => NetworkSpec;

const builder =
  (depth: ResnetDepth): Builder =>
  options =>
    resnet(depth, options);

/** The stride in the first 1×1 convolution, as published. */
const paperBuilder =
  (depth: ResnetDepth): Builder =>
  (options = {}) =>
    named(`resnet${depth}_paper`, depth, { ...options, strideOn: options.strideOn ?? '1x1' });

/** ResNet-18. 11,689,512 parameters. Introduced in notebook counting. */
export const resnet18: Builder = builder(18);
/** ResNet-34. 21,797,672 parameters. Introduced in notebook resnet. */
export const resnet34: Builder = builder(34);
/** ResNet-50. 25,557,032 parameters. Introduced in notebook counting. */
export const resnet50: Builder = builder(50);
/** ResNet-101. 44,549,160 parameters. */
export const resnet101: Builder = builder(101);
/** ResNet-152. 60,192,808 parameters. */
export const resnet152: Builder = builder(152);
/** ResNet-50 with the stride in the first 1×1 convolution, as published: the same parameters, fewer multiplications. */
export const resnet50_paper: Builder = paperBuilder(50);
/** ResNet-101 with the stride in the first 1×1 convolution, as published. */
export const resnet101_paper: Builder = paperBuilder(101);
/** ResNet-152 with the stride in the first 1×1 convolution, as published. */
export const resnet152_paper: Builder = paperBuilder(152);
