import { at } from '../../spec/at';
import type { Prediction, Truth } from '../detection';
import { byClass, bySurety, type Picture } from './pictures';

/** What a prediction comes to: a truth found, a false alarm, or neither, since it lies on a crowd. */
export type Outcome = 'right' | 'wrong' | 'ignored';

export interface Judged {
  readonly prediction: Prediction;
  readonly score: number;
  readonly outcome: Outcome;
  /** What it was matched with; null for a false alarm. */
  readonly truth: Truth | null;
}

export interface JudgingOptions {
  /** IoU from which on a prediction may find a truth; 0.5 unless told. */
  readonly iouThreshold?: number;
  /** So many predictions of a class in a picture count, the surest; 100 unless told, as for COCO. */
  readonly maxDetections?: number;
}

/**
 * Which predictions are right, by COCO's matching: in each picture and class, the surest first, each takes the truth that it
 * overlaps most of those that are left. So a second prediction of the same object is wrong.
 *
 * Introduced in notebook detection-basics.
 *
 * @returns a judgement of each prediction that counts, the surest first
 * @throws RangeError when a truth has no area, when a number is not finite or a score NaN, or when an option is out of range
 * @see pycocotools.cocoeval.COCOeval.evaluateImg
 */
export function judge(
  predictions: readonly Prediction[],
  truths: readonly Truth[],
  { iouThreshold = 0.5, maxDetections = 100 }: JudgingOptions = {},
): Judged[] {
  checkThreshold(iouThreshold, 'judge');
  checkMaxDetections(maxDetections, 'judge');
  const classes = byClass(predictions, truths, maxDetections);
  return bySurety(classes.flatMap(({ pictures }) => pictures.flatMap(picture => judgePicture(picture, iouThreshold))));
}

/** Judges the predictions of one class in one picture, the surest first. */
export function judgePicture({ predictions, truths, overlaps }: Picture, iouThreshold: number): Judged[] {
  const taken = new Set<Truth>();
  return predictions.map((prediction, row) => {
    const truth = bestOf(truths, at(overlaps, row), taken, iouThreshold);
    if (truth !== null) taken.add(truth);
    const outcome = truth === null ? 'wrong' : truth.crowd === true ? 'ignored' : 'right';
    return { prediction, score: prediction.score, outcome, truth };
  });
}

/**
 * The truth that a prediction overlaps most, of those that are left, if it is enough; a crowd, which is never used up, only
 * where there is no other. Of equal ones the last, as in pycocotools.
 */
function bestOf(
  truths: readonly Truth[],
  overlaps: readonly number[],
  taken: ReadonlySet<Truth>,
  iouThreshold: number,
): Truth | null {
  let best: Truth | null = null;
  // An IoU of 1 is enough for a threshold of 1, whatever rounding made of it.
  let most = Math.min(iouThreshold, 1 - 1e-10);
  for (const [column, truth] of truths.entries()) {
    const crowd = truth.crowd === true;
    if (crowd && best !== null && best.crowd !== true) return best;
    if ((taken.has(truth) && !crowd) || at(overlaps, column) < most) continue;
    most = at(overlaps, column);
    best = truth;
  }
  return best;
}

export function checkThreshold(iouThreshold: number, where: string): void {
  if (iouThreshold > 0 && iouThreshold <= 1) return;
  throw new RangeError(`${where}: an IoU threshold is above 0 and up to 1. Received ${iouThreshold}.`);
}

export function checkMaxDetections(count: number, where: string): void {
  if (count >= 1 && (Number.isInteger(count) || count === Infinity)) return;
  throw new RangeError(`${where}: maxDetections must be a whole number from 1 on. Received ${count}.`);
}
