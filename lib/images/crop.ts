import { batch } from '../ops/array';
import { crop as cropBatch } from '../ops/crop';
import { type Box, boxHeight, boxWidth } from '../spec/box';
import type { NDArray } from '../spec/ndarray';
import type { Pair } from '../spec/network';
import { showShape, toPair } from '../spec/pair';
import { imageShape } from './imageShape';

/**
 * Cuts a rectangle out of an image.
 *
 * Introduced in notebook padding-stride.
 *
 * @param image [h, w, c]
 * @param box `[x1, y1, x2, y2]`, whole pixels
 * @returns the part [y2 − y1, x2 − x1, c]
 * @throws RangeError when the rectangle does not lie inside the image
 */
export function crop(image: NDArray, box: Box): NDArray {
  const [height, width, channels] = imageShape(image, 'crop');
  const [x1, y1, x2, y2] = box;
  const inside = x1 >= 0 && y1 >= 0 && x2 <= width && y2 <= height;
  if (!box.every(Number.isInteger) || !inside || x2 <= x1 || y2 <= y1) {
    throw new RangeError(
      `crop: the box [x1, y1, x2, y2] must be whole pixels inside the image ${showShape(image.shape)}. ` +
        `Received ${showShape(box)}.`,
    );
  }
  const size = [boxHeight(box), boxWidth(box)] as const;
  const { data } = cropBatch(batch(image), { offset: [y1, x1], size });
  return { shape: [...size, channels], data };
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
  return crop(image, [left, top, left + newWidth, top + newHeight]);
}
