import type { LabelledImages } from '../../datasets/labelledImages';
import { at } from '../../spec/at';

/** Images of one size, in one array of bytes [n, h, w, c]. */
export type ImagesOfOneSize = Pick<LabelledImages, 'images' | 'shape'>;

/** One image in bytes, from 0 to 255. */
export interface ImageBytes {
  /** `[h, w, c]` */
  readonly shape: readonly [number, number, number];
  /** [h, w, c] in row-major order. */
  readonly data: Uint8Array;
}

/** Images of different sizes, each an array of its own. */
export interface ImagesOfAnySize {
  readonly images: readonly ImageBytes[];
  /**
   * How an image comes into the network's input. `'crop'`: in its own scale; of a larger one a window is taken, a smaller
   * one gets a border; in training the place is random, in an evaluation it is the middle. `'contain'`: scaled so that all of
   * it can be seen, with a border where the proportions differ. Pixels are interpolated, not averaged: shrink photographs
   * that are more than twice too large beforehand, with `datasets.resize`.
   */
  readonly frame: 'crop' | 'contain';
}

/** What a network reads. */
export type ImageSet = ImagesOfOneSize | ImagesOfAnySize;

/** Height and width in pixels. */
export type Size = readonly [height: number, width: number];

export function isOfOneSize(set: ImageSet): set is ImagesOfOneSize {
  return 'shape' in set;
}

export function imageCount(set: ImageSet): number {
  return isOfOneSize(set) ? set.shape[0] : set.images.length;
}

/** One image, in the set's own memory. */
export function imageBytes(set: ImageSet, index: number): ImageBytes {
  if (!isOfOneSize(set)) return at(set.images, index);
  const [, height, width, channels] = set.shape;
  const size = height * width * channels;
  return { shape: [height, width, channels], data: set.images.subarray(index * size, (index + 1) * size) };
}

/** The images at some places. */
export function selectFromImages(set: ImageSet, indices: readonly number[]): ImageSet {
  const chosen = indices.map(index => imageBytes(set, index));
  if (!isOfOneSize(set)) return { ...set, images: chosen };
  const [, height, width, channels] = set.shape;
  const images = new Uint8Array(indices.length * height * width * channels);
  chosen.forEach(({ data }, i) => {
    images.set(data, i * data.length);
  });
  return { images, shape: [indices.length, height, width, channels] };
}
