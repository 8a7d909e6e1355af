import type { Scalar, Tensor } from '@tensorflow/tfjs-node';
import { tf } from '../../tfjs/backend';
import { withoutGradient } from '../../tfjs/kernels/withoutGradient';
import { BOX_NUMBERS, type YoloGrid } from './grid';
import type { YoloLossTerms, YoloLossWeights } from './loss';

/** What a batch's cells have to say, cell after cell. */
export interface YoloTargets {
  /** [n, rows, columns]: 1 in cells with an object. */
  readonly present: Tensor;
  /** [n, rows, columns, 4]: middle in the cell, and the roots of the size as parts of the picture. */
  readonly box: Tensor;
  /** [n, rows, columns], int32. */
  readonly label: Tensor;
}

/** The loss of a batch, and which boxes it took for responsible. */
export interface YoloLoss {
  readonly terms: Readonly<Record<keyof YoloLossTerms, Scalar>>;
  /** The sum over the batch of the responsible boxes' IoU with their objects. */
  readonly overlap: Scalar;
}

/**
 * `yoloLoss` on tensors: pure, with gradients, and without a look at a value, so that it can be recorded. IoU and the choice of the
 * responsible box are taken as given: no gradient flows through them.
 *
 * @param output [n, rows, columns, 5 · boxes + classes]
 */
export function yoloLossTensors(
  output: Tensor,
  targets: YoloTargets,
  grid: YoloGrid,
  weights: Required<YoloLossWeights>,
): YoloLoss {
  const [count = 1] = output.shape;
  const { boxes, classes } = splitCells(output, grid);
  const [coded, confidence] = [part(boxes, 0, 4), tf.squeeze(part(boxes, 4, 1), [2])];
  const present = tf.reshape(targets.present, [-1, 1]);
  const target = tf.reshape(targets.box, [-1, 1, 4]);
  const iou = withoutGradient(coded, one => iouInCells(one, target, grid));
  const responsible = tf.mul(
    withoutGradient(coded, one => bestBoxes(one, target, iou, grid)),
    present,
  );
  const mean = (values: Tensor, weight: number): Scalar => tf.mul(tf.sum(values), weight / count);
  const errors = tf.mul(tf.square(tf.sub(coded, target)), tf.expandDims(responsible, 2));
  const wrong = tf.square(tf.sub(classes, tf.oneHot(tf.reshape(targets.label, [-1]), grid.numClasses)));
  return {
    terms: {
      middle: mean(part(errors, 0, 2), weights.coordinates),
      size: mean(part(errors, 2, 2), weights.coordinates),
      confidence: mean(tf.mul(tf.square(tf.sub(confidence, iou)), responsible), 1),
      idle: mean(tf.mul(tf.square(confidence), tf.sub(1, responsible)), weights.idle),
      class: mean(tf.mul(wrong, present), 1),
    },
    overlap: tf.sum(tf.mul(iou, responsible)),
  };
}

/** [n · cells, boxes, 5] and [n · cells, classes] */
function splitCells(output: Tensor, grid: YoloGrid): { readonly boxes: Tensor; readonly classes: Tensor } {
  const numbers = BOX_NUMBERS * grid.boxes;
  const cells = tf.reshape(output, [-1, numbers + grid.numClasses]);
  return {
    boxes: tf.reshape(tf.slice(cells, [0, 0], [-1, numbers]), [-1, grid.boxes, BOX_NUMBERS]),
    classes: tf.slice(cells, [0, numbers], [-1, grid.numClasses]),
  };
}

/** Some of the numbers of each box. */
function part(boxes: Tensor, first: number, size: number): Tensor {
  return tf.slice(boxes, [0, 0, first], [-1, -1, size]);
}

/** IoU of boxes of the same cell [cells, boxes, 4] with its object [cells, 1, 4], in parts of the picture. */
function iouInCells(coded: Tensor, target: Tensor, grid: YoloGrid): Tensor {
  const [predicted, truth] = [cornersOf(coded, grid), cornersOf(target, grid)];
  const common = tf.prod(
    tf.relu(tf.sub(tf.minimum(predicted.end, truth.end), tf.maximum(predicted.start, truth.start))),
    2,
  );
  const union = tf.sub(tf.add(tf.prod(predicted.size, 2), tf.prod(truth.size, 2)), common);
  // Cells without an object have a target without an area.
  return tf.div(common, tf.maximum(union, 1e-12));
}

interface Corners {
  readonly start: Tensor;
  readonly end: Tensor;
  readonly size: Tensor;
}

/** From the cell's corner, in parts of the picture. */
function cornersOf(coded: Tensor, { rows, columns }: YoloGrid): Corners {
  const middle = tf.div(part(coded, 0, 2), [columns, rows]);
  const size = tf.square(part(coded, 2, 2));
  const half = tf.div(size, 2);
  return { start: tf.sub(middle, half), end: tf.add(middle, half), size };
}

/** 1 for the responsible box of each cell: as `responsibleBox`. */
function bestBoxes(coded: Tensor, target: Tensor, iou: Tensor, grid: YoloGrid): Tensor {
  const distance = tf.sum(tf.square(tf.sub(coded, target)), 2);
  const fit = tf.where(tf.greater(iou, 0), iou, tf.neg(distance));
  return tf.cast(tf.oneHot(tf.argMax(fit, 1), grid.boxes), 'float32');
}
