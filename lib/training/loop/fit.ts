import type { LayersModel } from '@tensorflow/tfjs-node';
import type { LabelledImages } from '../../datasets/labelledImages';
import { examplesOf } from '../batches/examples';
import type { Fields } from '../batches/fields';
import type { ImageSet } from '../batches/imageSet';
import { pixelHint } from '../batches/pixelHint';
import type { History } from '../observe/history';
import { notice } from '../observe/monitor';
import { chosenTask, type TaskChoice } from '../tasks/chosenTask';
import { checkArguments } from './checkArguments';
import { rememberScaling } from './inputForm';
import type { FitOptions, RunOptions, TaskOptions } from './options';
import { Run } from './run';
import { setUp } from './setup';

/**
 * Trains a network: on labelled images to tell classes apart, or on any images for the task that is given.
 *
 * Everything random follows from the seeds, so that the same call on the same machine gives the same weights, also when
 * it was interrupted and resumed. An interrupt stops after the current step and saves the run.
 *
 * Introduced in notebook learning.
 *
 * @param model what `buildModel` made; its weights change
 * @param train images of the model's input shape, or of any size where each is an array of its own
 * @param options.task classification by default
 * @returns loss, time, and what the task measures, of every step and epoch
 * @throws TypeError when an argument is of a wrong kind
 * @throws RangeError when something does not fit, when another run trains the model or was stopped halfway, when the loss is no number any more, when memory runs out, or when another
 *   process trains in the folder of the checkpoints
 * @throws Interrupted when the learner stops the cell
 */
export function fit(model: LayersModel, train: LabelledImages, options: FitOptions): Promise<History>;
export function fit<
  Set extends ImageSet,
  F extends Fields,
  Target extends string,
  Measure extends string,
  Part extends string,
>(
  model: LayersModel,
  train: Set,
  options: TaskOptions<Set, F, Target, Measure, Part>,
): Promise<History<Measure | Part>>;
export async function fit(
  model: LayersModel,
  train: ImageSet,
  options: RunOptions<ImageSet, string> & TaskChoice,
): Promise<History<string>> {
  checkArguments('fit', model, train, options);
  const task = chosenTask(options);
  const validation = options.validation && examplesOf(task, options.validation);
  const setup = setUp('fit', model, task, examplesOf(task, train), { ...options, validation });
  const hint = options.scaling && pixelHint(train, options.scaling);
  if (hint) notice(hint);
  rememberScaling(model, setup.plan.input.scaling);
  const run = new Run(setup);
  if (options.resume === true) await run.restore();
  // A bar of the caller's counts the runs of a loop, and nothing takes up a loop in its middle.
  if (typeof options.display === 'object') return run.complete({ resumable: false });
  resumed = undefined;
  return complete(run);
}

let unfinished: Run | undefined;
/** Of the run that `resume` has brought to its end. */
let resumed: History<string> | undefined;

/**
 * Goes on with the run of `fit` that was stopped last in this kernel: `const history = await training.resume()`. The
 * variable of the stopped cell got no value. When the run has come to its end, its history is given again.
 *
 * @throws TypeError when there is none
 */
export async function resume(): Promise<History<string>> {
  if (unfinished !== undefined) resumed = await complete(unfinished);
  if (resumed !== undefined) return resumed;
  throw new TypeError('resume: no run was stopped in this kernel. Call fit with resume: true to go on from a file.');
}

/** Runs to the end; until then `resume` can go on with it. */
async function complete(run: Run): Promise<History<string>> {
  unfinished = run;
  const history = await run.complete({ resumable: true });
  unfinished = undefined;
  return history;
}
