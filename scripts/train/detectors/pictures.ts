import { SCATTERED_DIGITS, type Scenes, type ScenesOptions, scenes } from '../../../lib/datasets';
import type { NDArray } from '../../../lib/spec';

/** What detection needs of the scenes; the masks would take two thirds as much memory as the pictures. */
export type Pictures = Pick<Scenes, 'images' | 'shape' | 'objects' | 'classNames'>;

/** The scenes that all detectors of the course learn from, and are measured on. */
export function pictures(options: Pick<ScenesOptions, 'count' | 'seed' | 'split'>): Pictures {
  const { images, shape, objects, classNames } = scenes({ ...SCATTERED_DIGITS, ...options });
  return { images, shape, objects, classNames };
}

/** A picture [h, w, 3], from 0 to 255. */
export function bytesAt({ images, shape: [, height, width, channels] }: Pictures, index: number): NDArray {
  const size = height * width * channels;
  const bytes = images.subarray(index * size, (index + 1) * size);
  return { shape: [height, width, channels], data: Float32Array.from(bytes) };
}

/** The first pictures of a set. */
export function firstPictures({ images, shape, objects, classNames }: Pictures, count: number): Pictures {
  const [, height, width, channels] = shape;
  return {
    images: images.subarray(0, count * height * width * channels),
    shape: [count, height, width, channels],
    objects: objects.slice(0, count),
    classNames,
  };
}
