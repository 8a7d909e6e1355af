import { parseArgs } from 'node:util';
import { bundledImages } from './comparison';
import { comparisons } from './comparisons';
import { named } from './named';
import { record } from './record';

/* One run of a comparison: a variant, a learning rate and a seed. */

/** What follows the name of a comparison in that of the experiment that chooses its rates. */
const CHOOSES = /-rates$/;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      experiment: { type: 'string', default: 'vgg-kernels' },
      variant: { type: 'string', default: 'five' },
      rate: { type: 'string', default: '0.002' },
      seed: { type: 'string', default: '0' },
      epochs: { type: 'string', default: '15' },
      out: { type: 'string', default: 'run.csv' },
    },
  });
  const [rate, seed, epochs] = [Number(values.rate), Number(values.seed), Number(values.epochs)];
  const {
    variants,
    recipe,
    images = bundledImages,
    atEnd,
  } = named(comparisons, '--experiment', values.experiment.replace(CHOOSES, ''));
  const { net, initializer = 'he', augment, prepare } = named(variants, '--variant', values.variant);
  const { train, validation, test } = images(CHOOSES.test(values.experiment) ? 'choose a rate' : 'report');
  await record(
    {
      ...{ net: net(), train, test, initializer, prepare, seed },
      ...(atEnd && { atEnd: model => atEnd(model, train) }),
      settings: { variant: values.variant, rate },
      options: { ...recipe(rate), epochs, ...(validation && { validation }), ...(augment && { augment }) },
    },
    values.out,
  );
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
