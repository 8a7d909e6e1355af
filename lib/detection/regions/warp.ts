import { imageShape } from '../../images/imageShape';
import { type Cover, mix } from '../../images/mix';
import { at, doubleAt } from '../../spec/at';
import { type Box, boxHeight, boxWidth } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import type { Pair } from '../../spec/network';
import { toPair } from '../../spec/pair';
import { checkBoxes } from '../boxes';

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
  // Mixed are differences from `fill`, so that nothing, outside of the picture, is `fill`.
  const shape = [height, width, channels] as const;
  const differences = { shape, data: image.data.map((value, i) => value - at(fill, i % channels)) };
  const data = new Float32Array(boxes.length * rows * columns * channels);
  boxes.forEach((box, i) => {
    const down = covers({ start: box[1], length: boxHeight(box), pixels: rows, context, limit: height });
    const right = covers({ start: box[0], length: boxWidth(box), pixels: columns, context, limit: width });
    const region = mix(differences, down, right).data;
    data.set(
      region.map((value, k) => value + at(fill, k % channels)),
      i * region.length,
    );
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

/** The pixels of the picture that each pixel of the result is mixed from, along one axis. What lies outside counts nothing. */
function covers({ start, length, pixels, context, limit }: Axis): readonly Cover[] {
  const step = length / (pixels - 2 * context);
  const perPixel = Math.max(1, Math.ceil(step));
  return Array.from({ length: pixels }, (_, pixel) => {
    const places = Array.from({ length: perPixel }, (_, k) => start + (pixel + (k + 0.5) / perPixel - context) * step);
    // The centre of pixel i is i + ½; up to the picture's very edge its outermost pixels go on.
    const inside = places
      .filter(place => place >= 0 && place <= limit)
      .map(place => Math.min(Math.max(place - 0.5, 0), limit - 1));
    const first = Math.floor(Math.min(...inside, limit - 1));
    const last = Math.min(Math.floor(Math.max(...inside, 0)) + 1, limit - 1);
    const shares = new Float64Array(Math.max(last - first + 1, 0));
    for (const position of inside) {
      const [before, after] = [Math.floor(position) - first, Math.min(Math.floor(position) + 1, limit - 1) - first];
      const share = position - Math.floor(position);
      shares[before] = doubleAt(shares, before) + (1 - share) / perPixel;
      shares[after] = doubleAt(shares, after) + share / perPixel;
    }
    return { first, shares: [...shares] };
  });
}
