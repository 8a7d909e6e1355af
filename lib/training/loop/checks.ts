import { totalmem } from 'node:os';
import type { LayersModel } from '@tensorflow/tfjs-node';
import { inputShapeOf } from '../../tfjs/model/modelLayers';
import { checkExamples } from '../batches/checkExamples';
import type { Examples } from '../batches/examples';
import type { Fields } from '../batches/fields';
import type { AnyTask } from '../tasks/task';

/**
 * Checks that a model can learn from examples, or be measured on them, before anything is computed.
 *
 * @param where names the caller in the message
 * @throws RangeError that says what does not fit, and what to change
 */
export function checkSet<F extends Fields>(
  model: LayersModel,
  examples: Examples<F>,
  task: Pick<AnyTask, 'check'>,
  where: string,
): void {
  checkExamples({ name: model.name, inputShape: inputShapeOf(model) }, examples, where);
  task.check(model, examples.fields, where);
}

/** @throws RangeError when a number is not whole or below 1 */
export function checkCounts(where: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new RangeError(`${where}: ${name} must be a whole number from 1 on. Received ${value}.`);
  }
}

const BYTES = 4;

/**
 * Checks that a step fits into memory. The system would end the process without a word where it does not.
 *
 * @param available bytes; those that this process may use by default
 * @throws RangeError when the outputs of the layers alone, which the backward pass needs, take more
 */
export function checkMemory(model: LayersModel, batchSize: number, available = usableMemory()): void {
  const perImage = BYTES * model.layers.reduce((sum, layer) => sum + outputSize(layer.outputShape), 0);
  if (batchSize * perImage <= available) return;
  const gigabytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
  throw new RangeError(
    `fit: a step with ${batchSize} images of the model "${model.name}" needs at least ${gigabytes(batchSize * perImage)} GB of memory, ` +
      `and there are ${gigabytes(available)}. Train with a batchSize of at most ${Math.floor(available / perImage / 2)}, or with smaller images.`,
  );
}

function outputSize(shape: LayersModel['layers'][number]['outputShape']): number {
  const sizes = shape.flat().filter((size): size is number => size !== null);
  return sizes.reduce((product, size) => product * size, 1);
}

function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

const NO_MEMORY = /\bOOM\b|ResourceExhausted|allocation failed|out of memory|failed to allocate/i;

/** An error of TensorFlow's as a learner can use it; all others stay as they are. */
export function explainFailure(error: unknown, batchSize: number): unknown {
  if (!(error instanceof Error) || !NO_MEMORY.test(error.message)) return error;
  return new RangeError(
    `fit: there was not enough memory for a step with ${batchSize} images. Train with a smaller batchSize, ` +
      `such as ${Math.max(1, Math.floor(batchSize / 2))}, or with smaller images. (${error.message.split('\n')[0]})`,
    { cause: error },
  );
}
