import type { NDArray } from '../spec/ndarray';
import type { Padding } from '../spec/network';
import { resolveWindow } from '../spec/window';
import { imagesOf } from './array';
import { range } from './bins';
import { gather } from './gather';

/** What the new pixels hold: zeros, the image mirrored at its edge pixel, or the edge pixel again and again. */
export type PaddingMode = 'zero' | 'reflect' | 'replicate';

export interface PadOptions {
  /** As in a convolution; 'same' and 'valid' add nothing. */
  readonly padding: Padding;
  /** 'zero' unless told. */
  readonly mode?: PaddingMode;
}

/**
 * Adds rows and columns around every image.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param x [n, h, w, c]
 * @returns [n, top + h + bottom, left + w + right, c]
 * @throws RangeError when 'reflect' asks for as many pixels as the image has, or more
 */
export function pad2d(x: NDArray, options: PadOptions): NDArray {
  const { padding, mode = 'zero' } = options;
  const { height, width, channels } = imagesOf(x, 'pad2d');
  // The padded image is what a window of one pixel walks over.
  const window = resolveWindow([height, width, channels], { size: 1, strides: 1, dilationRate: 1, padding }, 'pad2d');
  const [rows, columns] = window.padding;
  return gather(x, padAxis(height, rows, mode), padAxis(width, columns, mode), 'pad2d');
}

function padAxis(size: number, padding: readonly [number, number], mode: PaddingMode): (number | null)[] {
  const [before, after] = padding;
  if (mode === 'reflect' && Math.max(before, after) >= size) {
    throw new RangeError(
      `pad2d: 'reflect' needs padding smaller than the image. Received padding ${Math.max(before, after)} on an axis of ${size} pixels.`,
    );
  }
  return range(-before, size + after).map(at => sourcePixel(at, size, mode));
}

/** The pixel that is shown at place `at`, which may lie before 0 or after size − 1. */
function sourcePixel(at: number, size: number, mode: PaddingMode): number | null {
  const last = size - 1;
  switch (mode) {
    case 'zero':
      return at < 0 || at > last ? null : at;
    case 'reflect':
      return at > last ? 2 * last - at : Math.abs(at);
    case 'replicate':
      return Math.min(Math.max(at, 0), last);
  }
}
