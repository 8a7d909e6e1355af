import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { bottleneckLayer, transitionLayer } from './cifarDensenet';
import { residualBlock, unlessKept } from './cifarResnet';
import { member } from './family';
import { inceptionModule, type Module, TORCHVISION } from './googlenet';
import { INCEPTION_STAGES, VGG_STAGES } from './mini';
import type { ModelOptions } from './options';
import { projection } from './resnet';

/*
 * One small network of each family, for 32×32 images, whose width is one number: every count of filters is the table's
 * times `width`, rounded. So each family can be brought to any budget without changing what makes it that
 * family. All normalize behind (DenseNet: before) each convolution and use no dropout, so that one recipe fits all.
 */

/** A network's own part of the work: from the picture to its classes. */
type Builder = (g: Graph, scaled: (filters: number) => number, numClasses: number) => string;

interface Convolution {
  readonly filters: number;
  readonly kernelSize: number;
}

function convBnRelu(g: Graph, x: string, { filters, kernelSize }: Convolution, path: string): string {
  const y = g.conv2d(x, { filters, kernelSize, padding: (kernelSize - 1) / 2, useBias: false }, path);
  return g.relu(g.batchNormalization(y, {}, `${path}.bn`), `${path}.relu`);
}

const pool3 = (g: Graph, x: string, path: string): string =>
  g.maxPooling2d(x, { poolSize: 3, strides: 2, padding: 1 }, path);

/** Five convolutions with overlapping pools, and three dense layers. */
const alexnet: Builder = (g, scaled, numClasses) => {
  const stage = (x: string, filters: number, kernelSize: number, path: string): string =>
    convBnRelu(g, x, { filters: scaled(filters), kernelSize }, path);
  let x = pool3(g, stage(g.input(), 24, 5, 'conv1'), 'pool1'); // 32 → 16
  x = pool3(g, stage(x, 32, 5, 'conv2'), 'pool2'); // 8
  x = stage(stage(stage(x, 48, 3, 'conv3'), 48, 3, 'conv4'), 32, 3, 'conv5');
  x = g.flatten(pool3(g, x, 'pool5'), 'flatten'); // 4
  for (const path of ['fc6', 'fc7']) x = g.relu(g.dense(x, { units: scaled(256) }, path), `${path}.relu`);
  return g.dense(x, { units: numClasses }, 'fc8');
};

/** Five stages of two 3×3 convolutions and a 2×2 pool, and two dense layers. */
const vgg: Builder = (g, scaled, numClasses) => {
  let x = g.input();
  VGG_STAGES.forEach((filters, stage) => {
    for (const i of [1, 2]) {
      x = convBnRelu(g, x, { filters: scaled(filters), kernelSize: 3 }, `conv${stage + 1}_${i}`);
    }
    x = g.maxPooling2d(x, { poolSize: 2, strides: 2 }, `pool${stage + 1}`);
  });
  x = g.relu(g.dense(g.flatten(x, 'flatten'), { units: scaled(74) }, 'fc1'), 'fc1.relu');
  return g.dense(x, { units: numClasses }, 'fc2');
};

/** A stem, six Inception modules, an average over all places. */
const googlenet: Builder = (g, scaled, numClasses) => {
  let x = convBnRelu(g, g.input(), { filters: scaled(32), kernelSize: 3 }, 'conv1');
  INCEPTION_STAGES.forEach((modules, group) => {
    x = pool3(g, x, `pool${group + 1}`);
    modules.forEach(([one, reduce3, three, reduce5, five, pool], i) => {
      const narrow: readonly [number, number] = [scaled(reduce3), scaled(reduce5)];
      const sizes: Module = [scaled(one), narrow[0], scaled(three), narrow[1], scaled(five), scaled(pool)];
      x = inceptionModule(g, x, sizes, TORCHVISION, `inception${group + 3}${'abc'.charAt(i)}`);
    });
  });
  return g.dense(g.globalAveragePooling2d(x, 'average'), { units: numClasses }, 'fc');
};

/** Option B, as in the networks for ImageNet: a 1×1 convolution where the shape changes. */
const projected = unlessKept((g, x, args, path) => projection(g, x, args, `${path}.downsample`));

/** A stem with a pool, three stages of two basic blocks, an average over all places. */
const resnet: Builder = (g, scaled, numClasses) => {
  let x = pool3(g, convBnRelu(g, g.input(), { filters: scaled(24), kernelSize: 3 }, 'conv1'), 'pool1');
  let inChannels = scaled(24);
  [24, 48, 96].forEach((filters, stage) => {
    for (const block of [0, 1]) {
      const strides = stage > 0 && block === 0 ? 2 : 1;
      const args = { inChannels, filters: scaled(filters), strides };
      x = residualBlock(g, x, args, projected, `layer${stage + 1}.${block}`);
      inChannels = args.filters;
    }
  });
  return g.dense(g.globalAveragePooling2d(x, 'average'), { units: numClasses }, 'fc');
};

/** A stem with a pool, three dense blocks with bottlenecks, transitions that keep half, an average over all places. */
const densenet: Builder = (g, scaled, numClasses) => {
  const growthRate = scaled(12);
  let channels = 2 * growthRate;
  let x = pool3(g, convBnRelu(g, g.input(), { filters: channels, kernelSize: 3 }, 'conv1'), 'pool1');
  [4, 6, 8].forEach((layers, block) => {
    if (block > 0) {
      channels = Math.floor(channels / 2);
      x = transitionLayer(g, x, channels, `trans${block}`);
    }
    for (let layer = 0; layer < layers; layer++) x = bottleneckLayer(g, x, growthRate, `dense${block + 1}.${layer}`);
    channels += layers * growthRate;
  });
  x = g.relu(g.batchNormalization(x, {}, 'bn1'), 'relu');
  return g.dense(g.globalAveragePooling2d(x, 'average'), { units: numClasses }, 'fc');
};

const FAMILIES = { alexnet, vgg, googlenet, resnet, densenet } as const satisfies Readonly<Record<string, Builder>>;

/** A family that `scaled_family` builds. */
export type FamilyName = keyof typeof FAMILIES;

/**
 * A small network of a family, as wide as asked for.
 *
 * Introduced in notebook densenet.
 *
 * @param family whose network
 * @param width factor on every number of filters and hidden units of the family's table, above 0; each is rounded, and at least 1
 * @throws RangeError when there is no such family, or the width is not above 0
 */
export function scaled_family(family: FamilyName, width: number, options: ModelOptions = {}): NetworkSpec {
  const build = member(FAMILIES, family, 'scaled_family: family');
  if (!(width > 0)) throw new RangeError(`scaled_family: width must be above 0. Received ${width}.`);
  const { numClasses = 10, inputShape = [32, 32, 3] } = options;
  const g = new Graph(`${family}_scaled`, inputShape);
  return g.build(build(g, filters => Math.max(1, Math.round(width * filters)), numClasses));
}
