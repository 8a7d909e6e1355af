import * as reading from '../spec/at';
import { type Boxes, iouMatrix } from './boxes';

const { at, floatAt, intAt } = reading;

/** In place of a truth: a box that shows background, a negative example. */
export const BACKGROUND = -1;
/** In place of a truth: a box between the thresholds, which is no example of anything. */
export const IGNORED = -2;

export interface MatchOptions {
  /** From this IoU on a box belongs to the truth that it overlaps most. The RPN's is 0.7, that of Fast R-CNN's heads 0.5. */
  readonly high: number;
  /** Below this IoU a box is background; between both it is ignored. The RPN's is 0.3; `high` unless told. */
  readonly low?: number;
  /** Whether the boxes nearest to a truth are positive below `high`, too, so that no truth goes without; false unless told. */
  readonly lowQuality?: boolean;
}

export interface Matches {
  /** [n]: of each box the position of its truth, BACKGROUND or IGNORED. */
  readonly truths: Int32Array;
  /** [n]: IoU of each box with the truth that it overlaps most; 0 without truths. */
  readonly overlaps: Float32Array;
}

/**
 * Gives each box, such as an anchor or a proposal, the truth that it overlaps most, where that is enough: how training examples
 * are made.
 *
 * With `lowQuality`, every box that comes as near to a truth as any box does is positive, for the truth that it overlaps
 * most itself. A truth that no box touches makes none positive; torchvision makes all boxes so that do not touch it.
 *
 * @param truths m boxes
 * @param boxes n boxes
 * @throws RangeError when the thresholds are not in order within 0 … 1, or a number of a box is not finite
 * @see Ren and others, Faster R-CNN, https://arxiv.org/abs/1506.01497, section 3.1.2; torchvision's Matcher
 */
export function matchBoxes(truths: Boxes, boxes: Boxes, options: MatchOptions): Matches {
  const { high, low = high, lowQuality = false } = options;
  if (!(0 <= low && low <= high && high <= 1)) {
    throw new RangeError(`matchBoxes: thresholds must be 0 ≤ low ≤ high ≤ 1. Received low ${low}, high ${high}.`);
  }
  const { shape, data } = iouMatrix(truths, boxes);
  const rows = Array.from({ length: at(shape, 0) }, (_, truth) =>
    data.subarray(truth * at(shape, 1)).subarray(0, at(shape, 1)),
  );
  const { nearest, overlaps } = nearestTruths(rows, at(shape, 1));
  const matched = nearest.map((truth, box) => {
    const overlap = floatAt(overlaps, box);
    if (overlap >= high && truth >= 0) return truth;
    return overlap < low || truth < 0 ? BACKGROUND : IGNORED;
  });
  if (lowQuality) matchNearestBoxes(rows, nearest, matched);
  return { truths: matched, overlaps };
}

/** Of each box, the first of the truths that it overlaps most; −1 where there is no truth. */
function nearestTruths(rows: readonly Float32Array[], boxes: number): { nearest: Int32Array; overlaps: Float32Array } {
  const nearest = new Int32Array(boxes).fill(rows.length > 0 ? 0 : -1);
  const overlaps = new Float32Array(boxes);
  rows.forEach((row, truth) => {
    for (let box = 0; box < boxes; box++) {
      const overlap = floatAt(row, box);
      if (overlap <= floatAt(overlaps, box)) continue;
      overlaps[box] = overlap;
      nearest[box] = truth;
    }
  });
  return { nearest, overlaps };
}

/** Makes the boxes positive that overlap a truth as much as any box does. */
function matchNearestBoxes(rows: readonly Float32Array[], nearest: Int32Array, matched: Int32Array): void {
  for (const row of rows) {
    const most = row.reduce((a, b) => Math.max(a, b), 0);
    if (most === 0) continue;
    for (let box = 0; box < row.length; box++) {
      if (floatAt(row, box) === most) matched[box] = intAt(nearest, box);
    }
  }
}
