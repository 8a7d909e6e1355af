import { PNG } from 'pngjs';
import { floatAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { imageShape } from './imageShape';

/**
 * A picture as a PNG of eight bits a colour.
 *
 * @param image [h, w, 3], red, green and blue from 0 to 1
 */
export function encodePng(image: NDArray): Buffer {
  const [height, width] = imageShape(image, 'encodePng');
  const png = new PNG({ width, height });
  png.data = Buffer.alloc(height * width * 4, 255);
  for (let i = 0; i < height * width * 3; i++) {
    const share = Math.min(1, Math.max(0, floatAt(image.data, i)));
    png.data[Math.floor(i / 3) * 4 + (i % 3)] = Math.round(255 * share);
  }
  return PNG.sync.write(png, { colorType: 2 });
}
