import { channelStatistics } from '../../datasets/labelledImages';
import { at } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { Random } from '../../spec/random';
import { type Augmentation, checkAugmentation, drawChange, drawSize } from './augmentation';
import { type ImagesOfOneSize, imageBytes } from './imageSet';
import { place } from './placement';
import { writeImage } from './writeImage';

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
  set: ImagesOfOneSize,
  index: number,
  augment: Augmentation,
  { count, seed = 0 }: { readonly count: number; readonly seed?: number },
): NDArray[] {
  const [, height, width, channels] = set.shape;
  checkAugmentation(augment, [height, width]);
  const image = imageBytes(set, index);
  const { mean } = channelStatistics(set);
  const scaling = { mean, std: mean.map(() => 1) };
  const [changes, sizes] = [new Random(`augmentedImages/${seed}`), new Random(`augmentedImages/size/${seed}`)];
  return Array.from({ length: count }, () => {
    const data = new Float32Array(height * width * channels);
    const change = { ...drawChange(augment, changes), ...drawSize(augment, sizes) };
    writeImage(image, place([height, width], [height, width], 'crop', change), change, scaling, data);
    const shown = data.map((value, i) => Math.min(1, Math.max(0, value + at(mean, i % channels))));
    return { shape: [height, width, channels], data: shown };
  });
}
