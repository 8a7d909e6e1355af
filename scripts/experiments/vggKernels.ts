import { parseArgs } from 'node:util';
import { cifar10, holdOut } from '../../lib/datasets';
import { type StackedKernelsOptions, stacked_kernels } from '../../lib/models';
import { adam, cosine } from '../../lib/training';
import { nudge, record } from './record';

/* One kernel of 5×5 against two of 3×3, which see equally far. One run: a variant, a learning rate and a seed. */

interface Variant extends StackedKernelsOptions {
  readonly prepare?: typeof nudge;
}

const VARIANTS: Readonly<Record<string, Variant>> = {
  five: { kernels: [5], filters: 24 },
  'five-again': { kernels: [5], filters: 24, prepare: nudge },
  threes: { kernels: [3, 3], filters: 24 },
  // As many parameters and MACs as `five`, to two parts in a hundred.
  'threes-wide': { kernels: [3, 3], filters: 28 },
  'threes-linear': { kernels: [3, 3], filters: 24, reluBetween: false },
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      variant: { type: 'string', default: 'five' },
      rate: { type: 'string', default: '0.002' },
      seed: { type: 'string', default: '0' },
      epochs: { type: 'string', default: '15' },
      test: { type: 'boolean', default: false },
      out: { type: 'string', default: 'run.csv' },
    },
  });
  const { variant, out } = values;
  const chosen = Object.hasOwn(VARIANTS, variant) ? VARIANTS[variant] : undefined;
  if (chosen === undefined) {
    throw new RangeError(`--variant is one of ${Object.keys(VARIANTS).join(', ')}. Received ${variant}.`);
  }
  const { prepare, ...network } = chosen;
  const rate = Number(values.rate);
  // To choose a rate, a fifth of the training images is held back; to report, all are trained, and all test images count.
  const { train, test } = values.test
    ? { train: cifar10().train, test: cifar10({ subset: 'full' }).test }
    : holdOut(cifar10().train, 80);
  await record(
    {
      ...{ net: stacked_kernels(network), train, test, initializer: 'he', prepare },
      ...{ seed: Number(values.seed), settings: { variant, rate } },
      options: {
        ...{ epochs: Number(values.epochs), batchSize: 32, augment: { flip: true, crop: 4 } },
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
