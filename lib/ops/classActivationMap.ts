import { floatAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import { zeros } from './array';

/**
 * How much each place of the last maps speaks for a class, in a network that ends in a global average and one dense
 * layer: the sum of the maps, each times the weight that the dense layer gives to its average. The mean over all places, plus the
 * layer's bias, is the score of the class.
 *
 * Introduced in notebook googlenet.
 *
 * @param maps [h, w, c], what the average reads, of one image
 * @param weights [classes, c], as PyTorch keeps those of a dense layer
 * @param classIndex counted from 0
 * @returns [h, w]
 * @throws RangeError when the shapes do not go together, or there is no such class
 * @see Zhou et al., Learning deep features for discriminative localization, 2016, https://arxiv.org/abs/1512.04150
 */
export function classActivationMap(maps: NDArray, weights: NDArray, classIndex: number): NDArray {
  const [height = 0, width = 0, channels] = maps.shape;
  const [classes = 0, read] = weights.shape;
  if (maps.shape.length !== 3 || weights.shape.length !== 2 || channels === undefined || channels !== read) {
    throw new RangeError(
      `classActivationMap: maps must be [h, w, c] and weights [classes, c]. Received ${showShape(maps.shape)} and ${showShape(weights.shape)}.`,
    );
  }
  if (!Number.isInteger(classIndex) || classIndex < 0 || classIndex >= classes) {
    throw new RangeError(`classActivationMap: the classes are 0 to ${classes - 1}. Received ${classIndex}.`);
  }
  const result = zeros([height, width]);
  for (let place = 0; place < height * width; place++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      sum += floatAt(weights.data, classIndex * channels + c) * floatAt(maps.data, place * channels + c);
    }
    result.data[place] = sum;
  }
  return result;
}
