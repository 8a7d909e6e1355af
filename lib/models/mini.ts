import { Graph } from '../spec/graph';
import type { ActivationName, NetworkSpec } from '../spec/network';
import { bottleneckLayer, transitionLayer } from './cifarDensenet';
import { inceptionModule, type Module, TORCHVISION } from './googlenet';
import type { ModelOptions } from './options';

/*
 * The families at a size that two processor cores train in minutes: images of 32×32, and about as many parameters as
 * ResNet-20 has, 270 thousand. What makes each family is kept; depths and widths are the course's own.
 */

export interface AlexnetMiniOptions extends ModelOptions {
  /** `'relu'` by default. */
  readonly activation?: ActivationName;
  /** Whether local response normalization follows the first two convolutions; true by default. */
  readonly responseNormalization?: boolean;
  /** Pools of 3×3 with stride 2, as published, or of 2×2; true by default. */
  readonly overlappingPooling?: boolean;
  /** Share of the inputs of the two hidden dense layers that training drops; 0.5 by default, as torchvision's AlexNet has it. */
  readonly dropoutRate?: number;
}

/**
 * AlexNet for 32×32 images: five convolutions, three of them pooled, and three dense layers that hold most of the
 * parameters: 197,120 of 269,258 are in the first two of them.
 *
 * Introduced in notebook alexnet.
 */
export function alexnet_mini(options: AlexnetMiniOptions = {}): NetworkSpec {
  const { numClasses = 10, inputShape = [32, 32, 3], activation = 'relu', dropoutRate = 0.5 } = options;
  const { responseNormalization = true, overlappingPooling = true } = options;
  const g = new Graph('alexnet_mini', inputShape);
  const poolSize = overlappingPooling ? 3 : 2;
  const stage = (x: string, filters: number, kernelSize: number, path: string): string =>
    g.activation(g.conv2d(x, { filters, kernelSize, padding: (kernelSize - 1) / 2 }, path), activation, `${path}.act`);
  const pool = (x: string, path: string): string => g.maxPooling2d(x, { poolSize, strides: 2, ceilMode: true }, path);
  const normalize = (x: string, path: string): string =>
    responseNormalization ? g.localResponseNormalization(x, {}, path) : x;
  let x = pool(normalize(stage(g.input(), 24, 5, 'conv1'), 'norm1'), 'pool1'); // 32 → 16
  x = pool(normalize(stage(x, 32, 5, 'conv2'), 'norm2'), 'pool2'); // 16 → 8
  x = stage(stage(stage(x, 48, 3, 'conv3'), 48, 3, 'conv4'), 32, 3, 'conv5');
  x = g.flatten(pool(x, 'pool5'), 'flatten'); // 4 × 4 × 32 = [512]
  for (const [path, units] of [
    ['fc6', 256],
    ['fc7', 256],
  ] as const) {
    x = g.dense(g.dropout(x, { rate: dropoutRate }, `${path}.dropout`), { units }, path);
    x = g.activation(x, activation, `${path}.act`);
  }
  return g.build(g.dense(x, { units: numClasses }, 'fc8'));
}

/** Filters of each stage of two 3×3 convolutions. A 2×2 pool follows each stage. */
export const VGG_STAGES = [20, 38, 56, 76, 74];

/**
 * VGG for 32×32 images: nothing but 3×3 convolutions, normalized, and 2×2 pools, then dense layers. 268,896 parameters.
 *
 * Introduced in notebook vgg.
 */
export function vgg_mini(options: ModelOptions = {}): NetworkSpec {
  const { numClasses = 10, inputShape = [32, 32, 3] } = options;
  const g = new Graph('vgg_mini', inputShape);
  let x = g.input();
  VGG_STAGES.forEach((filters, stage) => {
    for (const i of [1, 2]) {
      const path = `conv${stage + 1}_${i}`;
      x = g.conv2d(x, { filters, kernelSize: 3, padding: 1, useBias: false }, path);
      x = g.relu(g.batchNormalization(x, {}, `${path}.bn`), `${path}.relu`);
    }
    x = g.maxPooling2d(x, { poolSize: 2, strides: 2 }, `pool${stage + 1}`);
  });
  x = g.flatten(x, 'flatten'); // 1 × 1 × 74
  x = g.relu(g.dense(x, { units: 74 }, 'fc1'), 'fc1.relu');
  return g.build(g.dense(x, { units: numClasses }, 'fc2'));
}

/** Filters as in `googlenet`, about a quarter of the published ones; a pool follows where the size halves. */
export const INCEPTION_STAGES: readonly (readonly Module[])[] = [
  [
    [20, 32, 40, 6, 12, 12], // → 84
    [32, 40, 64, 10, 20, 20], // → 136
  ],
  [
    [52, 32, 64, 6, 16, 20], // → 152
    [44, 36, 72, 8, 20, 20], // → 156
    [36, 44, 88, 10, 20, 20], // → 164
  ],
  [
    [64, 56, 112, 12, 32, 32], // → 240
  ],
];

/**
 * GoogLeNet for 32×32 images: a stem, six Inception modules, global average pooling, one dense layer. 269,650
 * parameters.
 *
 * Introduced in notebook googlenet.
 */
export function googlenet_mini(options: ModelOptions = {}): NetworkSpec {
  const { numClasses = 10, inputShape = [32, 32, 3] } = options;
  const g = new Graph('googlenet_mini', inputShape);
  let x = TORCHVISION.convolve(g, g.input(), { filters: 32, kernelSize: 3, padding: 1 }, 'conv1');
  INCEPTION_STAGES.forEach((modules, i) => {
    x = g.maxPooling2d(x, { poolSize: 3, strides: 2, padding: 1 }, `maxpool${i + 1}`); // 32 → 16 → 8 → 4
    modules.forEach((module, j) => {
      x = inceptionModule(g, x, module, TORCHVISION, `inception${i + 3}${'abc'.charAt(j)}`);
    });
  });
  x = g.dropout(g.globalAveragePooling2d(x, 'avgpool'), { rate: 0.2 }, 'dropout');
  return g.build(g.dense(x, { units: numClasses }, 'fc'));
}

const GROWTH_RATE = 12;
const DENSE_BLOCKS = [6, 8, 11];

/**
 * DenseNet-BC for 32×32 images: three dense blocks at 16×16, 8×8 and 4×4. Like the ImageNet networks it pools before the
 * first block, which keeps it fast. 275,410 parameters.
 *
 * Introduced in notebook densenet.
 */
export function densenet_mini(options: ModelOptions = {}): NetworkSpec {
  const { numClasses = 10, inputShape = [32, 32, 3] } = options;
  const g = new Graph('densenet_mini', inputShape);
  let channels = 2 * GROWTH_RATE;
  let x = g.conv2d(g.input(), { filters: channels, kernelSize: 3, padding: 1, useBias: false }, 'conv1');
  x = g.maxPooling2d(
    g.relu(g.batchNormalization(x, {}, 'bn0'), 'relu0'),
    { poolSize: 3, strides: 2, padding: 1 },
    'pool0',
  );
  DENSE_BLOCKS.forEach((layers, block) => {
    if (block > 0) {
      channels = Math.floor(channels / 2);
      x = transitionLayer(g, x, channels, `trans${block}`);
    }
    for (let j = 0; j < layers; j++) x = bottleneckLayer(g, x, GROWTH_RATE, `dense${block + 1}.${j}`);
    channels += layers * GROWTH_RATE;
  });
  x = g.globalAveragePooling2d(g.relu(g.batchNormalization(x, {}, 'bn1'), 'relu1'), 'avgpool');
  return g.build(g.dense(x, { units: numClasses }, 'fc'));
}
