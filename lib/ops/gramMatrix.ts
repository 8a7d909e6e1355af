import { floatAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { imageShape } from '../spec/shape';
import { zeros } from './array';

/**
 * How strongly each two channels of a layer answer at the same places: the mean over all places of the product of the two.
 * Where something lies in the picture has no part in it, so that it describes a texture, or a style.
 *
 * Introduced in notebook vgg.
 *
 * @param maps [h, w, c]
 * @returns [c, c], symmetric
 * @throws RangeError when the array has another shape
 * @see L. Gatys, A. Ecker and M. Bethge, Image style transfer using convolutional neural networks, 2016, equation 3, which
 *   adds up over the places and divides later
 */
export function gramMatrix(maps: NDArray): NDArray {
  const [height, width, channels] = imageShape(maps.shape, 'gramMatrix');
  const places = height * width;
  const gram = zeros([channels, channels]);
  for (let a = 0; a < channels; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let place = 0; place < places; place++) {
        sum += floatAt(maps.data, place * channels + a) * floatAt(maps.data, place * channels + b);
      }
      gram.data[a * channels + b] = sum / places;
      gram.data[b * channels + a] = sum / places;
    }
  }
  return gram;
}
