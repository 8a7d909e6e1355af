import type { LayersModel, Tensor, Tensor1D, Variable } from '@tensorflow/tfjs-node';
import { tf } from '../../tfjs/backend';
import type { Batch } from '../batches/batches';
import type { Optimizer } from '../optimizers';
import type { Loss } from './losses';

/** What one step found out before it changed the weights. */
export interface StepResult {
  readonly loss: number;
  /** How many images of the batch the network had right. */
  readonly correct: number;
}

/** The weights that training changes, in the model's order. */
export function trainableVariables(model: LayersModel): Variable[] {
  return model.trainableWeights.map(weight => weight.read() as Variable); // a layer's weight is read as the variable itself
}

/**
 * One step of training: forward, backward, and the optimizer's update.
 *
 * @returns the loss before the update; every tensor that the step made is disposed of
 */
export function trainingStep(
  model: LayersModel,
  batch: Batch,
  {
    loss,
    optimizer,
    learningRate,
  }: { readonly loss: Loss; readonly optimizer: Optimizer; readonly learningRate: number },
): StepResult {
  const variables = trainableVariables(model);
  const result = tf.tidy(() => {
    const { images, labels } = toTensors(batch);
    let correct: Tensor | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const outputs = outputsOf(model.apply(images, { training: true }));
      correct = tf.keep(countCorrect(outputs[0], labels));
      return loss(outputs, labels);
    }, variables);
    const used = variables.filter(({ name }) => grads[name] !== undefined);
    optimizer.apply(
      used,
      used.map(({ name }) => grads[name]),
      learningRate,
    );
    return { value, correct };
  });
  return { loss: take(result.value), correct: take(result.correct) };
}

/** What the network gives for images, loss and right answers included. For measuring, not for learning. */
export function forwardStep(model: LayersModel, batch: Batch, loss: Loss): StepResult {
  const result = tf.tidy(() => {
    const { images, labels } = toTensors(batch);
    const outputs = outputsOf(model.apply(images, { training: false }));
    return { value: loss(outputs, labels), correct: countCorrect(outputs[0], labels) };
  });
  return { loss: take(result.value), correct: take(result.correct) };
}

function toTensors({ images, shape, labels }: Batch): { images: Tensor; labels: Tensor1D } {
  return { images: tf.tensor(images, [...shape]), labels: tf.tensor1d(labels, 'int32') };
}

/** A model with one output gives a tensor, one with several a list. */
export function outputsOf(result: unknown): Tensor[] {
  return (Array.isArray(result) ? result : [result]) as Tensor[]; // tensors in, tensors out
}

function countCorrect(logits: Tensor, labels: Tensor): Tensor {
  return tf.sum(tf.equal(tf.argMax(logits, -1), labels));
}

function take(scalar: Tensor | undefined): number {
  const [value] = scalar?.dataSync() ?? [];
  scalar?.dispose();
  return value;
}
