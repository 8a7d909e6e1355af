import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';

/**
 * The sides of an image, checked.
 *
 * @param where the function that asks, for the message
 * @returns `[height, width, channels]`
 * @throws TypeError when the array has not three axes
 */
export function imageShape(image: NDArray, where: string): [number, number, number] {
  const [height, width, channels] = image.shape;
  if (image.shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw new TypeError(`${where}: the image must have the shape [h, w, c]. Received ${showShape(image.shape)}.`);
  }
  return [height, width, channels];
}
