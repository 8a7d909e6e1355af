import type { Graph } from '../spec/graph';

/** Bins along each side of the levels of a pyramid, as in He et al. for detection with three levels: 21 bins in all. */
export const PYRAMID_LEVELS: readonly number[] = [4, 2, 1];

/**
 * Spatial pyramid pooling: the largest value of each bin of 4 × 4, 2 × 2 and 1 × 1 bins over a map. The vector has the same
 * length whatever the size of the map, so that dense layers can follow.
 *
 * @param map of any size
 * @param levels bins along each side; `PYRAMID_LEVELS` by default
 * @returns the layer with the vector, [Σ level² · channels]
 * @throws RangeError when there are no levels
 * @see He et al., Spatial Pyramid Pooling in Deep Convolutional Networks, https://arxiv.org/abs/1406.4729, section 2.2
 */
export function spatialPyramid(
  g: Graph,
  map: string,
  levels: readonly number[] = PYRAMID_LEVELS,
  path = 'spp',
): string {
  if (levels.length === 0) throw new RangeError('spatialPyramid: a pyramid has at least one level. Received none.');
  const bins = levels.map(level =>
    g.flatten(
      g.adaptiveMaxPooling2d(map, { outputSize: level }, `${path}.${level}x${level}`),
      `${path}.${level}x${level}.flatten`,
    ),
  );
  const [first] = bins;
  return bins.length === 1 && first !== undefined ? first : g.concatenate(bins, path);
}
