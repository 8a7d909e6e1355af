/** The course's own way, as its notebooks train and predict. */
import type { LayersModel } from '@tensorflow/tfjs-node';
import { randomBatch } from './data';
import {
  backend,
  buildModel,
  classification,
  compileForInference,
  optimizeForInference,
  sgd,
  tf,
  trainingStep,
} from './library';
import type { Assignment, Workload } from './protocol';
import { countParameters, LEARNING_RATE, MOMENTUM, WEIGHT_DECAY } from './recipe';

/**
 * Builds the network and gives the step to time.
 *
 * @param inference predictions run as one graph, or layer by layer, so that a profile sees the ops
 */
export function prepare(assignment: Assignment, inference: 'graph' | 'layers' = 'graph'): Workload {
  const trains = assignment.kind === 'train';
  const model = buildModel(assignment.network, trains ? {} : { initializer: 'he' });
  const step = trains ? trainer(model, assignment) : predictor(model, assignment, inference);
  return {
    version: `tfjs ${tf.version.tfjs}, TensorFlow ${backend.version}`,
    parameters: countParameters(model),
    step,
  };
}

function trainer(model: LayersModel, { batch, network }: Assignment): () => void {
  const optimizer = sgd({ momentum: MOMENTUM, nesterov: true, weightDecay: WEIGHT_DECAY });
  const { images, shape, labels } = randomBatch(batch, network.inputShape);
  const input = { images, shape, targets: { label: { shape: [batch], data: labels } } };
  const task = classification();
  return () => {
    trainingStep(model, input, { task, optimizer, learningRate: LEARNING_RATE });
  };
}

function predictor(model: LayersModel, { batch, network }: Assignment, inference: 'graph' | 'layers'): () => void {
  const { images, shape } = randomBatch(batch, network.inputShape);
  const x = tf.tensor(images, [...shape]);
  const optimized = inference === 'graph' ? compileForInference(model, batch) : optimizeForInference(model);
  return () => {
    const [y] = [optimized.predict(x)].flat();
    y?.dataSync();
    y?.dispose();
  };
}
