import type { LayersModel, Tensor, Tensor2D } from '@tensorflow/tfjs-node';
import { at, byteAt } from '../../spec/at';
import { tf } from '../../tfjs/backend';
import { softmaxCrossEntropy } from '../../tfjs/kernels/loss';
import type { ImageSet, MaskField, Task } from '../../training';
import { outputShapeOf } from '../../training';
import type { SumArray } from '../../training/tasks/sums';
import type { ConfusionMatrix } from '../confusionMatrix';
import { metrics } from '../metrics';

/** Images with a class for each pixel. */
export type MaskedImages = ImageSet & {
  /** For each image, [h, w] labels of its size: positions in `classNames`, or the ignored label. */
  readonly masks: readonly Uint8Array[];
  readonly classNames: readonly string[];
};

export interface PixelClassificationOptions {
  /** The label of pixels that count neither in the loss nor in the measures; 255, as in VOC, by default. */
  readonly ignoreLabel?: number;
  /** How much a pixel of each class counts in the loss; all alike by default. */
  readonly classWeights?: readonly number[];
}

/** One class for each pixel. */
export type PixelClassification = Task<
  MaskedImages,
  { readonly mask: MaskField },
  'mask' | 'counted',
  'pixelAccuracy' | 'meanIou'
>;

/**
 * Which class each pixel has: a network with a map of scores, [h, w, classes], as large as its input. The loss is the mean
 * cross-entropy of the pixels that count; with weights, the weighted mean, as PyTorch has it.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @throws RangeError when a weight is no positive number
 */
export function pixelClassification(options: PixelClassificationOptions = {}): PixelClassification {
  const { ignoreLabel = 255, classWeights } = options;
  const wrong = classWeights?.find(weight => !(weight > 0 && Number.isFinite(weight)));
  if (wrong !== undefined)
    throw new RangeError(`pixelClassification: class weights must be positive. Received ${wrong}.`);
  const weigh = (label: number): number => (classWeights === undefined ? 1 : at(classWeights, label));
  return {
    settings: { task: 'pixelClassification', ignoreLabel, ...(classWeights && { classWeights }) },
    lossName: 'cross-entropy of the pixels',
    parts: {},
    measures: {
      pixelAccuracy: { label: 'pixel accuracy', unit: '%', better: 'higher' },
      meanIou: { label: 'mean IoU', unit: '%', better: 'higher' },
    },
    fields: ({ masks, classNames }) => ({ mask: { kind: 'masks', masks, classNames, ignore: ignoreLabel } }),
    check: (model, { mask }, where) => {
      checkClasses(model, mask, where);
      if (classWeights === undefined || classWeights.length === mask.classNames.length) return;
      throw new RangeError(
        `${where}: there must be a weight for each of ${mask.classNames.length} classes. Received ${classWeights.length}.`,
      );
    },
    targets({ fields: { mask }, shape: [count, height, width] }) {
      const shape = [count, height, width];
      const pixels = height * width;
      const labels = new Int32Array(count * pixels);
      const counted = new Float32Array(count * pixels);
      mask.masks.forEach((one, image) => {
        for (let i = 0; i < pixels; i++) {
          const label = byteAt(one, i);
          if (label === ignoreLabel) continue;
          labels[image * pixels + i] = label;
          counted[image * pixels + i] = weigh(label);
        }
      });
      return { mask: { shape, data: labels }, counted: { shape, data: counted } };
    },
    loss: ([scores], { mask, counted }) => {
      const errors = softmaxCrossEntropy(perPixel(scores), tf.reshape(mask, [-1]));
      const weights = tf.reshape(counted, [-1]);
      // A batch in which nothing counts has the loss 0.
      return tf.div(tf.sum(tf.mul(errors, weights)), tf.maximum(tf.sum(weights), 1e-12));
    },
    measure: ([scores], { mask, counted }) => ({ confusion: confusion(scores, mask, counted) }),
    summarize: sums => {
      const { pixelAccuracy, meanIou } = metrics(rowsOf(sums.array('confusion')));
      return { pixelAccuracy, meanIou };
    },
  };
}

function checkClasses(model: LayersModel, { classNames }: MaskField, where: string): void {
  const shape = outputShapeOf(model);
  const [height, width, classes] = shape;
  const input = model.inputs[0]?.shape.slice(1) ?? [];
  if (shape.length !== 3 || height !== input[0] || width !== input[1]) {
    throw new RangeError(
      `${where}: the model "${model.name}" must give scores for each pixel of its input [${input.join(', ')}]. Its output is [${shape.join(', ')}].`,
    );
  }
  if (classes === classNames.length) return;
  throw new RangeError(
    `${where}: there are ${classNames.length} classes (${classNames.join(', ')}). The model "${model.name}" scores ${classes}. Build it with numClasses: ${classNames.length}.`,
  );
}

/** [n, h, w, classes] → [n · h · w, classes] */
function perPixel(scores: Tensor): Tensor2D {
  return tf.reshape(scores, [-1, at(scores.shape, 3)]);
}

/** Counts of pixels: rows the true class, columns the one with the highest score. */
function confusion(scores: Tensor, mask: Tensor, counted: Tensor): Tensor {
  const flat = perPixel(scores);
  const [, classes] = flat.shape;
  const kept = tf.cast(tf.greater(tf.reshape(counted, [-1, 1]), 0), 'float32');
  const rows = tf.mul(tf.oneHot(tf.cast(tf.reshape(mask, [-1]), 'int32'), classes), kept);
  const columns = tf.cast(tf.oneHot(tf.argMax(flat, -1), classes), 'float32');
  return tf.matMul(rows as typeof columns, columns, true);
}

function rowsOf({ shape: [size = 0], data }: SumArray): ConfusionMatrix {
  return Array.from({ length: size }, (_, row) => data.slice(row * size, (row + 1) * size));
}
