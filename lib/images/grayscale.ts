import { floatAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { imageShape } from './imageShape';

/** How bright red, green and blue look: the weights of ITU-R BT.601, which JPEG and most image libraries use. */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * The brightness of a colour image: 0.299 red + 0.587 green + 0.114 blue.
 *
 * Introduced in notebook welcome.
 *
 * @param image [h, w, 3]
 * @returns [h, w, 1], in the image's own range
 * @throws TypeError when the image has not three channels
 * @see ITU-R BT.601, https://www.itu.int/rec/R-REC-BT.601
 */
export function grayscale(image: NDArray): NDArray {
  const [height, width, channels] = imageShape(image, 'grayscale');
  if (channels !== 3) {
    throw new TypeError(`grayscale: the image must have 3 channels, red, green and blue. Received ${channels}.`);
  }
  const data = new Float32Array(height * width);
  for (let i = 0; i < data.length; i++) {
    const light = (channel: 0 | 1 | 2): number => LUMA[channel] * floatAt(image.data, i * 3 + channel);
    data[i] = light(0) + light(1) + light(2);
  }
  return { shape: [height, width, 1], data };
}
