import { softmax } from '../../ops/activations';
import * as reading from '../../spec/at';
import type { Box } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import { type LinearClassifier, linearScores, selectRows } from '../classifiers/linearClassifier';
import type { Detection } from '../detection';
import { batchedNms } from '../nms';
import { type BoxRegressor, regressBoxes } from '../regions/boxRegression';

const { at, floatAt } = reading;

/** What stands behind the features of regions: a classifier, and a regressor for each class. */
export interface RegionHeads {
  /** `'svm'`: a machine for each class. `'softmax'`: classes and, last, the background compete. */
  readonly kind: 'svm' | 'softmax';
  readonly classifier: LinearClassifier;
  /** Of each class; null where it had too few examples, and without regression. */
  readonly regressors: readonly (BoxRegressor | null)[];
  /** Features are multiplied by it, so that their vectors have the length 20 in the mean, as in R-CNN's code. */
  readonly scale: number;
}

export interface ClassifyOptions {
  /** Boxes with a lower score are left out: −1, a machine's margin, or a probability of 0.05, by default. */
  readonly minScore?: number;
  /** Of non-maximum suppression within each class; 0.3 by default, as in the papers. */
  readonly iouThreshold?: number;
  /** Detections at most; 100 by default. */
  readonly count?: number;
  /** Whether boxes are moved by the regressors; true by default. */
  readonly regression?: boolean;
}

/**
 * What regions show: each class scores each region, regressors move those that score high enough, and of those that overlap the
 * surest stays.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param features [k, d], of the regions
 * @param regions k boxes
 * @param size of the picture in pixels
 * @returns the surest first
 */
export function classifyRegions(
  heads: RegionHeads,
  features: NDArray,
  regions: readonly Box[],
  size: readonly [height: number, width: number],
  options: ClassifyOptions = {},
): readonly Detection[] {
  if (regions.length === 0) return [];
  const { minScore = heads.kind === 'svm' ? -1 : 0.05, iouThreshold = 0.3, count = 100, regression = true } = options;
  const scaled = scaledFeatures(features, heads.scale);
  const scores = classScores(heads, scaled);
  const found = heads.regressors.flatMap((regressor, label) => {
    const rows = regions.flatMap((_, row) => (scoreAt(scores, row, label) > minScore ? [row] : []));
    const boxes = rows.map(row => at(regions, row));
    const placed =
      regression && regressor !== null ? regressBoxes(regressor, selectRows(scaled, rows), boxes, size) : boxes;
    return placed.map((box, i): Detection => ({ box, label, score: scoreAt(scores, at(rows, i), label) }));
  });
  const kept = batchedNms(
    found.map(({ box }) => box),
    found.map(({ score }) => score),
    found.map(({ label }) => label),
    { iouThreshold },
  );
  return kept.slice(0, count).map(place => at(found, place));
}

/** @returns [k, classes], or one more with the background */
function classScores({ kind, classifier }: RegionHeads, features: NDArray): NDArray {
  const scores = linearScores(classifier, features);
  return kind === 'svm' ? scores : softmax(scores);
}

const scoreAt = ({ shape, data }: NDArray, row: number, label: number): number =>
  floatAt(data, row * at(shape, 1) + label);

export function scaledFeatures({ shape, data }: NDArray, scale: number): NDArray {
  return { shape, data: data.map(value => value * scale) };
}
