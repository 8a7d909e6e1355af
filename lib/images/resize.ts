import { batch } from '../ops/array';
import { resizeBilinear } from '../ops/resize';
import type { NDArray } from '../spec/ndarray';
import type { Pair } from '../spec/network';
import { toPair } from '../spec/pair';
import { imageShape } from './imageShape';
import { type Cover, mix } from './mix';

/**
 * `'area'`: each new pixel is the mean of the area that it covers, right for making an image smaller.
 * `'bilinear'`: each new pixel is a mix of the four old ones around its centre, right for making it larger.
 * `'antialiased'`: as bilinear, over more pixels the smaller the image gets; what Pillow and torchvision call bilinear.
 */
export type ResizeMethod = 'area' | 'bilinear' | 'antialiased';

/**
 * Changes the size of an image. Pixels are little squares: the image's corners stay where they are.
 *
 * Introduced in notebook padding-stride.
 *
 * @param image [h, w, c]
 * @param size pixels, a number for both sides or `[height, width]`
 * @param method how new pixels are made; by default `'area'` when no side grows, else `'bilinear'`
 * @returns the image [size, size, c]
 * @throws RangeError when a side is not a positive whole number
 */
export function resize(image: NDArray, size: Pair, method?: ResizeMethod): NDArray {
  const [height, width, channels] = imageShape(image, 'resize');
  const [newHeight, newWidth] = toPair(size);
  if (![newHeight, newWidth].every(side => Number.isInteger(side) && side > 0)) {
    throw new RangeError(`resize: size must be positive whole numbers of pixels. Received ${JSON.stringify(size)}.`);
  }
  const shape = [newHeight, newWidth, channels] as const;
  const chosen = method ?? (newHeight <= height && newWidth <= width ? 'area' : 'bilinear');
  if (chosen === 'bilinear') {
    return { shape, data: resizeBilinear(batch(image), { size }).data };
  }
  const mixes = chosen === 'area' ? covers : triangles;
  return mix(image, mixes(height, newHeight), mixes(width, newWidth));
}

/** New pixel i covers [i · size / newSize, (i + 1) · size / newSize] of the old axis. */
function covers(size: number, newSize: number): readonly Cover[] {
  const scale = size / newSize;
  return Array.from({ length: newSize }, (_, i) => {
    const [start, end] = [i * scale, (i + 1) * scale];
    const first = Math.floor(start);
    const shares: number[] = [];
    for (let old = first; old < Math.min(size, Math.ceil(end)); old++) {
      shares.push((Math.min(end, old + 1) - Math.max(start, old)) / scale);
    }
    return { first, shares };
  });
}

/** New pixel i mixes the old ones under a triangle around its centre, as wide as two new pixels and at least two old ones. */
function triangles(size: number, newSize: number): readonly Cover[] {
  const scale = size / newSize;
  const reach = Math.max(scale, 1);
  return Array.from({ length: newSize }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(size, Math.floor(centre + reach + 0.5));
    const heights = Array.from({ length: end - first }, (_, k) => 1 - Math.abs(first + k + 0.5 - centre) / reach);
    const sum = heights.reduce((total, height) => total + height, 0);
    return { first, shares: heights.map(height => height / sum) };
  });
}
