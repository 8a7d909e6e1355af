import type { Prediction, Truth } from '../detection';
import { checkMaxDetections, checkThreshold, judgePicture } from './judging';
import { byClass, bySurety, type ClassPictures } from './pictures';
import { averagePrecision, type Interpolation, precisionRecall } from './precisionRecall';

/** COCO's: 0.5, 0.55, … 0.95. */
export const COCO_THRESHOLDS: readonly number[] = Array.from({ length: 10 }, (_, i) => (50 + 5 * i) / 100);

export interface EvaluationOptions {
  /** COCO's ten unless told; VOC's is [0.5]. */
  readonly iouThresholds?: readonly number[];
  /** 101 unless told. */
  readonly interpolation?: Interpolation;
  /** So many predictions of a class in a picture count, the surest; 100 unless told, as for COCO. */
  readonly maxDetections?: number;
}

export interface Averages {
  /** The mean over the classes that have a truth; NaN where none has. */
  readonly mAP: number;
  /** Of each class its average precision; NaN for one that is only predicted. */
  readonly perClass: Readonly<Record<string, number>>;
}

/** Means over the thresholds, and the same at each of them. */
export interface Evaluation extends Averages {
  readonly perThreshold: readonly (Averages & { readonly iouThreshold: number })[];
}

/**
 * Mean average precision, by COCO's rules for objects of all sizes; with one threshold of 0.5 and `interpolation` 11 or `'all'`
 * by VOC's.
 *
 * The truth itself, each with any score, has 1: check that with your data before you train.
 *
 * Introduced in notebook detection-basics.
 *
 * @throws RangeError when a truth has no area, when a number is not finite or a score NaN, or when an option is out of range
 * @see https://cocodataset.org/#detection-eval; pycocotools.cocoeval.COCOeval
 */
export function evaluate(
  predictions: readonly Prediction[],
  truths: readonly Truth[],
  options: EvaluationOptions = {},
): Evaluation {
  const { iouThresholds = COCO_THRESHOLDS, interpolation = 101, maxDetections = 100 } = options;
  if (iouThresholds.length === 0) throw new RangeError('evaluate: give one IoU threshold or more. Received none.');
  for (const threshold of iouThresholds) checkThreshold(threshold, 'evaluate');
  checkMaxDetections(maxDetections, 'evaluate');
  if (![11, 101, 'all'].includes(interpolation)) {
    throw new RangeError(`evaluate: interpolation must be 11, 101 or 'all'. Received ${interpolation}.`);
  }
  const classes = byClass(predictions, truths, maxDetections);
  const perThreshold = iouThresholds.map(iouThreshold => ({
    iouThreshold,
    ...averagesOf(classes, ofClass => precisionOf(ofClass, iouThreshold, interpolation)),
  }));
  const mean = ({ class: key }: ClassPictures): number =>
    meanOf(perThreshold.map(({ perClass }) => perClass[key] ?? 0));
  return { ...averagesOf(classes, mean), perThreshold };
}

/** The average precision of one class. */
function precisionOf(
  { pictures, positives }: ClassPictures,
  iouThreshold: number,
  interpolation: Interpolation,
): number {
  if (positives === 0) return Number.NaN;
  const judged = bySurety(pictures.flatMap(picture => judgePicture(picture, iouThreshold)));
  return averagePrecision(precisionRecall(judged, positives), interpolation);
}

function averagesOf(classes: readonly ClassPictures[], average: (ofClass: ClassPictures) => number): Averages {
  const perClass = Object.fromEntries(classes.map(ofClass => [ofClass.class, average(ofClass)]));
  return { mAP: meanOf(Object.values(perClass).filter(value => !Number.isNaN(value))), perClass };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
