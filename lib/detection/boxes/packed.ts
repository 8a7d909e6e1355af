import * as reading from '../../spec/at';
import type { Box } from '../../spec/box';

const { at, floatAt } = reading;

/**
 * Boxes as a list, or packed: [n, 4], row by row, `x1, y1, x2, y2` in pixels. What takes boxes takes both, and gives boxes in
 * the form that it was given. Packed ones are rounded to 32 bits; thousands of them are read several times as fast.
 */
export type Boxes = readonly Box[] | Float32Array;

/** @returns how many boxes there are */
export function boxCount(boxes: Boxes): number {
  return boxes instanceof Float32Array ? boxes.length / 4 : boxes.length;
}

/**
 * Boxes in one array of 32-bit numbers; packed ones are given back as they are.
 *
 * @returns [n, 4], row by row
 * @throws RangeError when a number is not finite, or when packed boxes are cut off
 */
export function packBoxes(boxes: Boxes, where = 'packBoxes'): Float32Array {
  const packed = boxes instanceof Float32Array ? boxes : packed32(boxes);
  if (packed.length % 4 !== 0) {
    throw new RangeError(`${where}: a box is four numbers, x1, y1, x2, y2. Received ${packed.length} numbers in all.`);
  }
  const wrong = packed.findIndex(value => !Number.isFinite(value));
  if (wrong < 0) return packed;
  const index = Math.floor(wrong / 4);
  throw new RangeError(
    `${where}: the numbers of a box are finite. Received box ${index}: [${boxAt(packed, index).join(', ')}]. Look at what computed it.`,
  );
}

function packed32(boxes: readonly Box[]): Float32Array {
  const packed = new Float32Array(4 * boxes.length);
  boxes.forEach((box, i) => {
    packed.set(box, 4 * i);
  });
  return packed;
}

/** Packed boxes as a list. @throws RangeError when they are cut off */
export function unpackBoxes(packed: Float32Array): Box[] {
  return Array.from({ length: packed.length / 4 }, (_, index) => boxAt(packed, index));
}

/** One of the boxes. @throws RangeError when there is none at that place */
export function boxAt(boxes: Boxes, index: number): Box {
  if (!(boxes instanceof Float32Array)) return at(boxes, index);
  const corner = (place: number): number => floatAt(boxes, 4 * index + place);
  return [corner(0), corner(1), corner(2), corner(3)];
}

/** Those of the boxes that stand at the given places, in that order and in the form that they have. */
export function takeBoxes(boxes: readonly Box[], places: ArrayLike<number>): Box[];
export function takeBoxes(boxes: Float32Array, places: ArrayLike<number>): Float32Array;
export function takeBoxes(boxes: Boxes, places: ArrayLike<number>): Boxes;
export function takeBoxes(boxes: Boxes, places: ArrayLike<number>): Boxes {
  if (!(boxes instanceof Float32Array)) return Array.from(places, place => at(boxes, place));
  const taken = new Float32Array(4 * places.length);
  Array.from(places).forEach((place, i) => {
    taken.set(boxAt(boxes, place), 4 * i);
  });
  return taken;
}

/** Packed boxes in the form that other boxes have. */
export function inFormOf(form: Boxes, packed: Float32Array): Boxes {
  return form instanceof Float32Array ? packed : unpackBoxes(packed);
}
