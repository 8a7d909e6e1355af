import type { LayersModel } from '@tensorflow/tfjs-node';
import type { LabelledImages } from '../../datasets/labelledImages';
import { interruption } from '../../jupyter/interrupt';
import type { Scaling } from '../batches/augmentation';
import { plainBatch } from '../batches/batches';
import { checkCounts, checkImages } from './checks';
import { type Loss, softmaxCrossEntropy } from './losses';
import { forwardStep } from './step';

/** How well a network does on images. */
export interface Evaluation {
  /** Mean over the images. */
  readonly loss: number;
  /** Part of the images that are right, from 0 to 1. */
  readonly accuracy: number;
  /** How many images. */
  readonly count: number;
}

export interface EvaluateOptions {
  /** Images at a time, 256 by default; it changes the memory, not the result. */
  readonly batchSize?: number;
  /** Mean and deviation of each channel; those that `fit` trained the model with by default. */
  readonly scaling?: Scaling;
  readonly loss?: Loss;
}

const scalings = new WeakMap<LayersModel, Scaling>();

/** Remembers how the images of a model are scaled. */
export function rememberScaling(model: LayersModel, scaling: Scaling): void {
  scalings.set(model, scaling);
}

/**
 * The scaling that a model's images need.
 *
 * @throws TypeError when it is neither given nor known
 */
export function scalingOf(model: LayersModel, given: Scaling | undefined, where: string): Scaling {
  const scaling = given ?? scalings.get(model);
  if (scaling !== undefined) return scaling;
  throw new TypeError(
    `${where}: it is not known how the images of the model "${model.name}" are scaled, since fit has not trained it here. ` +
      'Pass scaling: { mean, std }, for example datasets.cifar10Statistics.',
  );
}

/**
 * Measures a network on images that it has not learnt from. Other work goes on between the batches.
 *
 * Introduced in notebook alexnet.
 *
 * @throws RangeError when the images do not fit the model
 */
export async function evaluate(
  model: LayersModel,
  set: LabelledImages,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { batchSize = 256, loss = softmaxCrossEntropy } = options;
  const scaling = scalingOf(model, options.scaling, 'evaluate');
  checkCounts('evaluate', { batchSize });
  checkImages(model, set, 'evaluate');
  const [count] = set.shape;
  let [sum, correct] = [0, 0];
  for (let start = 0; start < count; start += batchSize) {
    const batch = plainBatch(set, scaling, start, start + batchSize);
    const result = forwardStep(model, batch, loss);
    sum += result.loss * batch.shape[0];
    correct += result.correct;
    await new Promise(setImmediate);
    interruption.throwIfRequested();
  }
  return { loss: sum / count, accuracy: correct / count, count };
}
