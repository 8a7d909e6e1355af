import { tf } from '../../../lib/tfjs';
import { softmaxCrossEntropy } from '../../../lib/tfjs/kernels/loss';
import { type ImageSet, type MaskField, outputShapeOf, type Task } from '../../../lib/training';
import type { SumArray } from '../../../lib/training/tasks/sums';
import { IGNORE } from './scenes';

/** Images with a class for each pixel. */
export type MaskedImages = ImageSet & { readonly masks: readonly Uint8Array[] };

export const GROUNDS = ['ground', 'red', 'blue'] as const;

/** What each pixel belongs to. Ignored pixels count neither in the loss nor in the measures. */
export function segmentation(): Task<
  MaskedImages,
  { readonly mask: MaskField },
  'mask' | 'counted',
  'meanIou' | 'pixelAccuracy'
> {
  return {
    settings: { task: 'segmentation' },
    lossName: 'cross-entropy of the pixels',
    parts: {},
    measures: {
      pixelAccuracy: { label: 'pixel accuracy', unit: '%', better: 'higher' },
      meanIou: { label: 'mean IoU', unit: '%', better: 'higher' },
    },
    fields: ({ masks }) => ({ mask: { kind: 'masks', masks, classNames: GROUNDS, ignore: IGNORE } }),
    check(model, { mask }, where) {
      const [, , classes] = outputShapeOf(model);
      if (classes === mask.classNames.length) return;
      throw new RangeError(`${where}: there are ${mask.classNames.length} classes. The model scores ${classes}.`);
    },
    targets({ fields: { mask }, shape: [count, height, width] }) {
      const labels = Int32Array.from(mask.masks.flatMap(one => [...one]));
      const shape = [count, height, width];
      return {
        mask: { shape, data: labels.map(label => (label === mask.ignore ? 0 : label)) },
        counted: { shape, data: Float32Array.from(labels, label => (label === mask.ignore ? 0 : 1)) },
      };
    },
    loss: ([scores], { mask, counted }) => {
      const errors = softmaxCrossEntropy(tf.reshape(scores, [-1, GROUNDS.length]), tf.reshape(mask, [-1]));
      const weights = tf.reshape(counted, [-1]);
      return tf.div(tf.sum(tf.mul(errors, weights)), tf.maximum(tf.sum(weights), 1));
    },
    measure: ([scores], { mask, counted }) => {
      const rows = tf.mul(tf.oneHot(tf.reshape(mask, [-1]), GROUNDS.length), tf.reshape(counted, [-1, 1]));
      const found = tf.oneHot(tf.reshape(tf.argMax(scores, -1), [-1]), GROUNDS.length);
      return { confusion: tf.matMul(rows, tf.cast(found, 'float32'), true) };
    },
    summarize: sums => fromMatrix(sums.array('confusion')),
  };
}

/** From counts whose rows are the truth and whose columns are what was found. */
export function fromMatrix({ shape: [size = 0], data }: SumArray): { pixelAccuracy: number; meanIou: number } {
  const total = (indices: readonly number[]): number => indices.reduce((sum, i) => sum + (data[i] ?? Number.NaN), 0);
  const all = Array.from({ length: size }, (_, i) => i);
  const right = all.map(k => total([k * size + k]));
  const ious = all.map(k => {
    const [row, column] = [total(all.map(j => k * size + j)), total(all.map(j => j * size + k))];
    return total([k * size + k]) / (row + column - total([k * size + k]));
  });
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  return { pixelAccuracy: sum(right) / sum(data.slice()), meanIou: sum(ious) / size };
}
