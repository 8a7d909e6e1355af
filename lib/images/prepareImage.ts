import { at, floatAt } from '../spec/at';
import type { ImagePreset } from '../spec/imagePreset';
import type { NDArray } from '../spec/ndarray';
import { crop } from './crop';
import { imageShape } from './imageShape';
import { MOST_PIXELS } from './pictureSize';
import { resize } from './resize';

/**
 * Brings an image into the form that a network was trained on.
 *
 * @param image [h, w, 3], red, green and blue from 0 to 1
 * @param square pixels of the network's published input
 * @returns [1, 3, h, w], as PyTorch orders it
 */
export function prepareImage(image: NDArray, preset: ImagePreset, square: number): NDArray {
  const resized = preset.shorterSide === undefined ? image : resizeShorterSide(image, preset.shorterSide);
  return normalize(preset.cropped ? middle(resized, square) : resized, preset);
}

/**
 * Brings the shorter side to a number of pixels, as torchvision does with Pillow: the longer side is cut down to whole pixels, and values are rounded to 8 bits after
 * each axis, the width first.
 *
 * @param image [h, w, c]
 * @throws RangeError when the image is so narrow that more than 40 million pixels would come of it
 */
export function resizeShorterSide(image: NDArray, pixels: number): NDArray {
  const [height, width] = imageShape(image, 'prepareImage');
  const longer = Math.floor((pixels * Math.max(height, width)) / Math.min(height, width));
  const [newHeight, newWidth] = height <= width ? [pixels, longer] : [longer, pixels];
  if (newHeight * newWidth > MOST_PIXELS) {
    throw new RangeError(
      `prepareImage: a shorter side of ${pixels} pixels makes ${newWidth} × ${newHeight} (width × height) of an image of ${width} × ${height}, ` +
        `and at most ${MOST_PIXELS / 1e6} million pixels are made. Cut a part out of it that is less narrow.`,
    );
  }
  const narrow = roundToBytes(resize(image, [height, newWidth], 'antialiased'));
  return roundToBytes(resize(narrow, [newHeight, newWidth], 'antialiased'));
}

function roundToBytes({ shape, data }: NDArray): NDArray {
  return { shape, data: data.map(value => Math.round(value * 255) / 255) };
}

function middle(image: NDArray, pixels: number): NDArray {
  const [height, width] = imageShape(image, 'prepareImage');
  const [left, top] = [margin(width, pixels), margin(height, pixels)];
  return crop(image, [left, top, left + pixels, top + pixels]);
}

/** Half of what is left over; a half pixel goes to the even number, as Python rounds. */
function margin(side: number, pixels: number): number {
  const low = Math.floor((side - pixels) / 2);
  return (side - pixels) % 2 === 0 ? low : low + (low % 2);
}

function normalize(image: NDArray, { mean, std, blueFirst = false }: ImagePreset): NDArray {
  const [height, width] = imageShape(image, 'prepareImage');
  const values = new Float32Array(3 * height * width);
  for (let channel = 0; channel < 3; channel++) {
    const plane = values.subarray((blueFirst ? 2 - channel : channel) * height * width);
    const [offset, scale] = [at(mean, channel), at(std, channel)];
    for (let i = 0; i < height * width; i++) plane[i] = (floatAt(image.data, i * 3 + channel) - offset) / scale;
  }
  return { shape: [1, 3, height, width], data: values };
}
