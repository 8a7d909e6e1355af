import { join } from 'node:path';
import { repositoryRoot } from '../../../lib/datasets/repositoryRoot';
import { readRegionHeads, writeRegionHeads } from '../../../lib/detection';
import { buildModel } from '../../../lib/tfjs';
import { type DetectorRecipe, writeReport } from '../report';
import { registerWeights, weightsPath, writeWeights } from '../weights';
import { DETECTORS, type DetectorName } from './detectors';
import { findAll, meanTimes, precision } from './measure';
import { pictures } from './pictures';

/* The small detectors whose weights the course ships, on the same scenes. */

export { DETECTOR_NAMES, isDetector } from './detectors';

/** Many scenes, few epochs: what a detector has seen often it knows by heart. */
const COMMON = { batchSize: 32, peak: 0.003, color: 0.2, seed: 1 } as const;
const RECIPES: Readonly<Record<DetectorName, DetectorRecipe>> = {
  rcnn_mini: { ...COMMON, pictures: 8_000, epochs: 4, batchSize: 64 },
  sppnet_mini: { ...COMMON, pictures: 8_000, epochs: 4, batchSize: 64 },
  fast_rcnn_mini: { ...COMMON, pictures: 24_000, epochs: 5, batchSize: 16 },
  faster_rcnn_mini: { ...COMMON, pictures: 40_000, epochs: 4, batchSize: 16 },
  yolo_mini: { ...COMMON, pictures: 60_000, epochs: 4 },
};

/** Trains, measures what was written, and keeps weights, log and report. */
export async function trainDetector(name: DetectorName): Promise<void> {
  const [detector, recipe] = [DETECTORS[name], RECIPES[name]];
  const { pictures: count, seed } = recipe;
  const net = detector.network();
  const model = buildModel(net, { seed, initializer: 'he' });
  const folder = join(repositoryRoot(), 'data', 'cache', 'training', name);
  const { history, heads } = await detector.train(model, pictures({ count, seed, split: 'train' }), {
    recipe,
    checkpoints: { folder, everySteps: 200 },
    log: line => console.log(`${name}: ${line}`),
  });
  await writeWeights(name, model, net);
  const headsName = `${name}-heads`;
  const headsPath = weightsPath(headsName);
  if (heads !== undefined) {
    await writeRegionHeads(headsPath, heads);
    registerWeights(headsName, `What ${name} trains on the regions of its network, after it.`);
  }
  const finder = detector.finder(model, heads && (await readRegionHeads(headsPath)));
  const test = pictures({ count: 2000, seed: 0, split: 'test' });
  const found = findAll(finder, test);
  finder.dispose();
  const measured = { ...precision(found, test), ...meanTimes(found), count: found.length };
  await writeReport({ name, ...recipe, test: measured }, net, history);
  const { mAP50, mAP } = measured;
  console.log(`${name}: mAP@0.5 ${mAP50.toFixed(3)}, mAP@[.5:.95] ${mAP.toFixed(3)} on ${measured.count} test scenes.`);
}
