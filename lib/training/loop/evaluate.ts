import type { LayersModel } from '@tensorflow/tfjs-node';
import type { LabelledImages } from '../../datasets/labelledImages';
import { interruption } from '../../jupyter/interrupt';
import { type InputForm, plainBatch } from '../batches/batches';
import { checkScaling } from '../batches/checkScaling';
import { type Examples, examplesOf } from '../batches/examples';
import type { Fields } from '../batches/fields';
import { type ImageSet, imageCount } from '../batches/imageSet';
import type { Scaling } from '../batches/writeImage';
import { chosenTask, type TaskChoice } from '../tasks/chosenTask';
import type { Loss } from '../tasks/losses';
import type { AnyTask, Kept, Task } from '../tasks/task';
import { checkCounts, checkSet } from './checks';
import { inputFormOf, scalingOf } from './inputForm';
import { forwardStep, stepInput } from './step';
import { Tally } from './tally';

/** How well a network does on images: the loss, how many images, and all that the task measures, by name. */
export type Evaluation<Column extends string = 'accuracy'> = {
  /** Mean of the batches' losses, each weighed by its images. */
  readonly loss: number;
  /** How many images. */
  readonly count: number;
} & Readonly<Record<Column, number>>;

interface MeasuringOptions {
  /**
   * Images at a time, 256 by default. The loss is the mean of the batches' losses, each weighed by its images. So it depends
   * on this number where a batch's loss is no mean over its images, such as one over the pixels that are not ignored.
   */
  readonly batchSize?: number;
  /** Mean and deviation of each channel; those that `fit` trained the model with by default. */
  readonly scaling?: Scaling;
}

export interface EvaluateOptions extends MeasuringOptions {
  readonly loss?: Loss;
}

export interface EvaluateTaskOptions<
  Set extends ImageSet,
  F extends Fields,
  Target extends string,
  Measure extends string,
  Part extends string,
> extends MeasuringOptions {
  readonly task: Task<Set, F, Target, Measure, Part>;
}

/**
 * Measures a network on images that it has not learnt from. Other work goes on between the batches.
 *
 * Introduced in notebook learning.
 *
 * @param options.task classification by default
 * @throws RangeError when the images do not fit the model
 */
export function evaluate(model: LayersModel, set: LabelledImages, options?: EvaluateOptions): Promise<Evaluation>;
export function evaluate<
  Set extends ImageSet,
  F extends Fields,
  Target extends string,
  Measure extends string,
  Part extends string,
>(
  model: LayersModel,
  set: Set,
  options: EvaluateTaskOptions<Set, F, Target, Measure, Part>,
): Promise<Evaluation<Measure | Part>>;
export async function evaluate(
  model: LayersModel,
  set: ImageSet,
  options: MeasuringOptions & TaskChoice = {},
): Promise<Evaluation<string>> {
  const { batchSize = 256 } = options;
  const task = chosenTask(options);
  const scaling = scalingOf(model, options.scaling, 'evaluate');
  checkCounts('evaluate', { batchSize });
  const examples = examplesOf(task, set);
  checkSet(model, examples, task, 'evaluate');
  const input = inputFormOf(model, scaling);
  checkScaling(scaling, input.shape[2], 'evaluate');
  return evaluateExamples(model, examples, { task, input, batchSize });
}

/** The same with examples that have been checked. */
export async function evaluateExamples(
  model: LayersModel,
  examples: Examples,
  { task, input, batchSize }: { readonly task: AnyTask; readonly input: InputForm; readonly batchSize: number },
): Promise<Evaluation<string>> {
  const count = imageCount(examples.images);
  const tally = new Tally();
  const kept: Kept<Fields>[] = [];
  for (let start = 0; start < count; start += batchSize) {
    const batch = plainBatch(examples, input, start, start + batchSize);
    const result = forwardStep(model, stepInput(task, batch, model), task);
    tally.add(result, result.examples);
    if (task.overall !== undefined) kept.push({ arrays: result.kept, fields: batch.fields, shape: batch.shape });
    await new Promise(setImmediate);
    interruption.throwIfRequested();
  }
  return { loss: tally.meanLoss, ...tally.columns(task), ...task.overall?.summarize(kept), count };
}
