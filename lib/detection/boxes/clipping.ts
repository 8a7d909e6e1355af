import * as reading from '../../spec/at';
import type { Box } from '../../spec/box';
import { type Boxes, boxAt, boxCount, inFormOf, packBoxes } from './packed';
import type { ImageSize } from './validation';

const { floatAt } = reading;

/**
 * Cuts boxes off at the edges of their picture. One that lies outside becomes empty, at the nearest edge.
 *
 * @returns the boxes, in the form that they were given in
 * @throws RangeError when a number is not finite
 */
export function clipBoxes(boxes: readonly Box[], imageSize: ImageSize): Box[];
export function clipBoxes(boxes: Float32Array, imageSize: ImageSize): Float32Array;
export function clipBoxes(boxes: Boxes, imageSize: ImageSize): Boxes {
  const [height, width] = imageSize;
  const packed = packBoxes(boxes, 'clipBoxes');
  const clipped = packed.map((value, i) => Math.min(Math.max(value, 0), i % 2 === 0 ? width : height));
  return inFormOf(boxes, clipped);
}

/**
 * The places of the boxes that are at least so many pixels wide and high.
 *
 * @see torchvision.ops.remove_small_boxes, which keeps the same ones
 */
export function placesOfLarge(boxes: Boxes, minSize: number): number[] {
  const packed = packBoxes(boxes, 'placesOfLarge');
  const side = (index: number, axis: number): number =>
    Math.fround(floatAt(packed, 4 * index + axis + 2) - floatAt(packed, 4 * index + axis));
  const places = Array.from({ length: boxCount(packed) }, (_, index) => index);
  return places.filter(index => side(index, 0) >= minSize && side(index, 1) >= minSize);
}

/**
 * The places of the boxes that reach nowhere beyond their picture. Faster R-CNN's paper trains with such anchors only,
 * torchvision with all.
 *
 * @param margin pixels by which a box may reach beyond; 0 unless told
 */
export function placesInside(boxes: Boxes, [height, width]: ImageSize, margin = 0): number[] {
  const packed = packBoxes(boxes, 'placesInside');
  const places = Array.from({ length: boxCount(packed) }, (_, index) => index);
  return places.filter(index => {
    const [x1, y1, x2, y2] = boxAt(packed, index);
    return Math.min(x1, y1) >= -margin && x2 <= width + margin && y2 <= height + margin;
  });
}
