import { at } from '../spec/at';
import type { ConfusionMatrix } from './confusionMatrix';

/** What a confusion matrix comes to. All from 0 to 1; NaN where no pixel counts. */
export interface SegmentationMetrics {
  /** The share of all pixels that have their class. */
  readonly pixelAccuracy: number;
  /** The share of a class's pixels that have it, meaned over the classes that occur in the truth. */
  readonly meanAccuracy: number;
  /** The mean of `iou` over the classes that occur in the truth or in the prediction. */
  readonly meanIou: number;
  /** The mean of `iou`, each class weighted by its share of the true pixels. */
  readonly frequencyWeightedIou: number;
  /** Of each class: pixels that are it in both, of those that are it in one or both. NaN for a class that occurs in neither. */
  readonly iou: readonly number[];
}

/**
 * The four measures of the FCN paper, from counts of pixels.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @param matrix rows: true classes; columns: predicted ones
 * @throws RangeError when the matrix is not square
 * @see Long, Shelhamer and Darrell, Fully Convolutional Networks for Semantic Segmentation, https://arxiv.org/abs/1411.4038, section 5
 */
export function metrics(matrix: ConfusionMatrix): SegmentationMetrics {
  const size = matrix.length;
  const odd = matrix.find(row => row.length !== size);
  if (size === 0 || odd !== undefined) {
    throw new RangeError(
      `metrics: a confusion matrix has as many columns as rows. Received ${size} rows, and ${odd?.length ?? 0} columns in one.`,
    );
  }
  const right = matrix.map((row, k) => at(row, k));
  const truth = matrix.map(sum);
  const predicted = matrix.map((_, k) => sum(matrix.map(row => at(row, k))));
  const all = sum(truth);
  const share = (k: number): number => at(right, k) / at(truth, k);
  const iou = right.map((count, k) => count / (at(truth, k) + at(predicted, k) - count));
  return {
    pixelAccuracy: sum(right) / all,
    meanAccuracy: meanKnown(right.map((_, k) => share(k))),
    meanIou: meanKnown(iou),
    // A class without true pixels has no weight, so that its NaN does not count.
    frequencyWeightedIou: sum(iou.map((value, k) => (at(truth, k) === 0 ? 0 : value * at(truth, k)))) / all,
    iou,
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function meanKnown(values: readonly number[]): number {
  const known = values.filter(value => !Number.isNaN(value));
  return sum(known) / known.length;
}
