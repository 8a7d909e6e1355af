import * as reading from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import { zeros } from './array';

const { floatAt, intAt } = reading;

/**
 * Puts the values of a max pool back where it found them; all other places are 0. Where windows overlap and chose one
 * place, its value is put there once.
 *
 * Introduced in notebook upsampling.
 *
 * @param pooled [n, oh, ow, c], what the pool gave, or what was computed from it
 * @param switches of `maxPoolingSwitches`, for the same pool
 * @param shape [n, h, w, c], what the pool read
 * @throws RangeError when there is not one switch for each value, or one points outside
 * @see Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, https://arxiv.org/abs/1311.2901, section 2.1
 */
export function maxUnpooling2d(pooled: NDArray, switches: Int32Array, shape: readonly number[]): NDArray {
  if (switches.length !== pooled.data.length) {
    throw new RangeError(
      `maxUnpooling2d: there must be a switch for each value of ${showShape(pooled.shape)}. Received ${switches.length}.`,
    );
  }
  const result = zeros(shape);
  const outside = switches.find(place => place < 0 || place >= result.data.length);
  if (outside !== undefined) {
    throw new RangeError(
      `maxUnpooling2d: switches point into ${showShape(shape)}. Received ${outside}. Give the shape that the pool read.`,
    );
  }
  for (let i = 0; i < switches.length; i++) result.data[intAt(switches, i)] = floatAt(pooled.data, i);
  return result;
}
