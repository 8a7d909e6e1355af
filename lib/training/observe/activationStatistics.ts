import type { LayersModel } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../../tfjs/backend';
import { inputShapeOf } from '../../tfjs/model/modelLayers';
import { plainBatch } from '../batches/batches';
import { checkExamples } from '../batches/checkExamples';
import { examplesOf } from '../batches/examples';
import { type ImageSet, imageCount } from '../batches/imageSet';
import { inputFormOf, scalingOf } from '../loop/inputForm';
import { forwardThrough } from './forward';
import type { StatisticsOptions } from './probe';

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
  set: ImageSet,
  options: StatisticsOptions = {},
): ActivationStatistics[] {
  const { scaling, training = false } = options;
  const examples = examplesOf({ fields: () => ({}) }, set);
  checkExamples({ name: model.name, inputShape: inputShapeOf(model) }, examples, 'activationStatistics');
  const input = inputFormOf(model, scalingOf(model, scaling, 'activationStatistics'));
  const { images, shape } = plainBatch(examples, input, 0, imageCount(set));
  const rows: ActivationStatistics[] = [];
  tf.tidy(() => {
    forwardThrough(model, tf.tensor(images, [...shape]), training, ({ name, op }, output) => {
      rows.push({ layer: name, op, ...describe(output.dataSync<'float32'>(), at(output.shape, output.rank - 1)) });
      return output;
    });
  });
  return rows;
}

function describe(values: Float32Array, channels: number): Omit<ActivationStatistics, 'layer' | 'op'> {
  const count = values.length;
  const alive = new Uint8Array(channels);
  let [sum, squares, zeros] = [0, 0, 0];
  values.forEach((value, i) => {
    sum += value;
    squares += value ** 2;
    if (value === 0) zeros++;
    else alive[i % channels] = 1;
  });
  const mean = sum / count;
  const dead = alive.reduce((total, one) => total + (one === 0 ? 1 : 0), 0);
  return {
    mean,
    std: Math.sqrt(Math.max(0, squares / count - mean ** 2)),
    zeros: zeros / count,
    dead: dead / channels,
  };
}
