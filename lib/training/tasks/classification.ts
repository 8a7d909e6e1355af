import type { LayersModel, Tensor1D } from '@tensorflow/tfjs-node';
import type { LabelledImages } from '../../datasets/labelledImages';
import { tf } from '../../tfjs/backend';
import type { ClassField } from '../batches/fields/classes';
import { type Loss, meanCrossEntropy } from './losses';
import { outputShapeOf } from './outputShape';
import type { Task } from './task';

/** One class for each image, which is what `fit` trains for where no task is given. */
export type Classification = Task<LabelledImages, { readonly label: ClassField }, 'label', 'accuracy'>;

/**
 * Which class an image has: a network with one number for each class.
 *
 * @param options.loss the mean cross-entropy by default; `withAuxiliary()` for GoogLeNet's auxiliary classifiers
 */
export function classification(options: { readonly loss?: Loss } = {}): Classification {
  const { loss = meanCrossEntropy } = options;
  return {
    settings: { task: 'classification', loss: loss.settings ?? { loss: loss.name } },
    lossName: 'cross-entropy',
    parts: {},
    measures: { accuracy: { label: 'accuracy', unit: '%', better: 'higher' } },
    fields: ({ labels, classNames }) => ({ label: { kind: 'classes', data: labels, classNames } }),
    check: checkLabels,
    targets: ({ fields: { label } }) => ({ label: { shape: [label.data.length], data: label.data } }),
    loss: (outputs, { label }) => loss(outputs, label as Tensor1D), // targets gives it one axis
    measure: ([logits], { label }) => ({ correct: tf.sum(tf.equal(tf.argMax(logits, -1), label)) }),
    summarize: (sums, examples) => ({ accuracy: sums.scalar('correct') / examples }),
  };
}

function checkLabels(model: LayersModel, { label }: { readonly label: ClassField }, where: string): void {
  const [classes, ...others] = outputShapeOf(model);
  if (classes === undefined || others.length > 0) {
    throw new RangeError(
      `${where}: the model "${model.name}" must give one number for each class. Its output is [${[classes, ...others].join(', ')}].`,
    );
  }
  const wrong = label.data.findIndex(one => !(Number.isInteger(one) && one >= 0 && one < classes));
  if (wrong === -1) return;
  const largest = label.data.reduce((a, b) => Math.max(a, b), 0);
  const advice =
    Number.isInteger(largest) && largest >= classes
      ? `Build the model with numClasses: ${largest + 1}, or mend`
      : 'Mend';
  throw new RangeError(
    `${where}: labels go from 0 to ${classes - 1}, since the model "${model.name}" tells ${classes} classes apart. ` +
      `Received ${label.data[wrong]} for image ${wrong}. ${advice} the label.`,
  );
}
