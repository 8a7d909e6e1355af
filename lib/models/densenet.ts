import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { member } from './family';
import type { ModelOptions } from './options';

export interface DensenetOptions extends ModelOptions {
  /** Share of each layer's new channels that training drops. */
  readonly dropoutRate?: number;
}

/** Growth rate, channels after the first convolution, layers in each of the four dense blocks. */
interface Size {
  readonly growthRate: number;
  readonly initialChannels: number;
  readonly blocks: readonly number[];
}

/** Huang et al. 2016, table 1; 161 with growth rate 48 from the authors' code. */
const SIZES = {
  121: { growthRate: 32, initialChannels: 64, blocks: [6, 12, 24, 16] },
  161: { growthRate: 48, initialChannels: 96, blocks: [6, 12, 36, 24] },
  169: { growthRate: 32, initialChannels: 64, blocks: [6, 12, 32, 32] },
  201: { growthRate: 32, initialChannels: 64, blocks: [6, 12, 48, 32] },
} as const satisfies Readonly<Record<number, Size>>;

/** Layers with weights. */
export type DensenetDepth = keyof typeof SIZES;

/** Normalization, ReLU and convolution, in that order: each layer normalizes all that came before it for itself. */
interface Paths {
  readonly norm: string;
  readonly relu: string;
  readonly conv: string;
}

interface Convolution {
  readonly filters: number;
  readonly kernelSize: number;
}

function normReluConv(g: Graph, x: string, { filters, kernelSize }: Convolution, paths: Paths): string {
  const y = g.relu(g.batchNormalization(x, {}, paths.norm), paths.relu);
  return g.conv2d(y, { filters, kernelSize, padding: (kernelSize - 1) / 2, useBias: false }, paths.conv);
}

interface DenseArgs {
  readonly growthRate: number;
  readonly dropoutRate: number;
}

/** Appends `growthRate` channels to x: 1×1 to 4 · growthRate, then 3×3. */
function denseLayer(g: Graph, x: string, { growthRate, dropoutRate }: DenseArgs, path: string): string {
  const paths = (i: number): Paths => ({
    norm: `${path}.norm${i}`,
    relu: `${path}.relu${i}`,
    conv: `${path}.conv${i}`,
  });
  let y = normReluConv(g, x, { filters: 4 * growthRate, kernelSize: 1 }, paths(1));
  y = normReluConv(g, y, { filters: growthRate, kernelSize: 3 }, paths(2));
  if (dropoutRate > 0) y = g.dropout(y, { rate: dropoutRate }, `${path}.dropout`);
  return g.concatenate([x, y], `${path}.concatenate`);
}

/** Halves channels, height and width. */
function transition(g: Graph, x: string, filters: number, path: string): string {
  const paths = { norm: `${path}.norm`, relu: `${path}.relu`, conv: `${path}.conv` };
  const y = normReluConv(g, x, { filters, kernelSize: 1 }, paths);
  return g.averagePooling2d(y, { poolSize: 2 }, `${path}.pool`);
}

/** [224, 224, 3] → [56, 56, initialChannels]. */
function stem(g: Graph, filters: number): string {
  let x = g.conv2d(g.input(), { filters, kernelSize: 7, strides: 2, padding: 3, useBias: false }, 'features.conv0');
  x = g.relu(g.batchNormalization(x, {}, 'features.norm0'), 'features.relu0');
  return g.maxPooling2d(x, { poolSize: 3, strides: 2, padding: 1 }, 'features.pool0');
}

/**
 * DenseNet-BC for ImageNet, of any of the published depths.
 *
 * Introduced in notebook densenet.
 *
 * @throws RangeError when no network of that depth was published
 * @see https://arxiv.org/abs/1608.06993, table 1
 */
export function densenet(depth: DensenetDepth, options: DensenetOptions = {}): NetworkSpec {
  const { growthRate, initialChannels, blocks }: Size = member(SIZES, depth, 'densenet: depth');
  const { numClasses = 1000, dropoutRate = 0, inputShape = [224, 224, 3] } = options;
  const g = new Graph(`densenet${depth}`, inputShape);
  let channels = initialChannels;
  let x = stem(g, channels);
  blocks.forEach((count, i) => {
    for (let j = 1; j <= count; j++) {
      x = denseLayer(g, x, { growthRate, dropoutRate }, `features.denseblock${i + 1}.denselayer${j}`);
    }
    channels += count * growthRate;
    if (i === blocks.length - 1) return;
    channels = Math.floor(channels / 2);
    x = transition(g, x, channels, `features.transition${i + 1}`);
  });
  x = g.relu(g.batchNormalization(x, {}, 'features.norm5'), 'features.relu5');
  return g.build(g.dense(g.globalAveragePooling2d(x, 'avgpool'), { units: numClasses }, 'classifier'));
}

type Builder = (options?: DensenetOptions) => NetworkSpec;

const builder =
  (depth: DensenetDepth): Builder =>
  options =>
    densenet(depth, options);

/** DenseNet-121. 7,978,856 parameters. Introduced in notebook counting. */
export const densenet121: Builder = builder(121);
/** DenseNet-161. 28,681,000 parameters. */
export const densenet161: Builder = builder(161);
/** DenseNet-169. 14,149,480 parameters. */
export const densenet169: Builder = builder(169);
/** DenseNet-201. 20,013,928 parameters. */
export const densenet201: Builder = builder(201);
