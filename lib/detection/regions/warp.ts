import { imageShape } from '../../images/imageShape';
import * as reading from '../../spec/at';
import { type Box, boxHeight, boxWidth } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import type { Pair } from '../../spec/network';
import { toPair } from '../../spec/pair';
import { checkBoxes } from '../boxes';

const { at, doubleAt, floatAt, intAt } = reading;

export interface WarpOptions {
  /** Of the result in pixels, a number for a square or `[height, width]`. */
  readonly size: Pair;
  /** Pixels of the result on each side that show what is around the box; 0 by default. R-CNN has 16 of 227. */
  readonly context?: number;
  /** A value for each channel, where the picture ends; the picture's mean by default. */
  readonly fill?: readonly number[];
}

/**
 * Brings regions of a picture to one size, whatever their proportions, as a network with dense layers asks for it. With context, the region
 * fills the middle and what surrounds it the rest.
 *
 * Pixels are mixed from the four nearest; where the result is coarser than the picture, from several places in each pixel.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param image [h, w, c]
 * @param boxes k regions with an area; they may reach over the picture's edge
 * @returns [k, size, size, c]
 * @throws RangeError when a box has no area, or an option makes no sense
 * @see Girshick et al., Rich Feature Hierarchies, https://arxiv.org/abs/1311.2524, appendix A
 */
export function warpRegions(image: NDArray, boxes: readonly Box[], options: WarpOptions): NDArray {
  const { size, context = 0 } = options;
  const [height, width, channels] = imageShape(image, 'warpRegions');
  const [rows, columns] = toPair(size);
  checkOptions(rows, columns, context);
  checkBoxes(boxes, undefined, 'warpRegions');
  const fill = options.fill ?? meanOf(image.data, channels);
  const data = new Float32Array(boxes.length * rows * columns * channels);
  boxes.forEach((box, i) => {
    const [x1, y1] = box;
    const down = samples({ start: y1, length: boxHeight(box), pixels: rows, context, limit: height });
    const right = samples({ start: x1, length: boxWidth(box), pixels: columns, context, limit: width });
    mix(image, { down, right, fill, channels }, data.subarray(i * rows * columns * channels));
  });
  return { shape: [boxes.length, rows, columns, channels], data };
}

function checkOptions(rows: number, columns: number, context: number): void {
  const whole = [rows, columns].every(side => Number.isInteger(side) && side > 0);
  if (whole && context >= 0 && 2 * context < Math.min(rows, columns)) return;
  throw new RangeError(
    `warpRegions: size must be whole numbers of pixels, and context less than half of them. Received size ${rows}×${columns}, context ${context}.`,
  );
}

function meanOf(data: Float32Array, channels: number): number[] {
  const sums = Array.from({ length: channels }, () => 0);
  data.forEach((value, i) => {
    sums[i % channels] = at(sums, i % channels) + value;
  });
  return sums.map(sum => sum / (data.length / channels));
}

/** Places along one axis, several for each pixel of the result, each a mix of a pixel of the picture and the next. */
interface Samples {
  readonly pixels: number;
  readonly perPixel: number;
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** How much the later one counts; NaN outside of the picture. */
  readonly share: Float64Array;
}

interface Axis {
  /** Of the box, in pixels of the picture. */
  readonly start: number;
  readonly length: number;
  /** Of the result, and how many of them on each side are context. */
  readonly pixels: number;
  readonly context: number;
  /** Pixels of the picture. */
  readonly limit: number;
}

function samples({ start, length, pixels, context, limit }: Axis): Samples {
  const step = length / (pixels - 2 * context);
  const perPixel = Math.max(1, Math.ceil(step));
  const count = pixels * perPixel;
  const places = { before: new Int32Array(count), after: new Int32Array(count), share: new Float64Array(count) };
  for (let i = 0; i < count; i++) {
    const place = start + ((i + 0.5) / perPixel - context) * step;
    // The centre of pixel i is i + ½; up to the picture's very edge its outermost pixels go on.
    const position = Math.min(Math.max(place - 0.5, 0), limit - 1);
    const before = Math.floor(position);
    places.before[i] = before;
    places.after[i] = Math.min(before + 1, limit - 1);
    places.share[i] = place < 0 || place > limit ? Number.NaN : position - before;
  }
  return { pixels, perPixel, ...places };
}

interface Mixing {
  readonly down: Samples;
  readonly right: Samples;
  readonly fill: readonly number[];
  readonly channels: number;
}

function mix(image: NDArray, { down, right, fill, channels }: Mixing, result: Float32Array): void {
  const width = at(image.shape, 1);
  const weight = 1 / (down.perPixel * right.perPixel);
  const sample = (row: number, column: number, c: number): number => {
    const [vertical, horizontal] = [doubleAt(down.share, row), doubleAt(right.share, column)];
    if (Number.isNaN(vertical + horizontal)) return at(fill, c);
    const value = (y: number, x: number): number => floatAt(image.data, (y * width + x) * channels + c);
    const [top, bottom] = [intAt(down.before, row), intAt(down.after, row)];
    const [left, beyond] = [intAt(right.before, column), intAt(right.after, column)];
    const upper = value(top, left) * (1 - horizontal) + value(top, beyond) * horizontal;
    const lower = value(bottom, left) * (1 - horizontal) + value(bottom, beyond) * horizontal;
    return upper * (1 - vertical) + lower * vertical;
  };
  for (let row = 0; row < down.before.length; row++) {
    for (let column = 0; column < right.before.length; column++) {
      const to = (Math.floor(row / down.perPixel) * right.pixels + Math.floor(column / right.perPixel)) * channels;
      for (let c = 0; c < channels; c++) result[to + c] = floatAt(result, to + c) + weight * sample(row, column, c);
    }
  }
}
