import { parseArgs } from 'node:util';
import { LARGE_DIGITS, type ScenesOptions, scenes } from '../../lib/datasets';
import { fcn8s_mini, fcn16s_mini, fcn32s_mini } from '../../lib/models';
import { SCENES } from '../../lib/models/presets';
import { labelMap, nearBoundary } from '../../lib/segmentation';
import { type MaskedImages, pixelClassification, refined } from '../../lib/segmentation/task';
import { at, type NetworkSpec } from '../../lib/spec';
import { buildModel } from '../../lib/tfjs';
import { adam, cosine, evaluate, fit } from '../../lib/training';
import { named } from './named';
import { nudge, recordEpochs } from './record';

/* One run of the small FCNs: a member, a learning rate and a seed. What does each finer map add, overall and at edges? */

/** Built one after the other, each from the weights of the one before; the epochs are shared out evenly. */
type Steps = readonly (() => NetworkSpec)[];

const VARIANTS: Readonly<Record<string, Steps>> = {
  '32s': [fcn32s_mini],
  '16s': [fcn16s_mini],
  '8s': [fcn8s_mini],
  '8s-again': [fcn8s_mini],
  '8s-staged': [fcn32s_mini, fcn16s_mini, fcn8s_mini],
};

const IGNORED = 255;
/** Pixels on each side of an edge that count as near. */
const BAND = 2;

function pictures(options: Pick<ScenesOptions, 'count' | 'seed' | 'split'>): MaskedImages {
  const { images, shape, masks, maskClassNames } = scenes({ ...LARGE_DIGITS, ...options });
  return { images, shape, masks, classNames: maskClassNames };
}

/** The same pictures, of which only the pixels near edges count. */
function nearEdges(set: MaskedImages): MaskedImages {
  const near = (mask: Uint8Array): Uint8Array =>
    Uint8Array.from(
      nearBoundary(labelMap([LARGE_DIGITS.size, LARGE_DIGITS.size], mask), { width: BAND, ignoreLabel: IGNORED }),
    );
  return { ...set, masks: set.masks.map(near) };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      experiment: { type: 'string', default: 'fcn-ladder' },
      variant: { type: 'string', default: '8s' },
      rate: { type: 'string', default: '0.003' },
      seed: { type: 'string', default: '0' },
      epochs: { type: 'string', default: '3' },
      pictures: { type: 'string', default: '6000' },
      out: { type: 'string', default: 'run.csv' },
    },
  });
  const [rate, seed, epochs, count] = [values.rate, values.seed, values.epochs, values.pictures].map(Number) as [
    number,
    number,
    number,
    number,
  ]; // four in, four out
  const steps = named(VARIANTS, '--variant', values.variant);
  const chooses = values.experiment.endsWith('-rates');
  // What a rate is chosen on shows the photographs of training, with other digits drawn.
  const train = pictures({ count, seed: 0, split: 'train' });
  const test = pictures(chooses ? { count: 500, seed: 1, split: 'train' } : { count: 2000, seed: 0, split: 'test' });
  const task = pixelClassification();
  const common = { variant: values.variant, rate, seed, images: count, batchSize: 16 };
  await recordEpochs(common, values.out, async onEpoch => {
    const each = epochs / steps.length;
    let [net, model] = first(at(steps, 0), seed, values.variant);
    for (const [i, build] of steps.entries()) {
      const finer = build();
      if (i > 0) model = refined({ model, net }, finer, { seed });
      net = finer;
      await fit(model, train, {
        ...{ task, epochs: each, batchSize: 16, seed: seed + 1000 * i, scaling: SCENES, augment: { color: 0.2 } },
        ...{ optimizer: adam(), learningRate: cosine({ learningRate: rate }), checkpoints: false, display: false },
        onEpoch: row => onEpoch({ ...row, epoch: row.epoch + i * each }),
      });
    }
    const [all, edges] = [await evaluate(model, test, { task }), await evaluate(model, nearEdges(test), { task })];
    return {
      ...{ testLoss: all.loss, testPixelAccuracy: all.pixelAccuracy, testMeanIou: all.meanIou },
      ...{ edgePixelAccuracy: edges.pixelAccuracy, edgeMeanIou: edges.meanIou },
    };
  });
}

function first(build: () => NetworkSpec, seed: number, variant: string): [NetworkSpec, ReturnType<typeof buildModel>] {
  const net = build();
  const model = buildModel(net, { seed, initializer: 'he', bilinearUpsampling: true });
  if (variant.endsWith('-again')) nudge(model);
  return [net, model];
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
