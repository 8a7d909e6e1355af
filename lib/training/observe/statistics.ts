import type { LayersModel, Scalar, Tensor, Variable } from '@tensorflow/tfjs-node';
import type { LabelledImages } from '../../datasets/labelledImages';
import { tf } from '../../tfjs/backend';
import { opLayerOf } from '../../tfjs/model/modelLayers';
import type { Scaling } from '../batches/augmentation';
import { plainBatch } from '../batches/batches';
import { checkImages } from '../loop/checks';
import { scalingOf } from '../loop/evaluate';
import { type Loss, softmaxCrossEntropy } from '../loop/losses';
import { forwardThrough } from './forward';

export interface StatisticsOptions {
  /** Mean and deviation of each channel; those that `fit` trained the model with by default. */
  readonly scaling?: Scaling;
  /**
   * Whether dropout drops, and batch normalization takes the statistics of these images and remembers them, as in a step
   * of training; false by default.
   */
  readonly training?: boolean;
}

/** What one layer puts out, over all images, places and channels. */
export interface ActivationStatistics {
  readonly layer: string;
  readonly op: string;
  readonly mean: number;
  /** Standard deviation. */
  readonly std: number;
  /** Share of the numbers that are exactly 0, from 0 to 1. */
  readonly zeros: number;
  /** Share of the channels that are 0 in every place of every image. Behind a ReLU such a unit is dead. */
  readonly dead: number;
}

/** How strongly the loss depends on one layer. */
export interface GradientStatistics {
  readonly layer: string;
  readonly op: string;
  /** Root mean square of the gradient with respect to the layer's output, over all its numbers. */
  readonly output: number;
  /** The same for the layer's weights and biases; null for a layer without. */
  readonly weights: number | null;
}

/**
 * Mean, spread, zeros and dead units of every layer's output. All images run at once.
 *
 * Introduced in notebook alexnet.
 *
 * @param set images of the model's input shape
 * @returns a row for each layer but the input, in the network's order
 * @throws RangeError when the images do not fit the model
 */
export function activationStatistics(
  model: LayersModel,
  set: LabelledImages,
  options: StatisticsOptions = {},
): ActivationStatistics[] {
  const images = scaledImages(model, set, options, 'activationStatistics');
  const rows: ActivationStatistics[] = [];
  tf.tidy(() => {
    forwardThrough(model, toTensor(images), options.training === true, ({ name, op }, output) => {
      rows.push({ layer: name, op, ...describe(output.dataSync(), output.shape.at(-1) ?? 1) });
      return output;
    });
  });
  return rows;
}

/**
 * The size of the gradient of the loss at every layer: with respect to its output, and with respect to its weights. All
 * images run at once, as one batch.
 *
 * Introduced in notebook alexnet.
 *
 * @param set images of the model's input shape, with their classes
 * @param options.loss `softmaxCrossEntropy` by default
 * @returns a row for each layer but the input, in the network's order
 * @throws RangeError when the images do not fit the model
 */
export function gradientStatistics(
  model: LayersModel,
  set: LabelledImages,
  options: StatisticsOptions & { readonly loss?: Loss } = {},
): GradientStatistics[] {
  const { loss = softmaxCrossEntropy, training = false } = options;
  const images = scaledImages(model, set, options, 'gradientStatistics');
  const changes = changesOf(model, set.shape[0]);
  const rows: GradientStatistics[] = [];
  tf.tidy(() => {
    const variables = [...changes].flatMap(([layer, change]) => [change, ...weightsOf(model, layer)]);
    const forward = (): Scalar => {
      const outputs = forwardThrough(model, toTensor(images), training, ({ name }, output) => {
        const change = changes.get(name);
        return change === undefined ? output : tf.add(output, change);
      });
      return loss(outputs, tf.tensor1d(set.labels, 'int32'));
    };
    const { grads } = tf.variableGrads(forward, variables);
    for (const [layer, change] of changes) {
      const weights = weightsOf(model, layer).map(({ name }) => grads[name]);
      const { op } = opLayerOf(model, layer).spec;
      const output = rootMeanSquare([grads[change.name]]);
      rows.push({ layer, op, output, weights: weights.length === 0 ? null : rootMeanSquare(weights) });
    }
  });
  tf.dispose([...changes.values()]);
  return rows;
}

/** For each layer a 0 that is added to its output: the gradient with respect to it is that of the output. */
function changesOf(model: LayersModel, count: number): Map<string, Variable> {
  const layers = model.layers.filter(layer => layer.getClassName() !== 'InputLayer');
  return new Map(
    layers.map(({ name, outputShape }) => {
      const shape = outputShape.flat().map(size => size ?? count);
      return [name, tf.tidy(() => tf.variable(tf.zeros(shape)))];
    }),
  );
}

/** The weights of one layer that training changes. */
function weightsOf(model: LayersModel, layer: string): Variable[] {
  return opLayerOf(model, layer).trainableWeights.map(weight => weight.read() as Variable); // read as the variable itself
}

/** A layer on which the loss does not depend has no gradient, which is 0. */
function rootMeanSquare(gradients: readonly (Tensor | undefined)[]): number {
  let [sum, count] = [0, 0];
  for (const gradient of gradients) {
    for (const value of gradient?.dataSync() ?? []) sum += value * value;
    count += gradient?.size ?? 0;
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}

function describe(values: ArrayLike<number>, channels: number): Omit<ActivationStatistics, 'layer' | 'op'> {
  const count = values.length;
  const alive = new Uint8Array(channels);
  let [sum, squares, zeros] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    sum += values[i];
    squares += values[i] ** 2;
    if (values[i] === 0) zeros++;
    else alive[i % channels] = 1;
  }
  const mean = sum / count;
  const dead = alive.reduce((total, one) => total + (one === 0 ? 1 : 0), 0);
  return {
    mean,
    std: Math.sqrt(Math.max(0, squares / count - mean ** 2)),
    zeros: zeros / count,
    dead: dead / channels,
  };
}

function scaledImages(model: LayersModel, set: LabelledImages, { scaling }: StatisticsOptions, where: string) {
  checkImages(model, set, where);
  return plainBatch(set, scalingOf(model, scaling, where), 0, set.shape[0]);
}

function toTensor({ images, shape }: ReturnType<typeof plainBatch>): Tensor {
  return tf.tensor(images, [...shape]);
}
