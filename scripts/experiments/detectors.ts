import { parseArgs } from 'node:util';
import { toCsv } from '../../lib/datasets/csv';
import { errorAnalysis } from '../../lib/detection';
import { buildModel } from '../../lib/tfjs';
import { describeMachine } from '../notebooks/runs';
import { DETECTORS } from '../train/detectors/detectors';
import { findAll, precision, predictionsOf, truthsOf } from '../train/detectors/measure';
import { pictures } from '../train/detectors/pictures';
import { named } from './named';
import { writeWhole } from './record';

/* One run of a small detector on few scenes. How much does a result depend on the seed, and which errors cost most? */

const NAMES = {
  rcnn: DETECTORS.rcnn_mini,
  sppnet: DETECTORS.sppnet_mini,
  fast: DETECTORS.fast_rcnn_mini,
  faster: DETECTORS.faster_rcnn_mini,
  yolo: DETECTORS.yolo_mini,
};
const RECIPE = { peak: 0.003, color: 0.2 } as const;
/** Regions, or pictures, of a step. */
const BATCH_SIZES: Readonly<Record<string, number>> = { rcnn: 64, sppnet: 64 };
const TEST_PICTURES = 500;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      detector: { type: 'string', default: 'yolo' },
      seed: { type: 'string', default: '1' },
      scenes: { type: 'string', default: '2000' },
      epochs: { type: 'string', default: '5' },
      out: { type: 'string' },
    },
  });
  const { detector: name, out } = values;
  const [seed, scenes, epochs] = [Number(values.seed), Number(values.scenes), Number(values.epochs)];
  if (out === undefined) throw new TypeError('--out is missing: the file for the results.');
  const detector = named(NAMES, '--detector', name);
  const start = process.cpuUsage();
  const model = buildModel(detector.network(), { seed, initializer: 'he' });
  const { heads } = await detector.train(model, pictures({ count: scenes, seed, split: 'train' }), {
    recipe: { ...RECIPE, pictures: scenes, epochs, batchSize: BATCH_SIZES[name] ?? 16, seed },
    checkpoints: false,
    log: console.log,
  });
  const { user, system } = process.cpuUsage(start);
  const test = pictures({ count: TEST_PICTURES, seed: 0, split: 'test' });
  const finder = detector.finder(model, heads);
  const found = findAll(finder, test);
  finder.dispose();
  const { gains } = errorAnalysis(predictionsOf(found), truthsOf(test));
  const row = {
    ...{ detector: name, scenes, epochs, seed, testScenes: TEST_PICTURES, ...precision(found, test) },
    ...{ location: gains.localization, classification: gains.class, both: gains.both },
    ...{ duplicate: gains.duplicate, background: gains.background, missed: gains.missed },
    ...{ cpuSeconds: (user + system) / 1e6, machine: describeMachine(), date: new Date().toISOString().slice(0, 10) },
  };
  writeWhole(out, toCsv([row]));
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
