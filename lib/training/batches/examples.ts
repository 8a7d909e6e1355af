import { type Fields, takeFields } from './fields';
import { type ImageSet, imageBytes, imageCount, isOfOneSize, selectFromImages } from './imageSet';
import { MIDDLE, place } from './placement';

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

/** The first examples of all, or all where there are fewer. */
export function firstExamples<F extends Fields>({ images, fields }: Examples<F>, count: number): Examples<F> {
  const indices = Array.from({ length: Math.min(count, imageCount(images)) }, (_, i) => i);
  const chosen = indices.map(index => {
    const [height, width] = imageBytes(images, index).shape;
    return { index, placement: place([height, width], [height, width], 'crop', MIDDLE) };
  });
  return { images: selectFromImages(images, indices), fields: takeFields(fields, chosen) };
}
