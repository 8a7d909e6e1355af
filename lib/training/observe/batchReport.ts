import type { LayersModel } from '@tensorflow/tfjs-node';
import type { LabelledImages } from '../../datasets/labelledImages';
import { Batches } from '../batches/batches';
import { examplesOf } from '../batches/examples';
import type { Fields } from '../batches/fields';
import { describeField, type ReportRow } from '../batches/fields/describeField';
import type { ImageSet } from '../batches/imageSet';
import type { FitOptions, RunOptions, TaskOptions } from '../loop/options';
import { setUp } from '../loop/setup';
import { chosenTask, type TaskChoice } from '../tasks/chosenTask';

/**
 * What the first batch of `fit` holds, with the same arguments: how the pixels are spread, how often each class occurs, how
 * many boxes an image has, how many targets are positive. To look at before training, and when training finds nothing.
 *
 * @returns rows for `table`
 * @throws RangeError as `fit` does
 */
export function batchReport(model: LayersModel, train: LabelledImages, options: FitOptions): ReportRow[];
export function batchReport<
  Set extends ImageSet,
  F extends Fields,
  Target extends string,
  Measure extends string,
  Part extends string,
>(model: LayersModel, train: Set, options: TaskOptions<Set, F, Target, Measure, Part>): ReportRow[];
export function batchReport(
  model: LayersModel,
  train: ImageSet,
  options: RunOptions<ImageSet, string> & TaskChoice,
): ReportRow[] {
  const task = chosenTask(options);
  const examples = examplesOf(task, train);
  const { plan } = setUp('batchReport', model, task, examples, { ...options, validation: undefined });
  const batch = new Batches(examples, plan).at(0);
  const ofTask = task.describe === undefined ? [] : task.describe(task.targets(batch, model));
  const ofFields = Object.entries(batch.fields).flatMap(([name, field]) => describeField(name, field));
  return [...describePixels(batch.images, batch.shape[0]), ...ofFields, ...ofTask];
}

function describePixels(pixels: Float32Array, count: number): ReportRow[] {
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  const variance = pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length;
  return [
    { what: 'images', value: count, unit: '' },
    { what: 'pixels: mean', value: mean, unit: '' },
    { what: 'pixels: standard deviation', value: Math.sqrt(variance), unit: '' },
  ];
}
