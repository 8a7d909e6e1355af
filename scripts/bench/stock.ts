/**
 * TensorFlow.js as it comes: stock layers, stock optimizer, and TensorFlow's own defaults for oneDNN.
 * Its optimizers know no weight decay, so it trains without, which is less work.
 */
import * as tf from '@tensorflow/tfjs-node';
import { randomBatch } from './data';
import type { Assignment, Workload } from './protocol';
import { countParameters, LEARNING_RATE, MOMENTUM } from './recipe';
import { stockModel } from './stockModel';

/** Builds the network and gives the step to time. */
export function prepare(assignment: Assignment): Workload {
  const model = stockModel(assignment.network);
  const step = assignment.kind === 'train' ? trainer(model, assignment) : predictor(model, assignment);
  const { binding } = tf.backend() as { binding?: { TF_Version: string } }; // tfjs-node's backend; not in the public types
  const version = `tfjs ${tf.version.tfjs}, TensorFlow ${binding?.TF_Version}`;
  return { version, parameters: countParameters(model), step };
}

function trainer(model: tf.LayersModel, { batch, network }: Assignment): () => Promise<void> {
  model.compile({
    optimizer: tf.train.momentum(LEARNING_RATE, MOMENTUM, true),
    loss: (labels: tf.Tensor, logits: tf.Tensor) => tf.losses.softmaxCrossEntropy(labels, logits),
  });
  const { images, shape, labels } = randomBatch(batch, network.inputShape);
  const x = tf.tensor(images, [...shape]);
  const [, classes = 0] = model.outputShape as number[]; // one output [n, classes]
  const y = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
  return async () => {
    await model.trainOnBatch(x, y);
  };
}

function predictor(model: tf.LayersModel, { batch, network }: Assignment): () => void {
  const { images, shape } = randomBatch(batch, network.inputShape);
  const x = tf.tensor(images, [...shape]);
  return () => {
    const y = model.predict(x) as tf.Tensor; // the networks here have one output
    y.dataSync();
    y.dispose();
  };
}
