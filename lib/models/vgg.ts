import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { member } from './family';
import { type ModelOptions, sequential } from './options';

export interface VggOptions extends ModelOptions {
  /** Share of the classifier's activations that training drops. */
  readonly dropoutRate?: number;
}

/** Filters of each 3×3 convolution, `'M'` for a 2×2 max pool: Simonyan and Zisserman 2014, table 1, columns A, B, D and E. */
const CONFIGURATIONS = {
  11: [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M'],
  13: [64, 64, 'M', 128, 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M'],
  16: [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512, 'M'],
  19: [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 256, 'M', 512, 512, 512, 512, 'M', 512, 512, 512, 512, 'M'],
} as const;

/** Layers with weights. */
export type VggDepth = keyof typeof CONFIGURATIONS;

/** [224, 224, 3] → [7, 7, 512]: each pool halves height and width. `width` is the share of the published filters. */
function features(g: Graph, depth: VggDepth, normalized: boolean, path: string, width = 1): string {
  const next = sequential(path);
  let x = g.input();
  for (const item of member(CONFIGURATIONS, depth, 'vgg: depth')) {
    if (item === 'M') {
      x = g.maxPooling2d(x, { poolSize: 2 }, next());
      continue;
    }
    x = g.conv2d(x, { filters: width * item, kernelSize: 3, padding: 1 }, next());
    if (normalized) x = g.batchNormalization(x, {}, next());
    x = g.relu(x, next());
  }
  return x;
}

export interface VggFamilyOptions extends VggOptions {
  /** Whether batch normalization follows each convolution; false by default, as published. */
  readonly batchNormalization?: boolean;
}

/**
 * VGG of any of the paper's depths in torchvision's form: average pooling to 7×7, so that any input of at least 32×32 works.
 *
 * Introduced in notebook vgg.
 *
 * @throws RangeError when the paper has no network of that depth
 * @see https://arxiv.org/abs/1409.1556, table 1
 */
export function vgg(depth: VggDepth, options: VggFamilyOptions = {}): NetworkSpec {
  const { numClasses = 1000, dropoutRate = 0.5, inputShape = [224, 224, 3], batchNormalization = false } = options;
  const g = new Graph(`vgg${depth}${batchNormalization ? '_bn' : ''}`, inputShape);
  let x = features(g, depth, batchNormalization, 'features');
  x = g.flatten(g.adaptiveAveragePooling2d(x, { outputSize: 7 }, 'avgpool')); // [25088]
  const next = sequential('classifier');
  for (let i = 0; i < 2; i++) {
    x = g.relu(g.dense(x, { units: 4096 }, next()), next());
    x = g.dropout(x, { rate: dropoutRate }, next());
  }
  return g.build(g.dense(x, { units: numClasses }, next()));
}

/**
 * VGG for CIFAR-10 as in the source note: configuration D on 32×32 and a head 512 → 512 → 10. 15,245,130 parameters.
 *
 * Introduced in notebook counting.
 */
export function vgg16_cifar(options: VggOptions = {}): NetworkSpec {
  const { numClasses = 10, dropoutRate = 0.5, inputShape = [32, 32, 3] } = options;
  const g = new Graph('vgg16_cifar', inputShape);
  let x = g.flatten(features(g, 16, false, 'net')); // [512]
  const next = sequential('classifier');
  for (let i = 0; i < 2; i++) {
    x = g.dropout(x, { rate: dropoutRate }, next());
    x = g.relu(g.dense(x, { units: 512 }, next()), next());
  }
  return g.build(g.dense(x, { units: numClasses }, next()));
}

export interface SlimVggOptions extends ModelOptions {
  /** Whether batch normalization follows each convolution; false by default. */
  readonly batchNormalization?: boolean;
}

/**
 * The convolutions of VGG with an eighth of the filters and one dense layer, for 32×32 images: small enough to ask in a
 * notebook how deep a plain stack can be. The width is the course's own, so the registry does not name the network.
 *
 * Introduced in notebook vgg.
 *
 * @throws RangeError when the paper has no network of that depth
 */
export function slim_vgg(depth: VggDepth, options: SlimVggOptions = {}): NetworkSpec {
  const { numClasses = 10, inputShape = [32, 32, 3], batchNormalization = false } = options;
  const g = new Graph(`slim_vgg${depth}${batchNormalization ? '_bn' : ''}`, inputShape);
  const x = features(g, depth, batchNormalization, 'features', 1 / 8); // [1, 1, 64]
  return g.build(g.dense(g.flatten(x), { units: numClasses }, 'classifier'));
}

type Builder = (options?: VggOptions) => NetworkSpec;

const builder =
  (depth: VggDepth, batchNormalization = false): Builder =>
  options =>
    vgg(depth, { ...options, batchNormalization });

/** VGG-11, configuration A. 132,863,336 parameters. Introduced in notebook counting. */
export const vgg11: Builder = builder(11);
/** VGG-13, configuration B. 133,047,848 parameters. Introduced in notebook vgg. */
export const vgg13: Builder = builder(13);
/** VGG-16, configuration D. 138,357,544 parameters. Introduced in notebook counting. */
export const vgg16: Builder = builder(16);
/** VGG-19, configuration E. 143,667,240 parameters. Introduced in notebook counting. */
export const vgg19: Builder = builder(19);
/** VGG-11 with batch normalization. 132,868,840 parameters. */
export const vgg11_bn: Builder = builder(11, true);
/** VGG-13 with batch normalization. 133,053,736 parameters. */
export const vgg13_bn: Builder = builder(13, true);
/** VGG-16 with batch normalization. 138,365,992 parameters. */
export const vgg16_bn: Builder = builder(16, true);
/** VGG-19 with batch normalization. 143,678,248 parameters. */
export const vgg19_bn: Builder = builder(19, true);
