import * as reading from '../../spec/at';
import type { Box } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import { boxArea } from './conversions';
import { type Boxes, boxCount, packBoxes } from './packed';

const { floatAt } = reading;
const float32 = Math.fround;

/** In square pixels; 0 where the boxes do not overlap. */
export function intersection([ax1, ay1, ax2, ay2]: Box, [bx1, by1, bx2, by2]: Box): number {
  const width = Math.min(ax2, bx2) - Math.max(ax1, bx1);
  const height = Math.min(ay2, by2) - Math.max(ay1, by1);
  return width > 0 && height > 0 ? width * height : 0;
}

/**
 * Intersection over union: the area that two boxes share, of the area that they cover together. 0 where they share none, and
 * so for every empty or inverted box.
 *
 * Introduced in notebook detection-basics.
 *
 * @returns from 0 to 1; for two lists, a row for each box of the first and a column for each of the second
 * @throws RangeError when a number of a list is not finite
 */
export function iou(a: Box, b: Box): number;
export function iou(a: readonly Box[], b: readonly Box[]): number[][];
export function iou(a: Box | readonly Box[], b: Box | readonly Box[]): number | number[][] {
  if (isBox(a) && isBox(b)) return iouOfPair(a, b);
  if (isBox(a) || isBox(b)) throw new TypeError('iou: give two boxes, or two lists of boxes. Received one of each.');
  return rowsOf(iouMatrix(a, b));
}

function iouOfPair(a: Box, b: Box): number {
  const shared = intersection(a, b);
  return shared === 0 ? 0 : shared / (boxArea(a) + boxArea(b) - shared);
}

/**
 * Intersection over union of each box of one list with each of another, in 32 bits: torchvision's `box_iou`, to the last bit,
 * but for 0 in place of NaN where both boxes are empty.
 *
 * @param a n boxes
 * @param b m boxes
 * @returns [n, m]
 * @throws RangeError when a number is not finite
 */
export function iouMatrix(a: Boxes, b: Boxes): NDArray {
  const [rows, columns] = [packBoxes(a, 'iouMatrix'), packBoxes(b, 'iouMatrix')];
  const [n, m] = [boxCount(rows), boxCount(columns)];
  const data = new Float32Array(n * m);
  const areas = areasOf(columns);
  areasOf(rows).forEach((area, row) => {
    fillRow(data.subarray(row * m, (row + 1) * m), rows.subarray(4 * row, 4 * row + 4), area, columns, areas);
  });
  return { shape: [n, m], data };
}

/** @param boxes [n, 4] @returns [n], in square pixels */
export function areasOf(boxes: Float32Array): Float32Array {
  return Float32Array.from({ length: boxCount(boxes) }, (_, i) => {
    const width = float32(floatAt(boxes, 4 * i + 2) - floatAt(boxes, 4 * i));
    return width * float32(floatAt(boxes, 4 * i + 3) - floatAt(boxes, 4 * i + 1));
  });
}

/** Every step is rounded to 32 bits, so that what ties in torchvision ties here. */
function fillRow(
  result: Float32Array,
  box: Float32Array,
  area: number,
  others: Float32Array,
  areas: Float32Array,
): void {
  const [x1, y1, x2, y2] = [floatAt(box, 0), floatAt(box, 1), floatAt(box, 2), floatAt(box, 3)];
  for (let j = 0; j < areas.length; j++) {
    const width = float32(Math.min(x2, floatAt(others, 4 * j + 2)) - Math.max(x1, floatAt(others, 4 * j)));
    if (width <= 0) continue;
    const height = float32(Math.min(y2, floatAt(others, 4 * j + 3)) - Math.max(y1, floatAt(others, 4 * j + 1)));
    if (height <= 0) continue;
    const shared = float32(width * height);
    result[j] = shared / float32(float32(area + floatAt(areas, j)) - shared);
  }
}

export function isBox(boxes: Box | readonly Box[]): boxes is Box {
  return boxes.length === 4 && typeof boxes[0] === 'number';
}

/** A matrix as lists. */
function rowsOf({ shape: [rows = 0, columns = 0], data }: NDArray): number[][] {
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)]);
}
