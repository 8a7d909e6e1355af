import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { repeats } from './family';
import type { ModelOptions } from './options';

export interface CifarDensenetOptions extends ModelOptions {
  /** Channels that each layer adds. */
  readonly growthRate?: number;
  /** 3n + 4 layers with weights; with bottlenecks, which are two layers each, 6n + 4. */
  readonly depth?: number;
  /** Share of the channels that a transition keeps. */
  readonly reduction?: number;
  /** Whether a 1×1 convolution to 4 · growthRate channels precedes each 3×3. */
  readonly bottleneck?: boolean;
  /** Channels after the first convolution: 2 · growthRate in the source note, 16 in the paper's plain form. */
  readonly initialChannels?: number;
}

interface Convolution {
  readonly filters: number;
  readonly kernelSize: number;
}

/** Normalization, ReLU and a k×k convolution. */
export function normReluConv(
  g: Graph,
  x: string,
  { filters, kernelSize }: Convolution,
  path: string,
  i: 1 | 2,
): string {
  const y = g.relu(g.batchNormalization(x, {}, `${path}.bn${i}`), `${path}.relu${i}`);
  return g.conv2d(y, { filters, kernelSize, padding: (kernelSize - 1) / 2, useBias: false }, `${path}.conv${i}`);
}

/** The note's SingleLayer: appends `growthRate` channels with one 3×3 convolution. */
function singleLayer(g: Graph, x: string, growthRate: number, path: string): string {
  return g.concatenate([x, normReluConv(g, x, { filters: growthRate, kernelSize: 3 }, path, 1)], `${path}.concatenate`);
}

/** Appends `growthRate` channels: a 1×1 convolution to four times as many, then a 3×3. */
export function bottleneckLayer(g: Graph, x: string, growthRate: number, path: string): string {
  const y = normReluConv(g, x, { filters: 4 * growthRate, kernelSize: 1 }, path, 1);
  return g.concatenate([x, normReluConv(g, y, { filters: growthRate, kernelSize: 3 }, path, 2)], `${path}.concatenate`);
}

/** The note's Transition: a 1×1 convolution to `filters` channels, then a 2×2 average pool. */
export function transitionLayer(g: Graph, x: string, filters: number, path: string): string {
  return g.averagePooling2d(normReluConv(g, x, { filters, kernelSize: 1 }, path, 1), { poolSize: 2 }, `${path}.pool`);
}

/** Three blocks of n layers, and four layers around them; a layer with a bottleneck is two. */
const DEPTH_RULE = { step: 3, rest: 4 } as const;
const BOTTLENECK_RULE = { step: 6, rest: 4 } as const;

/**
 * DenseNet for 32×32 images as in the source note: (growthRate 12, depth 40) by default, 1,059,298 parameters.
 *
 * Introduced in notebook counting.
 *
 * @throws RangeError when the depth does not give each of the three blocks the same number of layers
 * @see https://arxiv.org/abs/1608.06993, section 3
 */
export function densenet_cifar(options: CifarDensenetOptions = {}): NetworkSpec {
  return cifarDensenet('densenet_cifar', options);
}

function cifarDensenet(name: string, options: CifarDensenetOptions): NetworkSpec {
  const { growthRate = 12, depth = 40, reduction = 1, bottleneck = false, numClasses = 10 } = options;
  const layer = bottleneck ? bottleneckLayer : singleLayer;
  const count = repeats(depth, bottleneck ? BOTTLENECK_RULE : DEPTH_RULE, `${name}: depth`);
  const g = new Graph(name, options.inputShape ?? [32, 32, 3]);
  let channels = options.initialChannels ?? 2 * growthRate;
  let x = g.conv2d(g.input(), { filters: channels, kernelSize: 3, padding: 1, useBias: false }, 'conv1');
  for (let block = 1; block <= 3; block++) {
    for (let j = 0; j < count; j++) x = layer(g, x, growthRate, `dense${block}.${j}`);
    channels += count * growthRate;
    if (block === 3) break;
    channels = Math.floor(channels * reduction);
    x = transitionLayer(g, x, channels, `trans${block}`);
  }
  x = g.globalAveragePooling2d(g.relu(g.batchNormalization(x, {}, 'bn1'), 'relu'), 'avgpool');
  return g.build(g.dense(x, { units: numClasses }, 'fc'));
}

type Builder = (options?: CifarDensenetOptions) => NetworkSpec;

const builder =
  (name: string, defaults: CifarDensenetOptions): Builder =>
  options =>
    cifarDensenet(name, { ...defaults, ...options });

/** DenseNet (40, 12) as published, with 16 first channels. 1,019,722 parameters. */
export const densenet_40_12: Builder = builder('densenet_40_12', { growthRate: 12, depth: 40, initialChannels: 16 });
/** DenseNet-BC (100, 12). 769,162 parameters. */
export const densenet_bc_100_12: Builder = builder('densenet_bc_100_12', {
  growthRate: 12,
  depth: 100,
  reduction: 0.5,
  bottleneck: true,
});
/** DenseNet-BC (190, 40). 25,624,430 parameters. */
export const densenet_bc_190_40: Builder = builder('densenet_bc_190_40', {
  growthRate: 40,
  depth: 190,
  reduction: 0.5,
  bottleneck: true,
});

/** One layer of a dense block as in the source note: [32, 32, 24] → [32, 32, 24 + growthRate]. Introduced in notebook densenet. */
export function single_layer(options: Pick<CifarDensenetOptions, 'growthRate' | 'inputShape'> = {}): NetworkSpec {
  const g = new Graph('single_layer', options.inputShape ?? [32, 32, 24]);
  const x = g.input();
  const y = g.relu(g.batchNormalization(x, {}, 'bn1'));
  const { growthRate: filters = 12 } = options;
  return g.build(g.concatenate([x, g.conv2d(y, { filters, kernelSize: 3, padding: 1, useBias: false }, 'conv1')]));
}

/** One transition as in the source note: halves height and width, and brings the channels to `filters`. Introduced in notebook densenet. */
export function transition(
  options: Pick<CifarDensenetOptions, 'inputShape'> & { readonly filters?: number } = {},
): NetworkSpec {
  const { inputShape = [32, 32, 40], filters = 20 } = options;
  const g = new Graph('transition', inputShape);
  const x = g.relu(g.batchNormalization(g.input(), {}, 'bn1'));
  return g.build(g.averagePooling2d(g.conv2d(x, { filters, kernelSize: 1, useBias: false }, 'conv1'), { poolSize: 2 }));
}
