import { doubleAt, floatAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { checkVector, imagesOf } from './array';
import { momentsOfSets } from './momentsOfSets';

export interface GroupNormalizationOptions {
  /** Channels that follow each other are normalized together, in this many groups; it must divide their number. */
  readonly groups: number;
  /** Scale of each channel, [c]; 1 unless told. */
  readonly gamma?: NDArray;
  /** Shift of each channel, [c]; 0 unless told. */
  readonly beta?: NDArray;
  /** Added to the variance, so that a constant group divides by no zero; 1e-5 unless told. */
  readonly epsilon?: number;
}

/**
 * Group normalization: (x − mean) / √(variance + epsilon) · gamma + beta, with mean and variance of all pixels and all
 * channels of a group in one image. Images do not see each other, so that the size of a batch does not matter and
 * nothing is kept from training. One group is layer normalization, as many groups as channels instance normalization.
 *
 * @param x [n, h, w, c]
 * @returns the shape of `x`
 * @throws RangeError when `groups` does not divide the channels, or when a vector does not have one value for each channel
 * @see Wu and He, Group Normalization, https://arxiv.org/abs/1803.08494, section 3
 */
export function groupNormalization(x: NDArray, options: GroupNormalizationOptions): NDArray {
  const { batch, height, width, channels, data } = imagesOf(x, 'groupNormalization');
  const { groups, gamma, beta, epsilon = 1e-5 } = options;
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
    throw new RangeError(
      `groupNormalization: groups must divide the channels. Received groups ${groups}, ${channels} channels.`,
    );
  }
  if (gamma !== undefined) checkVector(gamma, channels, 'groupNormalization', 'gamma');
  if (beta !== undefined) checkVector(beta, channels, 'groupNormalization', 'beta');
  const groupOf = (i: number): number => {
    const image = Math.floor(i / (height * width * channels));
    return image * groups + Math.floor(((i % channels) * groups) / channels);
  };
  const { mean, variance } = momentsOfSets(data, batch * groups, groupOf);
  const normalized = data.map((value, i) => {
    const [group, channel] = [groupOf(i), i % channels];
    const unit = (value - doubleAt(mean, group)) / Math.sqrt(doubleAt(variance, group) + epsilon);
    const scale = gamma === undefined ? 1 : floatAt(gamma.data, channel);
    return unit * scale + (beta === undefined ? 0 : floatAt(beta.data, channel));
  });
  return { shape: [...x.shape], data: normalized };
}
