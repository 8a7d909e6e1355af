import type { LayersModel } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../../tfjs/backend';
import type { NumberField } from '../batches/fields/numbers';
import type { ImageSet } from '../batches/imageSet';
import { outputShapeOf } from './outputShape';
import type { Sums } from './sums';
import type { Task } from './task';

/** Images with numbers to predict. */
export type ImagesWithNumbers = ImageSet & {
  /** [n, size]: best around 0 with a spread of about 1. */
  readonly numbers: Float32Array;
  /** How many numbers each image has. */
  readonly size: number;
};

export type Regression = Task<
  ImagesWithNumbers,
  { readonly number: NumberField },
  'number',
  'absoluteError' | 'explained'
>;

/**
 * Numbers for each image: a network whose output is [n, size]. The loss is the mean squared error, of which a network that
 * always says the mean has the variance; `explained` is the part of the variance by which it is better, 1 − error / variance.
 */
export function regression(): Regression {
  return {
    settings: { task: 'regression' },
    lossName: 'mean squared error',
    parts: {},
    measures: {
      absoluteError: { label: 'mean absolute error', unit: null, better: 'lower' },
      explained: { label: 'variance explained', unit: '%', better: 'higher' },
    },
    fields: ({ numbers, size }) => ({ number: { kind: 'numbers', data: numbers, size } }),
    check: checkSize,
    targets: ({ fields: { number }, shape: [count] }) => ({
      number: { shape: [count, number.size], data: number.data },
    }),
    loss: ([output], { number }) => tf.mean(tf.square(tf.sub(output, number))),
    measure: ([output], { number }) => {
      const error = tf.sub(output, number);
      const sums = { absolute: tf.abs(error), squares: tf.square(error), numbers: number, energy: tf.square(number) };
      return Object.fromEntries(Object.entries(sums).map(([name, values]) => [name, tf.sum(values, 0)]));
    },
    summarize: (sums, examples) => ({
      absoluteError: mean(sums.array('absolute').data) / examples,
      explained: explainedPart(sums, examples),
    }),
  };
}

/** The mean over the numbers of an image, each against its own variance. */
function explainedPart(sums: Sums, examples: number): number {
  const [numbers, energy] = [sums.array('numbers').data, sums.array('energy').data];
  const parts = sums.array('squares').data.map((error, i) => {
    const variance = at(energy, i) - at(numbers, i) ** 2 / examples;
    return variance > 0 ? 1 - error / variance : Number.NaN; // numbers that are all the same leave nothing to explain
  });
  return mean(parts);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function checkSize(model: LayersModel, { number }: { readonly number: NumberField }, where: string): void {
  const shape = outputShapeOf(model);
  if (shape.length === 1 && shape[0] === number.size) return;
  throw new RangeError(
    `${where}: the model "${model.name}" must give ${number.size} numbers for each image, as the set has them. ` +
      `Its output is [${shape.join(', ')}].`,
  );
}
