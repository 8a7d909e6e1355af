import { channelStatistics, type LabelledImages } from '../../datasets/labelledImages';
import type { NDArray } from '../../spec/ndarray';
import { Random } from '../../spec/random';
import { type Augmentation, checkAugmentation, drawChange, writeImage } from './augmentation';

/**
 * One image as `fit` would show it to a network, changed anew each time, to look at.
 *
 * Introduced in notebook alexnet.
 *
 * @param set images; what a shift leaves empty gets the mean colour of all of them
 * @param index which image
 * @param augment the same as for `fit`
 * @param options.count how many versions
 * @returns images [h, w, c] from 0 to 1
 * @throws RangeError when a setting makes no sense for images of this size
 */
export function augmentedImages(
  set: LabelledImages,
  index: number,
  augment: Augmentation,
  { count, seed = 0 }: { readonly count: number; readonly seed?: number },
): NDArray[] {
  const [, height, width, channels] = set.shape;
  checkAugmentation(augment, [height, width, channels]);
  const size = height * width * channels;
  const source = set.images.subarray(index * size, (index + 1) * size);
  const { mean } = channelStatistics(set);
  const random = new Random(`augmentedImages/${seed}`);
  return Array.from({ length: count }, () => {
    const data = new Float32Array(size);
    const scaling = { mean, std: mean.map(() => 1) };
    writeImage(source, [height, width, channels], drawChange(augment, random), scaling, data);
    const shown = data.map((value, i) => Math.min(1, Math.max(0, value + mean[i % channels])));
    return { shape: [height, width, channels], data: shown };
  });
}
