import type { NDArray } from '../spec/ndarray';
import { adaptiveMaxPooling2d } from './adaptivePooling';
import { reshape } from './array';
import { concatenate } from './channels';

export interface SpatialPyramidOptions {
  /** Bins along each side of each level; 4, 2 and 1 unless told. */
  readonly levels?: readonly number[];
}

/**
 * Spatial pyramid pooling: the largest value of each bin of several grids over a map. Maps of any size become vectors of one
 * length.
 *
 * @param x [n, h, w, c]
 * @returns [n, Σ level² · c]: level by level, bins row by row, channels together
 * @throws RangeError when there are no levels, or one is not a positive whole number
 * @see He et al., Spatial Pyramid Pooling in Deep Convolutional Networks, https://arxiv.org/abs/1406.4729, section 2.2
 */
export function spatialPyramidPooling(x: NDArray, { levels = [4, 2, 1] }: SpatialPyramidOptions = {}): NDArray {
  const vectors = levels.map(level => {
    const pooled = adaptiveMaxPooling2d(x, { outputSize: level });
    const [n = 0, height = 0, width = 0, channels = 0] = pooled.shape;
    return reshape(pooled, [n, height * width * channels]);
  });
  return concatenate(vectors);
}
