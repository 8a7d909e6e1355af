import type { LabelledImages } from '../../datasets';
import * as reading from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { imageBytes } from '../../training/batches/imageSet';
import type { DetectionImages } from '../detection';
import { matchBoxes } from '../matching';
import { type SelectiveSearchOptions, selectiveSearch } from '../proposals/selectiveSearch';
import { warpRegions } from '../regions/warp';
import { balancedSample } from '../sampling';
import { rcnnContext } from './rcnnFeatures';

const { at, intAt } = reading;

export interface RegionImagesOptions {
  readonly proposals?: SelectiveSearchOptions;
  /** Pixels of a region's side when it is warped: the side of the network's input. */
  readonly size: number;
  /** Pixels of it that show what is around the region; a fourteenth by default, as in R-CNN. */
  readonly context?: number;
  /** Regions of each picture, and the largest share of them that shows an object; 16 and a half by default. */
  readonly perPicture?: number;
  readonly positiveShare?: number;
  /** From which IoU on a region shows an object; 0.5 by default, as in R-CNN. */
  readonly iou?: number;
  /** Of the choice; 0 by default. */
  readonly seed?: number;
}

/**
 * Warped regions to fine-tune a classifier on: objects, proposals that overlap them by half and more, and background.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param set pictures with their objects
 * @returns regions of one size; class 0 is the background, class k + 1 the set's class k
 * @see Girshick et al., Rich Feature Hierarchies, https://arxiv.org/abs/1311.2524, section 2.3
 */
export function regionImages(set: DetectionImages, options: RegionImagesOptions): LabelledImages {
  const { size, context = rcnnContext(size), perPicture = 16, positiveShare = 0.5, iou = 0.5, seed = 0 } = options;
  const parts = set.objects.map((objects, picture) => {
    const image = pictureAt(set, picture);
    const truths = objects.map(({ box }) => box);
    const boxes = [...truths, ...selectiveSearch(image, options.proposals)];
    const matches = matchBoxes(truths, boxes, { high: iou });
    const sampled = { size: perPicture, positiveShare, seed: `region images ${seed}/${picture}` };
    const { positive, negative } = balancedSample(matches.truths, sampled);
    const chosen = [...positive, ...negative];
    const labels = chosen.map((_, i) =>
      i < positive.length ? 1 + at(objects, intAt(matches.truths, at(chosen, i))).label : 0,
    );
    const warped = warpRegions(
      image,
      chosen.map(place => at(boxes, place)),
      { size, context },
    );
    return { labels, bytes: Uint8Array.from(warped.data, Math.round) };
  });
  const labels = Int32Array.from(parts.flatMap(part => part.labels));
  const images = new Uint8Array(labels.length * size * size * 3);
  parts.reduce((start, { bytes }) => {
    images.set(bytes, start);
    return start + bytes.length;
  }, 0);
  return { images, shape: [labels.length, size, size, 3], labels, classNames: ['background', ...set.classNames] };
}

/** One picture of a set. @returns [h, w, c], from 0 to 255 */
export function pictureAt(set: DetectionImages, index: number): NDArray {
  const { shape, data } = imageBytes(set, index);
  return { shape, data: Float32Array.from(data) };
}
