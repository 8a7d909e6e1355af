import { join } from 'node:path';
import { LARGE_DIGITS, type ScenesOptions, scenes } from '../../lib/datasets';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { fcn8s_mini, fcn16s_mini, fcn32s_mini } from '../../lib/models';
import { SCENES } from '../../lib/models/presets';
import { type MaskedImages, pixelClassification } from '../../lib/segmentation/task';
import { buildModel } from '../../lib/tfjs';
import { adam, cosine, evaluate, fit } from '../../lib/training';
import { writeReport } from './report';
import { writeWeights } from './weights';

/* The small FCNs, each from its own start, with one recipe. */

const NETWORKS = { fcn32s_mini, fcn16s_mini, fcn8s_mini };
type Segmenter = keyof typeof NETWORKS;

/** The segmenters whose weights the course ships. */
export const SEGMENTERS = Object.keys(NETWORKS) as readonly Segmenter[]; // the keys of a table

export const isSegmenter = (name: string): name is Segmenter => name in NETWORKS;

/** Many scenes, each seen a few times: with 16,000 seen 8 times the network knew those scenes, and new ones no better. */
const RECIPE = { pictures: 80_000, epochs: 3, batchSize: 16, peak: 0.003, color: 0.2, seed: 1 } as const;

/** Scenes with large digits, as the task of segmentation takes them. */
function pictures(options: Pick<ScenesOptions, 'count' | 'seed' | 'split'>): MaskedImages {
  const { maskClassNames: classNames, ...drawn } = scenes({ ...LARGE_DIGITS, ...options });
  return { ...drawn, classNames };
}

/** Trains, measures what was written, and keeps weights, log and report. */
export async function trainSegmenter(name: Segmenter): Promise<void> {
  const net = NETWORKS[name]();
  const { pictures: count, epochs, batchSize, peak, color, seed } = RECIPE;
  const [train, test] = [pictures({ count, seed, split: 'train' }), pictures({ count: 2000, seed: 0, split: 'test' })];
  const task = pixelClassification();
  const model = buildModel(net, { seed, initializer: 'he', bilinearUpsampling: true });
  const history = await fit(model, train, {
    ...{ task, epochs, batchSize, seed, scaling: SCENES, augment: { color } },
    ...{ optimizer: adam(), learningRate: cosine({ learningRate: peak }), display: false, resume: true },
    checkpoints: { folder: join(repositoryRoot(), 'data', 'cache', 'training', name), everySteps: 200 },
    onEpoch: ({ epoch, loss, meanIou, seconds }) =>
      console.log(`epoch ${epoch}: loss ${loss.toFixed(3)}, mean IoU ${meanIou.toFixed(3)}, ${Math.round(seconds)} s`),
  });
  await writeWeights(name, model, net);
  const { loss, pixelAccuracy, meanIou, count: tested } = await evaluate(model, test, { task });
  const measured = { loss, pixelAccuracy, meanIou, count: tested };
  await writeReport({ name, ...RECIPE, test: measured }, net, history);
  console.log(`${name}: mean IoU ${meanIou.toFixed(3)} on ${tested} test pictures.`);
}
