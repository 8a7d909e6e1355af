import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { type ModelOptions, sequential } from './options';

export interface VggOptions extends ModelOptions {
  /** Share of the classifier's activations that training drops. */
  readonly dropoutRate?: number;
}

/** Filters of each 3×3 convolution, `'M'` for a 2×2 max pool: Simonyan and Zisserman 2014, table 1. */
const CONFIGURATIONS = {
  A: [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M'],
  B: [64, 64, 'M', 128, 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M'],
  D: [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512, 'M'],
  E: [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 256, 'M', 512, 512, 512, 512, 'M', 512, 512, 512, 512, 'M'],
} as const;

export type VggConfiguration = keyof typeof CONFIGURATIONS;

/** [224, 224, 3] → [7, 7, 512]: each pool halves height and width. */
function features(g: Graph, configuration: VggConfiguration, normalized: boolean, path: string): string {
  const next = sequential(path);
  let x = g.input();
  for (const item of CONFIGURATIONS[configuration]) {
    if (item === 'M') {
      x = g.maxPooling2d(x, { poolSize: 2 }, next());
      continue;
    }
    x = g.conv2d(x, { filters: item, kernelSize: 3, padding: 1 }, next());
    if (normalized) x = g.batchNormalization(x, {}, next());
    x = g.relu(x, next());
  }
  return x;
}

/** torchvision's form: global average pooling to 7×7, so that any input of at least 32×32 works. */
function vgg(name: string, configuration: VggConfiguration, normalized: boolean, options: VggOptions): NetworkSpec {
  const { numClasses = 1000, dropoutRate = 0.5, inputShape = [224, 224, 3] } = options;
  const g = new Graph(name, inputShape);
  let x = features(g, configuration, normalized, 'features');
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
 * Introduced in notebook vgg.
 */
export function vgg16_cifar(options: VggOptions = {}): NetworkSpec {
  const { numClasses = 10, dropoutRate = 0.5, inputShape = [32, 32, 3] } = options;
  const g = new Graph('vgg16_cifar', inputShape);
  let x = g.flatten(features(g, 'D', false, 'net')); // [512]
  const next = sequential('classifier');
  for (let i = 0; i < 2; i++) {
    x = g.dropout(x, { rate: dropoutRate }, next());
    x = g.relu(g.dense(x, { units: 512 }, next()), next());
  }
  return g.build(g.dense(x, { units: numClasses }, next()));
}

type Builder = (options?: VggOptions) => NetworkSpec;

const builder =
  (name: string, configuration: VggConfiguration, normalized = false): Builder =>
  (options = {}) =>
    vgg(name, configuration, normalized, options);

/** VGG-11, configuration A. 132,863,336 parameters. Introduced in notebook vgg. */
export const vgg11: Builder = builder('vgg11', 'A');
/** VGG-13, configuration B. 133,047,848 parameters. Introduced in notebook vgg. */
export const vgg13: Builder = builder('vgg13', 'B');
/** VGG-16, configuration D. 138,357,544 parameters. Introduced in notebook vgg. */
export const vgg16: Builder = builder('vgg16', 'D');
/** VGG-19, configuration E. 143,667,240 parameters. Introduced in notebook vgg. */
export const vgg19: Builder = builder('vgg19', 'E');
/** VGG-11 with batch normalization. 132,868,840 parameters. */
export const vgg11_bn: Builder = builder('vgg11_bn', 'A', true);
/** VGG-13 with batch normalization. 133,053,736 parameters. */
export const vgg13_bn: Builder = builder('vgg13_bn', 'B', true);
/** VGG-16 with batch normalization. 138,365,992 parameters. */
export const vgg16_bn: Builder = builder('vgg16_bn', 'D', true);
/** VGG-19 with batch normalization. 143,678,248 parameters. */
export const vgg19_bn: Builder = builder('vgg19_bn', 'E', true);
