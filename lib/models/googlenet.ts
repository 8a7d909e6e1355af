import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import type { ModelOptions } from './options';

export interface GooglenetOptions extends ModelOptions {
  /** Whether to add the two classifiers that only training uses. Their outputs follow the main one. */
  readonly auxiliary?: boolean;
  /** Share of the features before the last layer that training drops. */
  readonly dropoutRate?: number;
}

/** Filters of one Inception module: 1×1; 1×1 then 3×3; 1×1 then 5×5; pool then 1×1. */
export type Module = readonly [
  one: number,
  reduce3: number,
  three: number,
  reduce5: number,
  five: number,
  pool: number,
];

/** Szegedy et al. 2014, table 1. A module's output has one + three + five + pool channels. */
const MODULES = {
  inception3a: [64, 96, 128, 16, 32, 32], // → 256
  inception3b: [128, 128, 192, 32, 96, 64], // → 480
  inception4a: [192, 96, 208, 16, 48, 64], // → 512
  inception4b: [160, 112, 224, 24, 64, 64], // → 512
  inception4c: [128, 128, 256, 24, 64, 64], // → 512
  inception4d: [112, 144, 288, 32, 64, 64], // → 528
  inception4e: [256, 160, 320, 32, 128, 128], // → 832
  inception5a: [256, 160, 320, 32, 128, 128], // → 832
  inception5b: [384, 192, 384, 48, 128, 128], // → 1024
} as const satisfies Readonly<Record<string, Module>>;

interface Convolution {
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides?: number;
  readonly padding?: number;
}

/** How a variant writes a convolution with its nonlinearity. */
type Convolve = (g: Graph, x: string, args: Convolution, path: string) => string;

/** torchvision: batch normalization instead of a bias. */
const normalized: Convolve = (g, x, args, path) => {
  const y = g.conv2d(x, { ...args, useBias: false }, `${path}.conv`);
  return g.relu(g.batchNormalization(y, { epsilon: 1e-3 }, `${path}.bn`), `${path}.relu`);
};

/** The paper: a bias and ReLU. */
const biased: Convolve = (g, x, args, path) => g.relu(g.conv2d(x, args, path), `${path}.relu`);

interface Variant {
  readonly convolve: Convolve;
  /** torchvision's third branch has a 3×3 kernel where the paper has 5×5, https://github.com/pytorch/vision/issues/906. */
  readonly five: 3 | 5;
  /** Whether local response normalization follows the first pool and the third convolution. */
  readonly responseNormalized: boolean;
  /** Size of the pool after module 4e. */
  readonly lastPool: 2 | 3;
  /** [14, 14, c] → [4, 4, c], before an auxiliary head. */
  readonly auxiliaryPool: (g: Graph, x: string, path: string) => string;
  readonly dropoutRate: number;
}

/** torchvision. */
export const TORCHVISION: Variant = {
  convolve: normalized,
  five: 3,
  responseNormalized: false,
  lastPool: 2,
  dropoutRate: 0.2,
  auxiliaryPool: (g, x, path) => g.adaptiveAveragePooling2d(x, { outputSize: 4 }, path),
};

/** The paper. */
export const PAPER: Variant = {
  convolve: biased,
  five: 5,
  responseNormalized: true,
  lastPool: 3,
  dropoutRate: 0.4,
  auxiliaryPool: (g, x, path) => g.averagePooling2d(x, { poolSize: 5, strides: 3 }, path),
};

/** Four branches side by side. Height and width stay. */
export function inceptionModule(g: Graph, x: string, sizes: Module, { convolve, five }: Variant, path: string): string {
  const [one, reduce3, three, reduce5, fives, pool] = sizes;
  const branch = (input: string, filters: number, kernelSize: number, name: string): string =>
    convolve(g, input, { filters, kernelSize, padding: (kernelSize - 1) / 2 }, `${path}.${name}`);
  const pooled = g.maxPooling2d(x, { poolSize: 3, strides: 1, padding: 1, ceilMode: true }, `${path}.branch4.0`);
  return g.concatenate(
    [
      branch(x, one, 1, 'branch1'),
      branch(branch(x, reduce3, 1, 'branch2.0'), three, 3, 'branch2.1'),
      branch(branch(x, reduce5, 1, 'branch3.0'), fives, five, 'branch3.1'),
      branch(pooled, pool, 1, 'branch4.1'),
    ],
    path,
  );
}

/** [224, 224, 3] → [28, 28, 192]. */
function stem(g: Graph, variant: Variant): string {
  const { convolve, responseNormalized } = variant;
  const normalize = (x: string): string => (responseNormalized ? g.localResponseNormalization(x, { k: 1 }) : x);
  let x = convolve(g, g.input(), { filters: 64, kernelSize: 7, strides: 2, padding: 3 }, 'conv1'); // 112
  x = normalize(halve(g, x, 3, 'maxpool1')); // 56
  x = convolve(g, x, { filters: 64, kernelSize: 1 }, 'conv2');
  x = convolve(g, x, { filters: 192, kernelSize: 3, padding: 1 }, 'conv3');
  return halve(g, normalize(x), 3, 'maxpool2');
}

/** A classifier on the features of the middle of the network: gradients reach the early layers from here too. */
function auxiliaryHead(g: Graph, x: string, variant: Variant, numClasses: number, path: string): string {
  let y = variant.auxiliaryPool(g, x, `${path}.pool`);
  y = g.flatten(variant.convolve(g, y, { filters: 128, kernelSize: 1 }, `${path}.conv`), `${path}.flatten`); // [2048]
  y = g.relu(g.dense(y, { units: 1024 }, `${path}.fc1`), `${path}.relu`);
  return g.dense(g.dropout(y, { rate: 0.7 }, `${path}.dropout`), { units: numClasses }, `${path}.fc2`);
}

/** The auxiliary heads, by the module that they follow. */
const HEAD_AFTER: Readonly<Record<string, string>> = { inception4a: 'aux1', inception4d: 'aux2' };

function build(name: string, variant: Variant, options: GooglenetOptions): NetworkSpec {
  const {
    numClasses = 1000,
    auxiliary = false,
    inputShape = [224, 224, 3],
    dropoutRate = variant.dropoutRate,
  } = options;
  const g = new Graph(name, inputShape);
  const heads: string[] = [];
  let x = stem(g, variant);
  for (const [path, sizes] of Object.entries(MODULES)) {
    x = inceptionModule(g, x, sizes, variant, path);
    const head = HEAD_AFTER[path];
    if (auxiliary && head !== undefined) heads.push(auxiliaryHead(g, x, variant, numClasses, head));
    if (path === 'inception3b') x = halve(g, x, 3, 'maxpool3');
    if (path === 'inception4e') x = halve(g, x, variant.lastPool, 'maxpool4');
  }
  x = g.globalAveragePooling2d(x, 'avgpool'); // [1024]
  x = g.dropout(x, { rate: dropoutRate }, 'dropout');
  return g.build(g.dense(x, { units: numClasses }, 'fc'), ...heads);
}

function halve(g: Graph, x: string, poolSize: number, path: string): string {
  return g.maxPooling2d(x, { poolSize, strides: 2, ceilMode: true }, path);
}

/**
 * GoogLeNet as torchvision has it: batch normalization, and 3×3 where the paper has 5×5.
 * 6,624,904 parameters, 13,004,888 with the auxiliary heads.
 *
 * Introduced in notebook googlenet.
 */
export function googlenet(options: GooglenetOptions = {}): NetworkSpec {
  return build('googlenet', TORCHVISION, options);
}

/**
 * GoogLeNet as published: biases, local response normalization and true 5×5 convolutions. 6,998,552 parameters without
 * the auxiliary heads.
 *
 * Introduced in notebook counting.
 *
 * @see https://arxiv.org/abs/1409.4842, table 1
 */
export function googlenet_paper(options: GooglenetOptions = {}): NetworkSpec {
  return build('googlenet_paper', PAPER, options);
}

export interface InceptionOptions extends Pick<ModelOptions, 'inputShape'> {
  /** Filters: 1×1; 1×1 then 3×3; 1×1 then 5×5; pool then 1×1. */
  readonly filters?: Module;
}

/**
 * One Inception module as in the source note: plain convolutions, a true 5×5, no activation inside.
 * With the defaults, module 3a on [28, 28, 192]: 163,696 parameters.
 *
 * Introduced in notebook googlenet.
 */
export function inception(options: InceptionOptions = {}): NetworkSpec {
  const { inputShape = [28, 28, 192], filters = MODULES.inception3a } = options;
  const [one, reduce3, three, reduce5, five, pool] = filters;
  const g = new Graph('inception', inputShape);
  const conv = (x: string, count: number, kernelSize: number, path: string): string =>
    g.conv2d(x, { filters: count, kernelSize, padding: (kernelSize - 1) / 2 }, path);
  const x = g.input();
  const b1 = conv(x, one, 1, 'b1');
  const b2 = conv(conv(x, reduce3, 1, 'b2.0'), three, 3, 'b2.1');
  const b3 = conv(conv(x, reduce5, 1, 'b3.0'), five, 5, 'b3.1');
  const b4 = conv(g.maxPooling2d(x, { poolSize: 3, strides: 1, padding: 1 }, 'b4.0'), pool, 1, 'b4.1');
  return g.build(g.concatenate([b1, b2, b3, b4]));
}
