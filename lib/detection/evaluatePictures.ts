import type { Located } from '../training';
import type { Detection } from './detection';
import { type Evaluation, type EvaluationOptions, evaluate } from './metrics';

/**
 * `evaluate` for what a detector gives, picture by picture.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param detections of each picture
 * @param objects that are there, of each picture
 * @throws RangeError when the lists are not of the same pictures, and as `evaluate`
 */
export function evaluatePictures(
  detections: readonly (readonly Detection[])[],
  objects: readonly (readonly Located[])[],
  options?: EvaluationOptions,
): Evaluation {
  if (detections.length !== objects.length) {
    throw new RangeError(
      `evaluatePictures: there must be a list of detections for each picture. Received ${detections.length} for ${objects.length}.`,
    );
  }
  const predictions = detections.flatMap((list, image) =>
    list.map(({ box, label, score }) => ({ image, class: label, box, score })),
  );
  const truths = objects.flatMap((list, image) => list.map(({ box, label }) => ({ image, class: label, box })));
  return evaluate(predictions, truths, options);
}
