import type { LayersModel, Scalar, Tensor, Variable } from '@tensorflow/tfjs-node';
import type { LabelledImages } from '../../datasets/labelledImages';
import { tf } from '../../tfjs/backend';
import { opLayerOf } from '../../tfjs/model/modelLayers';
import { plainBatch } from '../batches/batches';
import { examplesOf } from '../batches/examples';
import type { Fields } from '../batches/fields';
import { type ImageSet, imageCount } from '../batches/imageSet';
import { checkSet } from '../loop/checks';
import { inputFormOf, scalingOf } from '../loop/inputForm';
import { lossOf, stepInput, toTensors } from '../loop/step';
import { chosenTask, type TaskChoice } from '../tasks/chosenTask';
import type { Loss } from '../tasks/losses';
import type { Task } from '../tasks/task';
import { forwardThrough } from './forward';
import type { StatisticsOptions } from './probe';

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
 * The size of the gradient of the loss at every layer: with respect to its output, and with respect to its weights. All
 * images run at once, as one batch.
 *
 * Introduced in notebook alexnet.
 *
 * @param set images of the model's input shape, with their classes
 * @param options.task classification by default; its `loss` can be given alone
 * @returns a row for each layer but the input, in the network's order
 * @throws RangeError when the images do not fit the model
 */
export function gradientStatistics(
  model: LayersModel,
  set: LabelledImages,
  options?: StatisticsOptions & { readonly loss?: Loss },
): GradientStatistics[];
export function gradientStatistics<
  Set extends ImageSet,
  F extends Fields,
  Target extends string,
  Measure extends string,
  Part extends string,
>(
  model: LayersModel,
  set: Set,
  options: StatisticsOptions & { readonly task: Task<Set, F, Target, Measure, Part> },
): GradientStatistics[];
export function gradientStatistics(
  model: LayersModel,
  set: ImageSet,
  options: StatisticsOptions & TaskChoice = {},
): GradientStatistics[] {
  const { training = false } = options;
  const task = chosenTask(options);
  const examples = examplesOf(task, set);
  checkSet(model, examples, task, 'gradientStatistics');
  const input = inputFormOf(model, scalingOf(model, options.scaling, 'gradientStatistics'));
  const batch = stepInput(task, plainBatch(examples, input, 0, imageCount(set)), model);
  const changes = changesOf(model, imageCount(set));
  const rows: GradientStatistics[] = [];
  tf.tidy(() => {
    const variables = [...changes].flatMap(([layer, change]) => [change, ...weightsOf(model, layer)]);
    const forward = (): Scalar => {
      const { images, targets } = toTensors(batch);
      const outputs = forwardThrough(model, images, training, ({ name }, output) => {
        const change = changes.get(name);
        return change === undefined ? output : tf.add(output, change);
      });
      return lossOf(task, outputs, targets).loss;
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
    if (gradient === undefined) continue;
    for (const value of gradient.dataSync()) sum += value * value;
    count += gradient.size;
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}
