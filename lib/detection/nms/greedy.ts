import * as reading from '../../spec/at';
import { areasOf, type Boxes, packBoxes } from '../boxes';
import { checkScores, orderByScore } from './order';

const { floatAt, intAt } = reading;
const float32 = Math.fround;

export interface NmsOptions {
  /** A box that overlaps a kept one by a larger IoU is dropped. */
  readonly iouThreshold: number;
}

/**
 * Greedy non-maximum suppression: keeps the surest box, drops those that overlap it by more than the threshold, and goes on
 * with the surest that is left. Of equal scores the first counts as surer.
 *
 * Introduced in notebook detection-basics.
 *
 * @param boxes n boxes
 * @param scores [n]
 * @returns positions of the boxes that are kept, the surest first
 * @throws RangeError when there is not a score for each box, when a number is NaN, or when the threshold is not within 0 … 1
 * @see torchvision.ops.nms, which keeps the same boxes
 */
export function nms(boxes: Boxes, scores: ArrayLike<number>, options: NmsOptions): number[] {
  const packed = packBoxes(boxes, 'nms');
  checkScores(packed, scores, 'nms');
  return suppress(packed, orderByScore(scores), checkThreshold(options, 'nms'));
}

/**
 * Non-maximum suppression within each class: boxes of different classes do not drop each other.
 *
 * Introduced in notebook detection-basics.
 *
 * @param labels [n]: of each box its class
 * @returns positions of the boxes that are kept, of all classes, the surest first
 * @throws RangeError as `nms`, and when there is not a label for each box
 * @see torchvision.ops.batched_nms
 */
export function batchedNms(
  boxes: Boxes,
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: NmsOptions,
): number[] {
  const packed = packBoxes(boxes, 'batchedNms');
  checkScores(packed, scores, 'batchedNms');
  if (labels.length !== scores.length) {
    throw new RangeError(
      `batchedNms: each box has a label. Received ${labels.length} labels for ${scores.length} boxes.`,
    );
  }
  const threshold = checkThreshold(options, 'batchedNms');
  const order = orderByScore(scores);
  const kept = new Set<number>();
  for (const ofClass of groups(order, labels)) {
    for (const box of suppress(packed, ofClass, threshold)) kept.add(box);
  }
  return [...order.filter(box => kept.has(box))];
}

/** The boxes of each class, in the order that they have. */
function groups(order: Int32Array, labels: ArrayLike<number>): Int32Array[] {
  const places = new Map<number | undefined, number[]>();
  for (const box of order) {
    const label = labels[box];
    const others = places.get(label);
    if (others === undefined) places.set(label, [box]);
    else others.push(box);
  }
  return [...places.values()].map(group => Int32Array.from(group));
}

/** @param order positions of the boxes that compete, the surest first @returns those that stay */
function suppress(boxes: Float32Array, order: Int32Array, threshold: number): number[] {
  // In the order of their scores, so that the inner loop reads one place after the other.
  const sorted = new Float32Array(4 * order.length);
  order.forEach((box, i) => {
    sorted.set(boxes.subarray(4 * box, 4 * box + 4), 4 * i);
  });
  const areas = areasOf(sorted);
  const dropped = new Uint8Array(order.length);
  const kept: number[] = [];
  for (let i = 0; i < order.length; i++) {
    if (dropped[i] === 1) continue;
    kept.push(intAt(order, i));
    dropOverlapping(sorted, areas, i, threshold, dropped);
  }
  return kept;
}

/** Marks what overlaps box `i` too much, of the boxes behind it. Steps are rounded to 32 bits, as in torchvision. */
function dropOverlapping(
  boxes: Float32Array,
  areas: Float32Array,
  i: number,
  threshold: number,
  dropped: Uint8Array,
): void {
  const [x1, y1] = [floatAt(boxes, 4 * i), floatAt(boxes, 4 * i + 1)];
  const [x2, y2, area] = [floatAt(boxes, 4 * i + 2), floatAt(boxes, 4 * i + 3), floatAt(areas, i)];
  for (let j = i + 1; j < areas.length; j++) {
    const width = float32(Math.min(x2, floatAt(boxes, 4 * j + 2)) - Math.max(x1, floatAt(boxes, 4 * j)));
    if (width <= 0) continue;
    const height = float32(Math.min(y2, floatAt(boxes, 4 * j + 3)) - Math.max(y1, floatAt(boxes, 4 * j + 1)));
    if (height <= 0) continue;
    const shared = float32(width * height);
    if (float32(shared / float32(float32(area + floatAt(areas, j)) - shared)) > threshold) dropped[j] = 1;
  }
}

function checkThreshold({ iouThreshold }: NmsOptions, where: string): number {
  if (iouThreshold >= 0 && iouThreshold <= 1) return iouThreshold;
  throw new RangeError(`${where}: iouThreshold must be from 0 to 1. Received ${iouThreshold}.`);
}
