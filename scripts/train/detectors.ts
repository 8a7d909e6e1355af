import { join } from 'node:path';
import { SCATTERED_DIGITS, type Scenes, type ScenesOptions, scenes } from '../../lib/datasets';
import { repositoryRoot } from '../../lib/datasets/repositoryRoot';
import { detectYoloTimed, evaluatePictures, type TimedDetections, yoloDetection } from '../../lib/detection';
import { yolo_mini } from '../../lib/models';
import { SCENES } from '../../lib/models/presets';
import { at, type NDArray } from '../../lib/spec';
import { buildModel } from '../../lib/tfjs';
import { adam, cosine, evaluate, fit } from '../../lib/training';
import { type DetectorTimes, writeReport } from './report';
import { writeWeights } from './weights';

/* The small detectors, on the same scenes. */

/** The detectors whose weights the course ships. */
export const DETECTORS = ['yolo_mini'] as const;
type Detector = (typeof DETECTORS)[number];

export const isDetector = (name: string): name is Detector => DETECTORS.some(known => known === name);

const RECIPE = { pictures: 60_000, epochs: 4, batchSize: 32, peak: 0.003, color: 0.2, seed: 1 } as const;
/** Cells along a side. */
const GRID = 8;

/** What detection needs of the scenes; the masks would take two thirds as much memory as the pictures. */
type Pictures = Pick<Scenes, 'images' | 'shape' | 'objects' | 'classNames'>;

function pictures(options: Pick<ScenesOptions, 'count' | 'seed' | 'split'>): Pictures {
  const { images, shape, objects, classNames } = scenes({ ...SCATTERED_DIGITS, ...options });
  return { images, shape, objects, classNames };
}

/** Trains, measures what was written, and keeps weights, log and report. */
export async function trainDetector(name: Detector): Promise<void> {
  const net = yolo_mini({ grid: GRID });
  const { pictures: count, epochs, batchSize, peak, color, seed } = RECIPE;
  const [train, validation] = [
    pictures({ count, seed, split: 'train' }),
    pictures({ count: 500, seed: 1, split: 'test' }),
  ];
  const task = yoloDetection({ grid: GRID });
  const model = buildModel(net, { seed, initializer: 'he' });
  const history = await fit(model, train, {
    ...{ task, validation, epochs, batchSize, seed, scaling: SCENES, augment: { color } },
    ...{ optimizer: adam(), learningRate: cosine({ learningRate: peak }), display: false, resume: true },
    checkpoints: { folder: join(repositoryRoot(), 'data', 'cache', 'training', name), everySteps: 200 },
    onEpoch: ({ epoch, loss, validationMAP, seconds }) =>
      console.log(
        `epoch ${epoch}: loss ${loss.toFixed(3)}, mAP@0.5 of 500 scenes ${validationMAP.toFixed(3)}, ${Math.round(seconds)} s`,
      ),
  });
  await writeWeights(name, model, net);
  const test = pictures({ count: 2000, seed: 0, split: 'test' });
  const { loss } = await evaluate(model, test, { task });
  const measured = { loss, ...measure(test, image => detectYoloTimed(model, image)), count: test.shape[0] };
  await writeReport({ name, ...RECIPE, test: measured }, net, history);
  const { mAP50, mAP } = measured;
  console.log(`${name}: mAP@0.5 ${mAP50.toFixed(3)}, mAP@[.5:.95] ${mAP.toFixed(3)} on ${measured.count} test scenes.`);
}

/** Both averages, and the mean time of a picture in milliseconds. The first pictures are not timed: they start TensorFlow. */
function measure(
  set: Pictures,
  detect: (image: NDArray) => TimedDetections,
): DetectorTimes & { readonly mAP50: number; readonly mAP: number } {
  const found = set.objects.map((_, i) => detect(bytesAt(set, i)));
  const { mAP, perThreshold } = evaluatePictures(
    found.map(({ detections }) => detections),
    set.objects,
  );
  const timed = found.slice(20);
  const mean = (part: keyof DetectorTimes): number =>
    (1000 * timed.reduce((sum, { seconds }) => sum + seconds[part], 0)) / timed.length;
  const times = { proposals: mean('proposals'), features: mean('features'), heads: mean('heads') };
  return { mAP50: at(perThreshold, 0).mAP, mAP, ...times };
}

/** A picture [h, w, 3], from 0 to 255. */
function bytesAt({ images, shape: [, height, width, channels] }: Pictures, index: number): NDArray {
  const size = height * width * channels;
  const bytes = images.subarray(index * size, (index + 1) * size);
  return { shape: [height, width, channels], data: Float32Array.from(bytes) };
}
