import { at } from '../../spec/at';
import type { Box } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import type { Pair } from '../../spec/network';
import { showShape } from '../../spec/pair';
import type { Located } from '../../training/batches/fields/boxes';
import { assignToCells, type CellAssignment, type CellBox } from './assignment';
import { type CellPrediction, cellPredictions, type PredictedBox } from './decode';
import { iou } from './iou';

/** How much two of the five terms count. */
export interface YoloLossWeights {
  /** Of middles and sizes, λcoord in the paper; 5 by default. */
  readonly coordinates?: number;
  /** Of the confidence of boxes that have no object, λnoobj in the paper; 0.5 by default. */
  readonly idle?: number;
}

/** The five terms of YOLO's loss, weighted, in the paper's order; their sum is the loss. */
export interface YoloLossTerms {
  /** Squared errors of the middles of responsible boxes. */
  readonly middle: number;
  /** Squared errors of the roots of their widths and heights. */
  readonly size: number;
  /** Squared errors of their confidence, which should be their IoU with the object. */
  readonly confidence: number;
  /** Squares of the confidence of all other boxes, which should be 0. */
  readonly idle: number;
  /** Squared errors of the class probabilities of cells with an object. */
  readonly class: number;
}

/** The paper's weights. @throws RangeError when a weight is negative */
export function lossWeights({ coordinates = 5, idle = 0.5 }: YoloLossWeights, where: string): Required<YoloLossWeights> {
  const wrong = [coordinates, idle].find(weight => !(weight >= 0 && Number.isFinite(weight)));
  if (wrong === undefined) return { coordinates, idle };
  throw new RangeError(`${where}: the weights of the loss must be 0 or more. Received ${wrong}.`);
}

/**
 * YOLO's loss as published, term by term: the mean over the pictures of sums over cells and boxes. Readable and slow;
 * `detection.yoloDetection` is the same for training.
 *
 * Introduced in notebook yolo.
 *
 * @param outputs [n, rows, columns, 5 · boxes + classes]
 * @param objects of each picture
 * @param options.picture height and width of the pictures in pixels
 * @throws RangeError when outputs, objects and classes do not fit each other
 * @see Redmon et al., You Only Look Once, https://arxiv.org/abs/1506.02640, equation 3
 */
export function yoloLoss(
  outputs: NDArray,
  objects: readonly (readonly Located[])[],
  options: YoloLossWeights & { readonly numClasses: number; readonly picture: Pair },
): YoloLossTerms {
  const [count = 0, ...shape] = outputs.shape;
  if (count !== objects.length || count === 0) {
    throw new RangeError(
      `yoloLoss: there must be a list of objects for each picture. Received ${objects.length} lists for outputs ${showShape(outputs.shape)}.`,
    );
  }
  const weights = lossWeights(options, 'yoloLoss');
  const length = outputs.data.length / count;
  const terms = objects.map((list, i) => {
    const data = outputs.data.subarray(i * length, (i + 1) * length);
    return pictureTerms({ shape, data }, list, options, weights);
  });
  const mean = (name: keyof YoloLossTerms): number => terms.reduce((sum, one) => sum + one[name], 0) / count;
  return {
    ...{ middle: mean('middle'), size: mean('size') },
    ...{ confidence: mean('confidence'), idle: mean('idle'), class: mean('class') },
  };
}

function pictureTerms(
  output: NDArray,
  objects: readonly Located[],
  options: { readonly numClasses: number; readonly picture: Pair },
  weights: Required<YoloLossWeights>,
): YoloLossTerms {
  const cells = cellPredictions(output, options);
  const [rows = 0, columns = 0] = output.shape;
  const { assigned } = assignToCells(objects, { rows, columns }, options.picture);
  const byCell = new Map(assigned.map(one => [one.cell, one] as const));
  const terms = { middle: 0, size: 0, confidence: 0, idle: 0, class: 0 };
  cells.forEach((prediction, cell) => addCell(terms, prediction, byCell.get(cell)));
  return {
    ...terms,
    ...{ middle: weights.coordinates * terms.middle, size: weights.coordinates * terms.size },
    idle: weights.idle * terms.idle,
  };
}

type Sums = { -readonly [Term in keyof YoloLossTerms]: number };

/** Adds what one cell has wrong, unweighted. */
function addCell(
  terms: Sums,
  { boxes, classes }: CellPrediction,
  assignment: CellAssignment<Located> | undefined,
): void {
  const responsible = assignment === undefined ? null : responsibleBox(boxes, assignment);
  boxes.forEach((predicted, j) => {
    if (j !== responsible) terms.idle += predicted.confidence ** 2;
  });
  if (assignment === undefined || responsible === null) return;
  const { coded, box, confidence } = at(boxes, responsible);
  const [dx, dy, dw, dh] = differences(coded, assignment.target);
  terms.middle += dx ** 2 + dy ** 2;
  terms.size += dw ** 2 + dh ** 2;
  terms.confidence += (confidence - iou(box, assignment.object.box)) ** 2;
  classes.forEach((probability, label) => {
    terms.class += (probability - (label === assignment.object.label ? 1 : 0)) ** 2;
  });
}

/**
 * Which of a cell's boxes is responsible for its object: the one with the largest IoU, the first of equal ones; where none
 * overlaps the object, the one whose numbers are nearest to those asked for.
 *
 * Introduced in notebook yolo.
 *
 * @returns its place among the cell's boxes
 */
export function responsibleBox(
  boxes: readonly Pick<PredictedBox, 'box' | 'coded'>[],
  { object, target }: { readonly object: { readonly box: Box }; readonly target: CellBox },
): number {
  const fits = boxes.map(({ box, coded }) => {
    const overlap = iou(box, object.box);
    if (overlap > 0) return overlap;
    return -differences(coded, target).reduce((sum, difference) => sum + difference ** 2, 0);
  });
  return fits.indexOf(Math.max(...fits));
}

function differences(a: CellBox, b: CellBox): CellBox {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]];
}
