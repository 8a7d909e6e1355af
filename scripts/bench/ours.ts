/** The course's own way, as its notebooks train and predict. */
import type { LayersModel } from '@tensorflow/tfjs-node';
import { randomBatch } from './data';
import {
  backend,
  buildModel,
  classification,
  compileForInference,
  compileStep,
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
 * @param way as one graph, or op by op, so that a profile sees the ops
 */
export function prepare(assignment: Assignment, way: 'graph' | 'ops' = 'graph'): Workload {
  const trains = assignment.kind === 'train';
  const model = buildModel(assignment.network, trains ? {} : { initializer: 'he' });
  const step = trains ? trainer(model, assignment, way) : predictor(model, assignment, way);
  return {
    version: `tfjs ${tf.version.tfjs}, TensorFlow ${backend.version}`,
    parameters: countParameters(model),
    step,
  };
}

function trainer(model: LayersModel, { batch, network }: Assignment, way: 'graph' | 'ops'): () => void {
  const optimizer = sgd({ momentum: MOMENTUM, nesterov: true, weightDecay: WEIGHT_DECAY });
  const { images, shape, labels } = randomBatch(batch, network.inputShape);
  const input = { images, shape, targets: { label: { shape: [batch], data: labels } } };
  const task = classification();
  if (way === 'graph') {
    const compiled = compileStep(model, input, { task, optimizer });
    return () => {
      compiled.run(input, LEARNING_RATE);
    };
  }
  return () => {
    trainingStep(model, input, { task, optimizer, learningRate: LEARNING_RATE });
  };
}

function predictor(model: LayersModel, { batch, network }: Assignment, way: 'graph' | 'ops'): () => void {
  const { images, shape } = randomBatch(batch, network.inputShape);
  const x = tf.tensor(images, [...shape]);
  const optimized = way === 'graph' ? compileForInference(model, batch) : optimizeForInference(model);
  return () => {
    const [y] = [optimized.predict(x)].flat();
    y?.dataSync();
    y?.dispose();
  };
}
