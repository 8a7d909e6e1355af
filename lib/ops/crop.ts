import type { NDArray } from '../spec/ndarray';
import type { Pair } from '../spec/network';
import { showPair, showShape, toPair } from '../spec/pair';
import { imagesOf } from './array';
import { range } from './bins';
import { gather } from './gather';

export interface CropOptions {
  /** Row and column where the cut begins. */
  readonly offset: Pair;
  /** Height and width of the cut. */
  readonly size: Pair;
}

/**
 * Cuts the same rectangle out of every image.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param x [n, h, w, c]
 * @returns [n, size[0], size[1], c]
 * @throws RangeError when the rectangle leaves the image
 */
export function crop(x: NDArray, options: CropOptions): NDArray {
  const { height, width } = imagesOf(x, 'crop');
  const [top, left] = toPair(options.offset);
  const [rows, columns] = toPair(options.size);
  const whole = [top, left, rows, columns].every(value => Number.isInteger(value) && value >= 0);
  if (!whole || top + rows > height || left + columns > width) {
    throw new RangeError(
      `crop: offset ${showPair(options.offset)} with size ${showPair(options.size)} must lie inside the image, in whole pixels. ` +
        `Received shape ${showShape(x.shape)}.`,
    );
  }
  return gather(x, range(top, top + rows), range(left, left + columns), 'crop');
}
