import { parseArgs } from 'node:util';
import { cifar10, firstOfEachClass, holdOut } from '../../lib/datasets';
import { type AlexnetMiniOptions, alexnet_mini } from '../../lib/models';
import type { Layer } from '../../lib/spec';
import { type Augmentation, adam, cosine } from '../../lib/training';
import { nudge, record } from './record';

/* AlexNet for 32×32 images with each of its parts taken away in turn. One run: a variant, a learning rate and a seed. */

interface Variant {
  readonly network?: AlexnetMiniOptions;
  /** Another form of each layer. */
  readonly change?: (layer: Layer) => Layer;
  readonly augment?: Augmentation;
  readonly prepare?: typeof nudge;
}

const AUGMENT: Augmentation = { flip: true, crop: 4 };

const VARIANTS: Readonly<Record<string, Variant>> = {
  complete: {},
  'complete-again': { prepare: nudge },
  'no-normalization': { network: { responseNormalization: false } },
  // With alpha 0 no channel weakens another, and all that remains is a division by k^beta.
  'division-only': {
    change: layer => (layer.op === 'localResponseNormalization' ? { ...layer, alpha: 0 } : layer),
  },
  'no-overlap': { network: { overlappingPooling: false } },
  'no-dropout': { network: { dropoutRate: 0 } },
  'no-augmentation': { augment: {} },
  'no-regularization': { network: { dropoutRate: 0 }, augment: {} },
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      variant: { type: 'string', default: 'complete' },
      rate: { type: 'string', default: '0.002' },
      seed: { type: 'string', default: '0' },
      epochs: { type: 'string', default: '16' },
      test: { type: 'boolean', default: false },
      out: { type: 'string', default: 'run.csv' },
    },
  });
  const { variant, out } = values;
  const chosen = Object.hasOwn(VARIANTS, variant) ? VARIANTS[variant] : undefined;
  if (chosen === undefined) {
    throw new RangeError(`--variant is one of ${Object.keys(VARIANTS).join(', ')}. Received ${variant}.`);
  }
  const { network, augment = AUGMENT, change = layer => layer, prepare } = chosen;
  const net = alexnet_mini(network);
  const rate = Number(values.rate);
  const bundled = cifar10().train;
  // To choose a rate, validation images are measured once. To report, they show the way, and all test images the end.
  const validation = holdOut(bundled, values.test ? 40 : 100).test;
  const test = values.test ? cifar10({ subset: 'full' }).test : validation;
  await record(
    {
      ...{ net: { ...net, layers: net.layers.map(change) }, train: firstOfEachClass(bundled, 100), initializer: 'he' },
      ...{ seed: Number(values.seed), settings: { variant, rate }, prepare, test },
      options: {
        ...{ epochs: Number(values.epochs), batchSize: 32, augment },
        ...(values.test && { validation }),
        ...{ optimizer: adam(), learningRate: cosine({ learningRate: rate }) },
      },
    },
    out,
  );
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
