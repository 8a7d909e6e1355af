import type { Fields } from './fields';
import { type ImageSet, isOfOneSize } from './imageSet';

/** Images, and what a task has to know of each. */
export interface Examples<F extends Fields = Fields> {
  readonly images: ImageSet;
  readonly fields: F;
}

/** The images of a set without what else it has, and the fields that a task takes from it. */
export function examplesOf<Set extends ImageSet, F extends Fields>(
  task: { fields(set: Set): F },
  set: Set,
): Examples<F> {
  const images = isOfOneSize(set) ? { images: set.images, shape: set.shape } : { images: set.images, frame: set.frame };
  return { images, fields: task.fields(set) };
}
