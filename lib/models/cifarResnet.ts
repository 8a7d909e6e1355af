import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import type { ModelOptions } from './options';
import { projection } from './resnet';

export interface CifarResnetOptions extends ModelOptions {
  /** What the shortcut does where the shape changes: `'A'` pads with channels of zeros, `'B'` projects with a 1×1 convolution. */
  readonly shortcut?: 'A' | 'B';
  /** Filters of the three stages. */
  readonly filters?: readonly [number, number, number];
}

interface CifarBlock {
  readonly inChannels: number;
  readonly filters: number;
  readonly strides: number;
}

type Shortcut = (g: Graph, x: string, args: CifarBlock, path: string) => string;

/** Option A: every second row and column, and zeros for the new channels, half of them on each side. No parameters. */
function paddedShortcut(g: Graph, x: string, { inChannels, filters, strides }: CifarBlock, path: string): string {
  const y = g.averagePooling2d(x, { poolSize: 1, strides }, `${path}.shortcut`);
  const before = Math.floor((filters - inChannels) / 2);
  return g.padChannels(y, { before, after: filters - inChannels - before }, `${path}.shortcut`);
}

const SHORTCUTS: Readonly<Record<'A' | 'B', Shortcut>> = {
  A: paddedShortcut,
  B: (g, x, { filters, strides }, path) => projection(g, x, filters, strides, `${path}.downsample`),
};

/** Two 3×3 convolutions, with a shortcut around them unless it is a plain network's. */
function block(g: Graph, x: string, args: CifarBlock, shortcut: Shortcut | undefined, path: string): string {
  const { inChannels, filters, strides } = args;
  let y = g.conv2d(x, { filters, kernelSize: 3, strides, padding: 1, useBias: false }, `${path}.conv1`);
  y = g.relu(g.batchNormalization(y, {}, `${path}.bn1`), `${path}.relu`);
  y = g.conv2d(y, { filters, kernelSize: 3, padding: 1, useBias: false }, `${path}.conv2`);
  y = g.batchNormalization(y, {}, `${path}.bn2`);
  if (shortcut !== undefined) {
    const sameShape = strides === 1 && inChannels === filters;
    y = g.add([y, sameShape ? x : shortcut(g, x, args, path)], `${path}.add`);
  }
  return g.relu(y, `${path}.relu`);
}

/** Depth 6n + 2: one convolution, three stages of n blocks on 32, 16 and 8 pixels, one dense layer. */
function cifarNetwork(name: string, depth: number, options: CifarResnetOptions, shortcut?: Shortcut): NetworkSpec {
  const { numClasses = 10, inputShape = [32, 32, 3], filters = [16, 32, 64] } = options;
  const g = new Graph(name, inputShape);
  let inChannels = filters[0];
  let x = g.conv2d(g.input(), { filters: inChannels, kernelSize: 3, padding: 1, useBias: false }, 'conv1');
  x = g.relu(g.batchNormalization(x, {}, 'bn1'), 'relu');
  filters.forEach((stageFilters, i) => {
    for (let j = 0; j < (depth - 2) / 6; j++) {
      const strides = i > 0 && j === 0 ? 2 : 1;
      x = block(g, x, { inChannels, filters: stageFilters, strides }, shortcut, `layer${i + 1}.${j}`);
      inChannels = stageFilters;
    }
  });
  return g.build(g.dense(g.globalAveragePooling2d(x, 'avgpool'), { units: numClasses }, 'fc'));
}

function checkDepth(depth: number, where: string): void {
  if (Number.isInteger(depth) && depth >= 8 && (depth - 2) % 6 === 0) return;
  throw new RangeError(`${where}: depth must be 6n + 2, such as 20, 32, 44, 56 or 110. Received ${depth}.`);
}

/**
 * The residual network of the ResNet paper's CIFAR-10 experiments, of any depth 6n + 2.
 *
 * Introduced in notebook resnet.
 *
 * @throws RangeError when the depth is not 6n + 2
 * @see https://arxiv.org/abs/1512.03385, section 4.2
 */
export function cifarResnet(depth: number, options: CifarResnetOptions = {}): NetworkSpec {
  checkDepth(depth, 'cifarResnet');
  return cifarNetwork(`resnet${depth}`, depth, options, SHORTCUTS[options.shortcut ?? 'A']);
}

/**
 * The same layers without shortcuts: the network that gets worse with depth.
 *
 * Introduced in notebook resnet.
 *
 * @throws RangeError when the depth is not 6n + 2
 */
export function cifarPlain(depth: number, options: Omit<CifarResnetOptions, 'shortcut'> = {}): NetworkSpec {
  checkDepth(depth, 'cifarPlain');
  return cifarNetwork(`plain${depth}`, depth, options);
}

/** The depths of the paper's table 6. */
export const CIFAR_DEPTHS = [20, 32, 44, 56, 110] as const;

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
  const shortcut = changesShape ? projection(g, x, filters, strides, 'shortcut') : x;
  return g.build(g.relu(g.add([y, shortcut])));
}
