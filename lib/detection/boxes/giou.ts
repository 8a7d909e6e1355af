import type { Box } from '../../spec/box';
import { boxArea } from './conversions';
import { intersection, isBox } from './iou';

/**
 * Generalized intersection over union: IoU less the share of the smallest enclosing box that neither of the two covers. Where
 * boxes do not touch, it still grows as they come closer, so that it has a gradient.
 *
 * Introduced in notebook detection-basics.
 *
 * @returns from −1 to 1; for two lists, a row for each box of the first and a column for each of the second
 * @throws RangeError when a box is inverted or not finite
 * @see Rezatofighi and others, Generalized Intersection over Union, https://arxiv.org/abs/1902.09630, algorithm 1
 */
export function giou(a: Box, b: Box): number;
export function giou(a: readonly Box[], b: readonly Box[]): number[][];
export function giou(a: Box | readonly Box[], b: Box | readonly Box[]): number | number[][] {
  if (isBox(a) && isBox(b)) return giouOfPair(a, b);
  if (isBox(a) || isBox(b)) throw new TypeError('giou: give two boxes, or two lists of boxes. Received one of each.');
  return a.map(box => b.map(other => giouOfPair(box, other)));
}

function giouOfPair(a: Box, b: Box): number {
  checkOrdered(a);
  checkOrdered(b);
  const shared = intersection(a, b);
  const union = boxArea(a) + boxArea(b) - shared;
  const [left, top] = [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
  const enclosing = boxArea([left, top, Math.max(a[2], b[2]), Math.max(a[3], b[3])]);
  // Boxes on one line or in one point leave no area to compare.
  if (enclosing === 0) return 0;
  return (union === 0 ? 0 : shared / union) - (enclosing - union) / enclosing;
}

function checkOrdered(box: Box): void {
  if (box.every(Number.isFinite) && box[0] <= box[2] && box[1] <= box[3]) return;
  throw new RangeError(
    `giou: a box is finite, with x1 up to x2 and y1 up to y2. Received [${box.join(', ')}]. boxProblems lists what is wrong.`,
  );
}
