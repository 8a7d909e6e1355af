import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { member, repeats } from './family';
import type { ModelOptions } from './options';
import { projection } from './resnet';

export interface CifarResnetOptions extends ModelOptions {
  /**
   * What the shortcut does. Where the shape changes, `'A'` pads with channels of zeros, and `'B'` projects with a 1×1 convolution;
   * `'C'` projects everywhere.
   */
  readonly shortcut?: keyof typeof SHORTCUTS;
  /** Filters of the three stages. */
  readonly filters?: readonly [number, number, number];
}

/** What a network without shortcuts takes. */
export type PlainOptions = Omit<CifarResnetOptions, 'shortcut'>;

interface CifarBlock {
  readonly inChannels: number;
  readonly filters: number;
  readonly strides: number;
}

/** From the input of a block to what is added to its residual: the input itself, or of the shape that the block gives. */
type Shortcut = (g: Graph, x: string, args: CifarBlock, path: string) => string;

const project: Shortcut = (g, x, args, path) => projection(g, x, args, `${path}.downsample`);

/** A block that keeps the shape passes its input on. */
export function unlessKept(shortcut: Shortcut): Shortcut {
  return (g, x, args, path) =>
    args.strides === 1 && args.inChannels === args.filters ? x : shortcut(g, x, args, path);
}

/** Option A: every second row and column, and zeros for the new channels, half of them on each side. No parameters. */
function paddedShortcut(g: Graph, x: string, { inChannels, filters, strides }: CifarBlock, path: string): string {
  const y = g.averagePooling2d(x, { poolSize: 1, strides }, `${path}.shortcut`);
  const before = Math.floor((filters - inChannels) / 2);
  return g.padChannels(y, { before, after: filters - inChannels - before }, `${path}.shortcut`);
}

const SHORTCUTS = {
  A: unlessKept(paddedShortcut),
  B: unlessKept(project),
  C: project,
} as const satisfies Readonly<Record<string, Shortcut>>;

/** Two 3×3 convolutions, with a shortcut around them unless it is a plain network's. */
export function residualBlock(
  g: Graph,
  x: string,
  args: CifarBlock,
  shortcut: Shortcut | undefined,
  path: string,
): string {
  const { filters, strides } = args;
  let y = g.conv2d(x, { filters, kernelSize: 3, strides, padding: 1, useBias: false }, `${path}.conv1`);
  y = g.relu(g.batchNormalization(y, {}, `${path}.bn1`), `${path}.relu`);
  y = g.conv2d(y, { filters, kernelSize: 3, padding: 1, useBias: false }, `${path}.conv2`);
  y = g.batchNormalization(y, {}, `${path}.bn2`);
  if (shortcut !== undefined) {
    y = g.add([y, shortcut(g, x, args, path)], `${path}.add`);
  }
  return g.relu(y, `${path}.relu`);
}

/** One convolution, three stages of n blocks on 32, 16 and 8 pixels, one dense layer. */
const DEPTH_RULE = { step: 6, rest: 2 } as const;

interface CifarNetwork {
  readonly name: string;
  /** Blocks in each stage. */
  readonly count: number;
  /** Absent in plain networks. */
  readonly shortcut?: Shortcut;
}

function cifarNetwork({ name, count, shortcut }: CifarNetwork, options: PlainOptions): NetworkSpec {
  const { numClasses = 10, inputShape = [32, 32, 3], filters = [16, 32, 64] } = options;
  const g = new Graph(name, inputShape);
  let inChannels = filters[0];
  let x = g.conv2d(g.input(), { filters: inChannels, kernelSize: 3, padding: 1, useBias: false }, 'conv1');
  x = g.relu(g.batchNormalization(x, {}, 'bn1'), 'relu');
  filters.forEach((stageFilters, i) => {
    for (let j = 0; j < count; j++) {
      const strides = i > 0 && j === 0 ? 2 : 1;
      x = residualBlock(g, x, { inChannels, filters: stageFilters, strides }, shortcut, `layer${i + 1}.${j}`);
      inChannels = stageFilters;
    }
  });
  return g.build(g.dense(g.globalAveragePooling2d(x, 'avgpool'), { units: numClasses }, 'fc'));
}

/**
 * The residual network of the ResNet paper's CIFAR-10 experiments, of any depth 6n + 2.
 *
 * Introduced in notebook counting.
 *
 * @throws RangeError when the depth is not 6n + 2, or there is no such shortcut
 * @see https://arxiv.org/abs/1512.03385, section 4.2
 */
export function cifarResnet(depth: number, options: CifarResnetOptions = {}): NetworkSpec {
  const { shortcut = 'A', ...rest } = options;
  const count = repeats(depth, DEPTH_RULE, 'cifarResnet: depth');
  const way = member(SHORTCUTS, shortcut, 'cifarResnet: shortcut');
  return cifarNetwork({ name: `resnet${depth}`, count, shortcut: way }, rest);
}

/**
 * The same layers without shortcuts: the network that gets worse with depth.
 *
 * Introduced in notebook resnet.
 *
 * @throws RangeError when the depth is not 6n + 2
 */
export function cifarPlain(depth: number, options: PlainOptions = {}): NetworkSpec {
  return cifarNetwork({ name: `plain${depth}`, count: repeats(depth, DEPTH_RULE, 'cifarPlain: depth') }, options);
}

export interface BasicBlockOptions extends Pick<ModelOptions, 'inputShape'> {
  readonly filters?: number;
  readonly strides?: number;
}

/**
 * One residual block as in the source note. With the defaults, on [32, 32, 16]: 4,672 parameters.
 *
 * Introduced in notebook resnet.
 */
export function basic_block(options: BasicBlockOptions = {}): NetworkSpec {
  const { inputShape = [32, 32, 16], filters = 16, strides = 1 } = options;
  const g = new Graph('basic_block', inputShape);
  const x = g.input();
  let y = g.conv2d(x, { filters, kernelSize: 3, strides, padding: 1, useBias: false }, 'residual_function.0');
  y = g.relu(g.batchNormalization(y, {}, 'residual_function.1'), 'residual_function.2');
  y = g.conv2d(y, { filters, kernelSize: 3, padding: 1, useBias: false }, 'residual_function.3');
  y = g.batchNormalization(y, {}, 'residual_function.4');
  const changesShape = strides !== 1 || inputShape[2] !== filters;
  const shortcut = changesShape ? projection(g, x, { filters, strides }, 'shortcut') : x;
  return g.build(g.relu(g.add([y, shortcut])));
}
