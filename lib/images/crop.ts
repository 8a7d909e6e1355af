import { batch } from '../ops/array';
import { crop as cropBatch } from '../ops/crop';
import type { NDArray } from '../spec/ndarray';
import type { Pair } from '../spec/network';
import { showShape, toPair } from '../spec/pair';
import { imageShape } from './imageShape';

/** A rectangle of an image, in pixels from its top left corner. */
export interface CropArea {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Cuts a rectangle out of an image.
 *
 * Introduced in notebook welcome.
 *
 * @param image [h, w, c]
 * @param area pixels
 * @returns the part [area.height, area.width, c]
 * @throws RangeError when the rectangle does not lie inside the image
 */
export function crop(image: NDArray, area: CropArea): NDArray {
  const [height, width, channels] = imageShape(image, 'crop');
  const whole = [area.top, area.left, area.height, area.width].every(Number.isInteger);
  const starts = area.top >= 0 && area.left >= 0 && area.height > 0 && area.width > 0;
  if (!whole || !starts || area.top + area.height > height || area.left + area.width > width) {
    throw new RangeError(
      `crop: the rectangle must be whole pixels inside the image ${showShape(image.shape)}. ` +
        `Received top ${area.top}, left ${area.left}, height ${area.height}, width ${area.width}.`,
    );
  }
  const { data } = cropBatch(batch(image), { offset: [area.top, area.left], size: [area.height, area.width] });
  return { shape: [area.height, area.width, channels], data };
}

/**
 * Cuts the largest part with given proportions out of the middle of an image.
 *
 * @param image [h, w, c]
 * @param proportions a number for a square, or `[height, width]`
 * @returns the part, with as many pixels of the image as fit
 */
export function cropCentre(image: NDArray, proportions: Pair = 1): NDArray {
  const [height, width] = imageShape(image, 'cropCentre');
  const [tall, wide] = toPair(proportions);
  const scale = Math.min(height / tall, width / wide);
  const [newHeight, newWidth] = [Math.max(1, Math.round(tall * scale)), Math.max(1, Math.round(wide * scale))];
  const [top, left] = [Math.floor((height - newHeight) / 2), Math.floor((width - newWidth) / 2)];
  return crop(image, { top, left, height: newHeight, width: newWidth });
}
