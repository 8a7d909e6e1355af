import * as reading from '../../spec/at';
import type { Box } from '../../spec/box';
import { type Boxes, boxCount, inFormOf, packBoxes } from './packed';
import { checkBoxes } from './validation';

const { floatAt } = reading;

/** How a box lies to another: the shift of its middle, in sides of the other, and the logarithms of the ratios of the sides. */
export type BoxCode = readonly [dx: number, dy: number, dw: number, dh: number];

export interface CodingOptions {
  /** Factors of dx, dy, dw and dh, which bring them to a spread of about 1; all 1 unless told. Fast R-CNN's are 10, 10, 5, 5. */
  readonly weights?: readonly [x: number, y: number, width: number, height: number];
}

/** A decoded side is at most 1000 / 16 times that of its reference, lest an untrained network's exponential overflows. */
const LARGEST_LOG_RATIO = Math.log(1000 / 16);

/**
 * What box regression learns: how boxes lie to their references, such as proposals or anchors.
 *
 * dx = wₓ (x − xᵣ) / widthᵣ, dw = w_w ln(width / widthᵣ) with the middles x and xᵣ; dy and dh likewise.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param boxes n boxes that are to be met
 * @param references n boxes from which they are told
 * @returns n codes, in the form that the boxes were given in
 * @throws RangeError when the lists differ in length, or when a box has no area or is not finite
 * @see Girshick and others, Rich feature hierarchies, https://arxiv.org/abs/1311.2524, appendix C; torchvision's BoxCoder
 */
export function encodeBoxes(boxes: readonly Box[], references: Boxes, options?: CodingOptions): BoxCode[];
export function encodeBoxes(boxes: Float32Array, references: Boxes, options?: CodingOptions): Float32Array;
export function encodeBoxes(boxes: Boxes, references: Boxes, options: CodingOptions = {}): Boxes {
  checkBoxes(boxes, undefined, 'encodeBoxes');
  checkBoxes(references, undefined, 'encodeBoxes, references');
  const [targets, sources] = [packBoxes(boxes), packBoxes(references)];
  checkCounts(boxCount(targets), boxCount(sources), 'encodeBoxes');
  const codes = new Float32Array(targets.length);
  eachAxis(codes, options, (low, high, [middleWeight, sizeWeight]) => {
    const size = floatAt(sources, high) - floatAt(sources, low);
    const wanted = floatAt(targets, high) - floatAt(targets, low);
    const shift = floatAt(targets, low) + wanted / 2 - (floatAt(sources, low) + size / 2);
    codes[low] = (middleWeight * shift) / size;
    codes[high] = sizeWeight * Math.log(wanted / size);
  });
  return inFormOf(boxes, codes);
}

/**
 * The boxes that codes describe; undoes `encodeBoxes`.
 *
 * @param codes n codes
 * @param references n boxes from which they are told
 * @returns n boxes, in the form that the codes were given in. A side is at most 62.5 times that of its reference.
 * @throws RangeError when the lists differ in length, or when a number is not finite
 */
export function decodeBoxes(codes: readonly BoxCode[], references: Boxes, options?: CodingOptions): Box[];
export function decodeBoxes(codes: Float32Array, references: Boxes, options?: CodingOptions): Float32Array;
export function decodeBoxes(codes: Boxes, references: Boxes, options: CodingOptions = {}): Boxes {
  const [told, sources] = [packBoxes(codes, 'decodeBoxes'), packBoxes(references, 'decodeBoxes, references')];
  checkCounts(boxCount(told), boxCount(sources), 'decodeBoxes');
  const boxes = new Float32Array(told.length);
  eachAxis(boxes, options, (low, high, [middleWeight, sizeWeight]) => {
    const size = floatAt(sources, high) - floatAt(sources, low);
    const middle = floatAt(sources, low) + size / 2 + (floatAt(told, low) / middleWeight) * size;
    const half = (size / 2) * Math.exp(Math.min(floatAt(told, high) / sizeWeight, LARGEST_LOG_RATIO));
    boxes[low] = middle - half;
    boxes[high] = middle + half;
  });
  return inFormOf(codes, boxes);
}

/** Calls `visit` for each axis of each box, with the places of its two edges: in a code, those of shift and size. */
function eachAxis(
  boxes: Float32Array,
  { weights = [1, 1, 1, 1] }: CodingOptions,
  visit: (low: number, high: number, weights: readonly [middle: number, size: number]) => void,
): void {
  const [x, y, width, height] = weights;
  if (!weights.every(weight => weight > 0 && Number.isFinite(weight))) {
    throw new RangeError(`box coding: weights must be positive numbers. Received [${weights.join(', ')}].`);
  }
  const [horizontal, vertical] = [[x, width] as const, [y, height] as const];
  for (let box = 0; box < boxes.length; box += 4) {
    visit(box, box + 2, horizontal);
    visit(box + 1, box + 3, vertical);
  }
}

function checkCounts(boxes: number, references: number, where: string): void {
  if (boxes === references) return;
  throw new RangeError(`${where}: each box has a reference of its own. Received ${boxes} and ${references}.`);
}
