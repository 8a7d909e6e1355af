import { evaluatePictures, type Prediction, type TimedDetections, type Truth } from '../../../lib/detection';
import { at } from '../../../lib/spec';
import type { DetectorTimes } from '../report';
import type { Finder } from './detectors';
import { bytesAt, type Pictures } from './pictures';

/** What a detector finds in each picture, with what it took. */
export function findAll({ find }: Finder, set: Pictures): readonly TimedDetections[] {
  return set.objects.map((_, i) => find(bytesAt(set, i)));
}

/** COCO's mean average precision at an IoU of 0.5, and over 0.5, 0.55, … 0.95. */
export function precision(
  found: readonly TimedDetections[],
  { objects }: Pictures,
): { readonly mAP50: number; readonly mAP: number } {
  const { mAP, perThreshold } = evaluatePictures(
    found.map(({ detections }) => detections),
    objects,
  );
  return { mAP50: at(perThreshold, 0).mAP, mAP };
}

/** The first pictures are not timed: they start TensorFlow. */
const WARM_UP = 20;

/** Mean milliseconds of a picture. */
export function meanTimes(found: readonly TimedDetections[]): DetectorTimes {
  const timed = found.slice(WARM_UP);
  const mean = (part: keyof DetectorTimes): number =>
    (1000 * timed.reduce((sum, { seconds }) => sum + seconds[part], 0)) / timed.length;
  return { proposals: mean('proposals'), features: mean('features'), heads: mean('heads') };
}

/** What was found, as `evaluate` and `errorAnalysis` take it. */
export function predictionsOf(found: readonly TimedDetections[]): readonly Prediction[] {
  return found.flatMap(({ detections }, image) =>
    detections.map(({ box, label, score }) => ({ image, class: label, box, score })),
  );
}

/** What is there. */
export function truthsOf({ objects }: Pictures): readonly Truth[] {
  return objects.flatMap((list, image) => list.map(({ box, label }) => ({ image, class: label, box })));
}
