import { doubleAt, floatAt } from '../../spec/at';
import { type Boxes, iouMatrix, packBoxes } from '../boxes';
import { checkScores, orderByScore } from './order';

/** How much of its score a box keeps, by its IoU with a surer one. */
export type SoftDecay =
  /** exp(−IoU² / sigma): the paper's is 0.5. */
  | { readonly kind: 'gaussian'; readonly sigma: number }
  /** 1 − IoU where it is larger than the threshold, all below. */
  | { readonly kind: 'linear'; readonly iouThreshold: number };

export interface SoftNmsOptions {
  readonly decay: SoftDecay;
  /** A box whose score falls below it is dropped; 0.001 unless told. */
  readonly minScore?: number;
}

export interface SoftSuppressed {
  /** Positions of the boxes that are left, by their new scores, the largest first. */
  readonly places: number[];
  /** The new score of each of them. */
  readonly scores: number[];
}

/**
 * Soft non-maximum suppression: a box that overlaps a surer one loses a part of its score instead of being dropped, so that
 * of two objects behind each other both can stay.
 *
 * @param boxes n boxes
 * @param scores [n]
 * @throws RangeError when there is not a score for each box, when a number is NaN, or when sigma is not positive
 * @see Bodla and others, Soft-NMS, https://arxiv.org/abs/1704.04503, figure 2 and equations 2 and 3
 */
export function softNms(boxes: Boxes, scores: ArrayLike<number>, options: SoftNmsOptions): SoftSuppressed {
  const packed = packBoxes(boxes, 'softNms');
  checkScores(packed, scores, 'softNms');
  const keptShare = shareKept(options.decay);
  const { minScore = 0.001 } = options;
  const left = Float64Array.from(scores);
  const result: SoftSuppressed = { places: [], scores: [] };
  const waiting = new Set(orderByScore(scores));
  for (;;) {
    const surest = largestOf(waiting, left);
    if (surest === null || doubleAt(left, surest) < minScore) return result;
    waiting.delete(surest);
    result.places.push(surest);
    result.scores.push(doubleAt(left, surest));
    const { data } = iouMatrix(packed.subarray(4 * surest, 4 * surest + 4), packed);
    for (const box of waiting) left[box] = doubleAt(left, box) * keptShare(floatAt(data, box));
  }
}

function largestOf(waiting: ReadonlySet<number>, scores: Float64Array): number | null {
  let largest: number | null = null;
  for (const box of waiting) {
    if (largest === null || doubleAt(scores, box) > doubleAt(scores, largest)) largest = box;
  }
  return largest;
}

function shareKept(decay: SoftDecay): (iou: number) => number {
  switch (decay.kind) {
    case 'gaussian': {
      const { sigma } = decay;
      if (!(sigma > 0)) throw new RangeError(`softNms: sigma must be positive. Received ${sigma}.`);
      return iou => Math.exp(-(iou ** 2) / sigma);
    }
    case 'linear': {
      const { iouThreshold } = decay;
      return iou => (iou > iouThreshold ? 1 - iou : 1);
    }
  }
}
