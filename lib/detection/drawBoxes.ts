import { at, floatAt } from '../spec/at';
import type { Box } from '../spec/box';
import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';

/** A box to be drawn, with the class that gives it its colour. */
export interface DrawnBox {
  readonly box: Box;
  readonly label: number;
}

export interface DrawBoxesOptions {
  /** Pixels of a line; one for each 200 of the shorter side, and one at least, by default. */
  readonly lineWidth?: number;
}

/** Colours of the classes, in turn, from 0 to 1: bright ones, which are seen on photographs. */
const COLORS = [
  [1, 0.25, 0.2],
  [0.1, 0.85, 0.3],
  [0.25, 0.55, 1],
  [1, 0.8, 0],
  [1, 0.35, 0.95],
  [0, 0.9, 0.9],
] as const;

/**
 * A picture with the frames of boxes drawn into it, pixel by pixel: for a picture that goes to a file, or changes while a network
 * learns. A frame lies inside of its box; what lies outside of the picture is not drawn, nor is a box without an area.
 *
 * Introduced in notebook yolo.
 *
 * @param image [h, w, 3] or [h, w, 1], in [0, 1]
 * @param boxes the first is drawn last, above the others: give the surest first
 * @returns [h, w, 3]
 * @throws RangeError when the image has another shape, or the line no width
 */
export function drawBoxes(image: NDArray, boxes: readonly DrawnBox[], options: DrawBoxesOptions = {}): NDArray {
  const [height = 0, width = 0, channels] = image.shape;
  if (image.shape.length !== 3 || (channels !== 1 && channels !== 3)) {
    throw new RangeError(`drawBoxes: the image must be [h, w, 3] or [h, w, 1]. Received ${showShape(image.shape)}.`);
  }
  const { lineWidth = Math.max(1, Math.round(Math.min(height, width) / 200)) } = options;
  if (!(Number.isInteger(lineWidth) && lineWidth >= 1)) {
    throw new RangeError(`drawBoxes: lineWidth must be a whole number of pixels from 1 on. Received ${lineWidth}.`);
  }
  const data = Float32Array.from({ length: height * width * 3 }, (_, i) =>
    floatAt(image.data, channels === 1 ? Math.floor(i / 3) : i),
  );
  const canvas = { shape: [height, width, 3], data };
  for (const { box, label } of [...boxes].reverse())
    drawFrame(canvas, box, at(COLORS, label % COLORS.length), lineWidth);
  return canvas;
}

function drawFrame(canvas: NDArray, box: Box, color: readonly number[], lineWidth: number): void {
  if (!box.every(Number.isFinite)) return;
  const [x1, y1, x2, y2] = [Math.floor(box[0]), Math.floor(box[1]), Math.ceil(box[2]), Math.ceil(box[3])];
  fill(canvas, [x1, y1, x2, Math.min(y1 + lineWidth, y2)], color);
  fill(canvas, [x1, Math.max(y2 - lineWidth, y1), x2, y2], color);
  fill(canvas, [x1, y1, Math.min(x1 + lineWidth, x2), y2], color);
  fill(canvas, [Math.max(x2 - lineWidth, x1), y1, x2, y2], color);
}

function fill({ shape: [height = 0, width = 0], data }: NDArray, box: Box, color: readonly number[]): void {
  const [left, top, right, bottom] = box;
  for (let y = Math.max(top, 0); y < Math.min(bottom, height); y++) {
    for (let x = Math.max(left, 0); x < Math.min(right, width); x++) data.set(color, 3 * (y * width + x));
  }
}
