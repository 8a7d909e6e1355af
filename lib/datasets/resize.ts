import type { NDArray } from '../spec/ndarray';
import type { Pair } from '../spec/network';
import { toPair } from '../spec/pair';
import { imageShape } from './imageShape';

/**
 * `'area'`: each new pixel is the mean of the area that it covers, right for making an image smaller.
 * `'bilinear'`: each new pixel is a mix of the four old ones around its centre, right for making it larger.
 */
export type ResizeMethod = 'area' | 'bilinear';

/** Which old pixels make one new pixel along an axis, and how much of each; the weights add up to 1. */
interface Mix {
  readonly indices: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Changes the size of an image. Pixels are little squares: the image's corners stay where they are.
 *
 * Introduced in notebook 00.
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
  const chosen = method ?? (newHeight <= height && newWidth <= width ? 'area' : 'bilinear');
  const mix = chosen === 'area' ? areaMix : bilinearMix;
  const rows = mixRows(image.data, width * channels, mixes(height, newHeight, mix));
  const data = mixColumns(rows, [newHeight, width, channels], mixes(width, newWidth, mix));
  return { shape: [newHeight, newWidth, channels], data };
}

type MixOf = (index: number, scale: number, size: number) => Mix;

function mixes(size: number, newSize: number, mix: MixOf): readonly Mix[] {
  return Array.from({ length: newSize }, (_, index) => mix(index, size / newSize, size));
}

/** The new pixel covers [index · scale, (index + 1) · scale] of the old axis. */
function areaMix(index: number, scale: number, size: number): Mix {
  const start = index * scale;
  const end = (index + 1) * scale;
  const indices: number[] = [];
  const weights: number[] = [];
  for (let old = Math.floor(start); old < Math.min(size, Math.ceil(end)); old++) {
    indices.push(old);
    weights.push((Math.min(end, old + 1) - Math.max(start, old)) / scale);
  }
  return { indices, weights };
}

/** The centre of the new pixel, in old pixels, is (index + ½) · scale − ½; beyond the edge the edge pixel counts. */
function bilinearMix(index: number, scale: number, size: number): Mix {
  const centre = Math.min(Math.max((index + 0.5) * scale - 0.5, 0), size - 1);
  const before = Math.floor(centre);
  const after = Math.min(before + 1, size - 1);
  return { indices: [before, after], weights: [1 - (centre - before), centre - before] };
}

/** [h, row] → [new h, row]. */
function mixRows(data: Float32Array, rowLength: number, rows: readonly Mix[]): Float32Array {
  const result = new Float32Array(rows.length * rowLength);
  rows.forEach(({ indices, weights }, row) => {
    indices.forEach((old, k) => {
      const weight = weights[k] ?? 0;
      for (let i = 0; i < rowLength; i++) {
        result[row * rowLength + i] = (result[row * rowLength + i] ?? 0) + weight * (data[old * rowLength + i] ?? 0);
      }
    });
  });
  return result;
}

/** [h, w, c] → [h, new w, c]: every row is a small image whose rows are the pixels. */
function mixColumns(
  data: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  columns: readonly Mix[],
): Float32Array {
  const result = new Float32Array(height * columns.length * channels);
  for (let row = 0; row < height; row++) {
    const pixels = data.subarray(row * width * channels, (row + 1) * width * channels);
    result.set(mixRows(pixels, channels, columns), row * columns.length * channels);
  }
  return result;
}
