import { at } from '../../spec/at';
import type { Outcome } from './judging';

/** After each prediction that counts, the surest first. */
export interface PrecisionRecall {
  /** Of the predictions so far, the share that is right. */
  readonly precision: readonly number[];
  /** Of the truths, the share that is found so far. */
  readonly recall: readonly number[];
  readonly scores: readonly number[];
}

/**
 * Precision and recall as prediction after prediction is taken in.
 *
 * Introduced in notebook detection-basics.
 *
 * @param judged the surest first, as `judge` gives them
 * @param positives how many truths there are to be found
 * @throws RangeError when more are found than there are
 */
export function precisionRecall(
  judged: readonly { readonly score: number; readonly outcome: Outcome }[],
  positives: number,
): PrecisionRecall {
  const counted = judged.filter(({ outcome }) => outcome !== 'ignored');
  let right = 0;
  const found = counted.map(({ outcome }) => {
    if (outcome === 'right') right++;
    return right;
  });
  if (right > positives) {
    throw new RangeError(
      `precisionRecall: ${right} truths are found. Received ${positives} positives. Count all truths but crowds.`,
    );
  }
  return {
    precision: found.map((count, i) => count / (i + 1)),
    recall: found.map(count => count / positives),
    scores: counted.map(({ score }) => score),
  };
}

/**
 * At how many recalls precision is read: 11 (VOC up to 2009), 101 (COCO), or `'all'`, the area under the steps (VOC from 2010 on).
 */
export type Interpolation = 11 | 101 | 'all';

/**
 * Average precision: the mean of the precision over the recalls. The precision at a recall is the largest at it or beyond, and
 * 0 at a recall that is not reached.
 *
 * Introduced in notebook detection-basics.
 *
 * @returns from 0 to 1; 0 without predictions, and NaN for predictions where there is nothing to be found
 * @see Everingham and others, The Pascal Visual Object Classes Challenge, 2010, section 4.2; pycocotools.cocoeval.COCOeval.accumulate
 */
export function averagePrecision(
  { precision, recall }: Pick<PrecisionRecall, 'precision' | 'recall'>,
  interpolation: Interpolation = 101,
): number {
  if (recall.some(Number.isNaN)) return Number.NaN;
  const envelope = largestFromHere(precision);
  if (interpolation === 'all') return areaUnder(envelope, recall);
  let next = 0;
  let sum = 0;
  for (const wanted of recallsOf(interpolation)) {
    while (next < recall.length && at(recall, next) < wanted) next++;
    if (next < recall.length) sum += at(envelope, next);
  }
  return sum / interpolation;
}

/** At each place the largest value from there on. */
function largestFromHere(values: readonly number[]): number[] {
  const result = [...values];
  for (let i = result.length - 2; i >= 0; i--) result[i] = Math.max(at(result, i), at(result, i + 1));
  return result;
}

function areaUnder(precision: readonly number[], recall: readonly number[]): number {
  return recall.reduce((area, to, i) => area + (to - (i === 0 ? 0 : at(recall, i - 1))) * at(precision, i), 0);
}

/** Evenly from 0 to 1, with NumPy's rounding: 3 · 0.1 is a little above 0.3, so that a recall of 3 / 10 does not reach it. */
function recallsOf(count: number): number[] {
  const step = 1 / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? 1 : i * step));
}
