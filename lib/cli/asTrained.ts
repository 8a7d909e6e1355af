import { floatAt } from '../spec/at';
import type { ImagePreset } from '../spec/imagePreset';
import type { NDArray } from '../spec/ndarray';
import { lastAxis } from '../spec/shape';

/** A picture as a network's pictures were in training, but for its size and its scale. */
export interface AsTrained {
  /** The colours in the order of training. */
  readonly image: NDArray;
  /** Mean and deviation of the channels in that order. */
  readonly scaling: { readonly mean: readonly number[]; readonly std: readonly number[] };
}

/** @param picture [h, w, 3], red first */
export function asTrained({ mean, std, blueFirst = false }: ImagePreset, picture: NDArray): AsTrained {
  if (!blueFirst) return { image: picture, scaling: { mean, std } };
  return { image: channelsReversed(picture), scaling: { mean: [...mean].reverse(), std: [...std].reverse() } };
}

/** Red, green, blue to blue, green, red. */
function channelsReversed({ shape, data }: NDArray): NDArray {
  const channels = lastAxis(shape);
  const reversed = data.map((_, i) => floatAt(data, i - (i % channels) + channels - 1 - (i % channels)));
  return { shape, data: reversed };
}
