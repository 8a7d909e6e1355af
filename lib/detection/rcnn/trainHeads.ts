import * as reading from '../../spec/at';
import type { Box } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import { iouMatrix } from '../boxes';
import { type MiningRound, trainOnHardNegatives } from '../classifiers/hardNegatives';
import { selectRows, stackRows } from '../classifiers/linearClassifier';
import { joined, type SvmOptions } from '../classifiers/linearSvm';
import { softmaxRegression } from '../classifiers/softmaxRegression';
import type { DetectionImages } from '../detection';
import { type SelectiveSearchOptions, selectiveSearch } from '../proposals/selectiveSearch';
import { type BoxRegressor, trainBoxRegressor } from '../regions/boxRegression';
import type { FeatureExtractor } from './extractor';
import { type RegionHeads, scaledFeatures } from './heads';
import { pictureAt } from './regionImages';

const { at, floatAt } = reading;

export interface TrainHeadsOptions {
  readonly proposals?: SelectiveSearchOptions;
  /** `'svm'` by default, as published; `'softmax'` for one classifier of all classes and the background. */
  readonly kind?: RegionHeads['kind'];
  /** Of the machines, or of softmax regression; cost 0.001 by default, as in R-CNN's code. */
  readonly svm?: SvmOptions;
  /** From which IoU with an object of the class on a proposal is a positive beside the objects themselves; 1, none, by default, as published. */
  readonly positiveIou?: number;
  /** Below which IoU with every object of the class a proposal is a negative; 0.3 by default, as published. */
  readonly negativeIou?: number;
  /** From which IoU on a proposal teaches the regressor of its object's class; 0.6 by default, as published. */
  readonly regressionIou?: number;
  /** Of ridge regression; 1,000 by default, as published. */
  readonly penalty?: number;
  /** Called after each picture whose features are computed, and each class that is trained. */
  onProgress?(step: 'features' | 'classes', done: number, of: number): void;
}

/** What was trained, and how the negatives of each class came together. */
export interface TrainedHeads {
  readonly heads: RegionHeads;
  /** Of each class; empty with softmax. */
  readonly rounds: readonly (readonly MiningRound[])[];
}

/** The features of a picture's objects and proposals. */
interface Described {
  readonly boxes: readonly Box[];
  readonly truths: readonly Box[];
  /** The class of each truth. */
  readonly labels: readonly number[];
  readonly features: NDArray;
  /** [truths, boxes]; the first boxes are the truths themselves. */
  readonly overlaps: NDArray;
}

/** R-CNN scales features so that their vectors have this length in the mean. */
const LENGTH = 20;
const FEWEST_PAIRS = 4;

/**
 * Trains what stands behind the features: a support vector machine for each class, on its objects and on hard negatives, and
 * its box regressor. The network stays as it is.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param set pictures with their objects
 * @throws RangeError when a class has no object in the set
 * @see Girshick et al., Rich Feature Hierarchies, https://arxiv.org/abs/1311.2524, sections 2.3 and appendices B and C
 */
export function trainHeads(
  extractor: FeatureExtractor,
  set: DetectionImages,
  options: TrainHeadsOptions = {},
): TrainedHeads {
  const count = set.objects.length;
  const pictures = set.objects.map((objects, picture) => {
    const described = describe(extractor, pictureAt(set, picture), objects, options);
    options.onProgress?.('features', picture + 1, count);
    return described;
  });
  const scale = LENGTH / meanLength(pictures.map(({ features }) => features));
  const scaled = pictures.map(picture => ({ ...picture, features: scaledFeatures(picture.features, scale) }));
  const { kind = 'svm' } = options;
  const classes = set.classNames.map((name, label) => {
    const regressor = regressorOf(scaled, label, options);
    const machine = kind === 'svm' ? machineOf(scaled, label, name, options) : null;
    options.onProgress?.('classes', label + 1, set.classNames.length);
    return { regressor, machine };
  });
  const machines = classes.flatMap(({ machine }) => (machine === null ? [] : [machine]));
  const classifier =
    kind === 'svm' ? joined(machines.map(({ svm }) => svm)) : softmaxOf(scaled, set.classNames.length, options);
  return {
    heads: { kind, classifier, scale, regressors: classes.map(({ regressor }) => regressor) },
    rounds: machines.map(({ rounds }) => rounds),
  };
}

function describe(
  extractor: FeatureExtractor,
  image: NDArray,
  objects: DetectionImages['objects'][number],
  { proposals }: TrainHeadsOptions,
): Described {
  const truths = objects.map(({ box }) => box);
  const boxes = [...truths, ...selectiveSearch(image, proposals)];
  const { features } = extractor.extract(image, boxes);
  return { boxes, truths, labels: objects.map(({ label }) => label), features, overlaps: iouMatrix(truths, boxes) };
}

function meanLength(matrices: readonly NDArray[]): number {
  let [sum, rows] = [0, 0];
  for (const { shape, data } of matrices) {
    const width = at(shape, 1);
    for (let row = 0; row < at(shape, 0); row++, rows++) {
      let square = 0;
      for (let k = row * width; k < (row + 1) * width; k++) square += floatAt(data, k) ** 2;
      sum += Math.sqrt(square);
    }
  }
  // Features that are all 0 have no length to bring to 20.
  return sum === 0 ? LENGTH : sum / rows;
}

/** The largest IoU of a box with objects of one class, and with which; 0 and −1 where there is none. */
function nearest({ overlaps, labels, boxes }: Described, box: number, label: number | null): readonly [number, number] {
  let [most, truth] = [0, -1];
  labels.forEach((other, i) => {
    const overlap = floatAt(overlaps.data, i * boxes.length + box);
    if ((label === null || other === label) && overlap > most) [most, truth] = [overlap, i];
  });
  return [most, truth];
}

/** Rows of a picture's features whose boxes fulfil a condition. */
function rowsWhere(picture: Described, holds: (box: number) => boolean): number[] {
  return picture.boxes.flatMap((_, box) => (holds(box) ? [box] : []));
}

function machineOf(pictures: readonly Described[], label: number, name: string, options: TrainHeadsOptions) {
  const { positiveIou = 1, negativeIou = 0.3, svm = {} } = options;
  const isPositive = (picture: Described, box: number): boolean =>
    box < picture.truths.length ? at(picture.labels, box) === label : nearest(picture, box, label)[0] >= positiveIou;
  const positives = pictures.map(picture =>
    selectRows(
      picture.features,
      rowsWhere(picture, box => isPositive(picture, box)),
    ),
  );
  const negatives = pictures.map(picture =>
    selectRows(
      picture.features,
      rowsWhere(picture, box => nearest(picture, box, label)[0] < negativeIou),
    ),
  );
  const width = at(at(pictures, 0).features.shape, 1);
  const stacked = stackRows(positives, width);
  if (stacked.shape[0] === 0) {
    throw new RangeError(`trainHeads: the set has no object of class "${name}". Give pictures of every class.`);
  }
  return trainOnHardNegatives(stacked, negatives, { cost: 0.001, positiveWeight: 2, ...svm });
}

/** Proposals that overlap an object by half and more are of its class, those below `negativeIou` background. */
function softmaxOf(pictures: readonly Described[], numClasses: number, options: TrainHeadsOptions) {
  const { negativeIou = 0.3, svm = {} } = options;
  const labels: number[] = [];
  const rows = pictures.map(picture => {
    const chosen = rowsWhere(picture, box => {
      const [overlap] = nearest(picture, box, null);
      return overlap < negativeIou || overlap >= 0.5;
    });
    for (const box of chosen) {
      const [overlap, truth] = nearest(picture, box, null);
      labels.push(overlap < negativeIou ? numClasses : at(picture.labels, truth));
    }
    return selectRows(picture.features, chosen);
  });
  const features = stackRows(rows, at(at(pictures, 0).features.shape, 1));
  const { cost = 0.001, tolerance = 1e-2 } = svm;
  return softmaxRegression(features, Int32Array.from(labels), { numClasses: numClasses + 1, cost, tolerance });
}

function regressorOf(pictures: readonly Described[], label: number, options: TrainHeadsOptions): BoxRegressor | null {
  const { regressionIou = 0.6, penalty = 1000 } = options;
  const [boxes, truths, parts]: [Box[], Box[], NDArray[]] = [[], [], []];
  for (const picture of pictures) {
    const rows = rowsWhere(picture, box => {
      const [overlap, truth] = nearest(picture, box, null);
      return box >= picture.truths.length && overlap > regressionIou && at(picture.labels, truth) === label;
    });
    for (const box of rows) {
      boxes.push(at(picture.boxes, box));
      truths.push(at(picture.truths, nearest(picture, box, label)[1]));
    }
    parts.push(selectRows(picture.features, rows));
  }
  if (boxes.length < FEWEST_PAIRS) return null;
  const features = stackRows(parts, at(at(pictures, 0).features.shape, 1));
  return trainBoxRegressor(features, boxes, truths, { penalty });
}
