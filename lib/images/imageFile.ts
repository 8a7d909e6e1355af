import { imageSize } from 'image-size';
import { readAtMost } from '../files/readAtMost';
import { systemErrorCode, systemProblem } from '../files/systemProblem';
import type { NDArray } from '../spec/ndarray';
import type { Pair } from '../spec/network';
import { toPair } from '../spec/pair';
import { cropCentre } from './crop';
import { decodeImage } from './decode';
import { imageShape } from './imageShape';
import { MOST_PICTURE_BYTES } from './pictureSize';
import { resize } from './resize';

export interface ImageFileOptions {
  /**
   * Pixels, a number for a square or `[height, width]`: the largest part of these proportions is cut out of the middle
   * and brought to this size. Without it the image keeps its own size.
   */
  readonly size?: Pair;
}

/**
 * Reads a PNG or a JPEG of one's own, upright: a camera that was held sideways notes so in the file.
 *
 * Introduced in notebook detection-basics.
 *
 * @param path the file
 * @returns the image [h, w, 3]: red, green and blue from 0 to 1
 * @throws Error when there is no such file, or it is a device or has more than 400 MB
 * @throws TypeError when it is neither a PNG nor a JPEG, or is damaged
 * @throws RangeError when it has more than 40 million pixels
 */
export function imageFile(path: string, { size }: ImageFileOptions = {}): NDArray {
  const bytes = readImageBytes(path);
  const image = turnUpright(decodeImage(bytes, path), orientationOf(bytes));
  return size === undefined ? image : resize(cropCentre(image, size), toPair(size));
}

function readImageBytes(path: string): Buffer {
  try {
    return readAtMost(path, MOST_PICTURE_BYTES);
  } catch (error) {
    const reason = systemErrorCode(error) ?? systemProblem(error);
    throw new Error(`${path} cannot be read (${reason}). Check the path: it must name a PNG or a JPEG.`);
  }
}

/** The EXIF orientation, from 1 (upright) to 8; 1 where the file tells none. */
function orientationOf(bytes: Buffer): number {
  try {
    return imageSize(bytes).orientation ?? 1;
  } catch {
    // The picture itself was decoded: only what goes with it cannot be read.
    return 1;
  }
}

/**
 * Turns an image as its EXIF orientation says.
 *
 * @param image [h, w, c], as stored
 * @param orientation 1 to 8: which sides of the scene the first row and the first column of the stored image are
 * @returns [h, w, c], or [w, h, c] when the image lay on its side
 * @see Exif 2.3, tag 274
 */
export function turnUpright(image: NDArray, orientation: number): NDArray {
  const [height, width, channels] = imageShape(image, 'turnUpright');
  if (orientation <= 1 || orientation > 8) return image;
  const sideways = orientation > 4;
  const [newHeight, newWidth] = sideways ? [width, height] : [height, width];
  const data = new Float32Array(image.data.length);
  for (let row = 0; row < newHeight; row++) {
    for (let column = 0; column < newWidth; column++) {
      // Which stored row and column show here: 2, 3, 7 and 8 mirror the columns; 3, 4, 6 and 7 the rows.
      const [y, x] = sideways ? [column, row] : [row, column];
      const oldRow = [3, 4, 6, 7].includes(orientation) ? height - 1 - y : y;
      const oldColumn = [2, 3, 7, 8].includes(orientation) ? width - 1 - x : x;
      const from = (oldRow * width + oldColumn) * channels;
      data.set(image.data.subarray(from, from + channels), (row * newWidth + column) * channels);
    }
  }
  return { shape: [newHeight, newWidth, channels], data };
}
