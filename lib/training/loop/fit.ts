import type { LayersModel } from '@tensorflow/tfjs-node';
import type { LabelledImages } from '../../datasets/labelledImages';
import type { History } from '../observe/history';
import type { FitOptions } from './options';
import { Run } from './run';

/**
 * Trains a network on labelled images.
 *
 * Everything random follows from the seeds, so that the same call on the same machine gives the same weights, also when
 * it was interrupted and resumed. An interrupt stops after the current step and saves the run.
 *
 * Introduced in notebook alexnet.
 *
 * @param model what `buildModel` made; its weights change
 * @param train images of the model's input shape
 * @returns loss, accuracy and time of every step and epoch
 * @throws RangeError when something does not fit, when the loss is no number any more, or when memory runs out
 * @throws Interrupted when the learner stops the cell
 */
export async function fit(model: LayersModel, train: LabelledImages, options: FitOptions): Promise<History> {
  const run = new Run(model, train, options);
  if (options.resume === true) await run.restore();
  return complete(run);
}

let unfinished: Run | undefined;

/**
 * Goes on with the run of `fit` that was stopped last in this kernel.
 *
 * Introduced in notebook alexnet.
 *
 * @throws TypeError when there is none
 */
export async function resume(): Promise<History> {
  if (unfinished === undefined) {
    throw new TypeError('resume: no run was stopped in this kernel. Call fit with resume: true to go on from a file.');
  }
  return complete(unfinished);
}

async function complete(run: Run): Promise<History> {
  unfinished = run;
  const history = await run.complete();
  unfinished = undefined;
  return history;
}
