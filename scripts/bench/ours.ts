/** The course's own way, as its notebooks train and predict. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { randomBatch } from './data';
import { backend, buildModel, optimizeForInference, sgd, softmaxCrossEntropy, tf, trainingStep } from './library';
import type { Assignment, Workload } from './protocol';
import { countParameters, LEARNING_RATE, MOMENTUM, WEIGHT_DECAY } from './recipe';

/** Builds the network and gives the step to time. */
export function prepare(assignment: Assignment): Workload {
  const trains = assignment.kind === 'train';
  const model = buildModel(assignment.network, trains ? {} : { initializer: 'he' });
  const step = trains ? trainer(model, assignment) : predictor(model, assignment);
  return {
    version: `tfjs ${tf.version.tfjs}, TensorFlow ${backend.version}`,
    parameters: countParameters(model),
    step,
  };
}

function trainer(model: LayersModel, { batch, network }: Assignment): () => void {
  const optimizer = sgd({ momentum: MOMENTUM, nesterov: true, weightDecay: WEIGHT_DECAY });
  const data = randomBatch(batch, network.inputShape);
  return () => {
    trainingStep(model, data, { loss: softmaxCrossEntropy, optimizer, learningRate: LEARNING_RATE });
  };
}

function predictor(model: LayersModel, { batch, network }: Assignment): () => void {
  const optimized = optimizeForInference(model);
  const { images, shape } = randomBatch(batch, network.inputShape);
  const x = tf.tensor(images, [...shape]);
  return () => {
    const y = optimized.predict(x) as Tensor; // the networks here have one output
    y.dataSync();
    y.dispose();
  };
}
