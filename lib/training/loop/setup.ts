import type { LayersModel } from '@tensorflow/tfjs-node';
import { checkAugmentation } from '../batches/augmentation';
import { type BatchPlan, stepsPerEpoch } from '../batches/batches';
import { checkVaried } from '../batches/checkPixels';
import { checkScaling } from '../batches/checkScaling';
import type { Examples } from '../batches/examples';
import { imageCount } from '../batches/imageSet';
import { type Saving, savingOf } from '../folder/saving';
import { type Optimizer, sgd } from '../optimizers';
import type { AnyTask } from '../tasks/task';
import { checkCounts, checkMemory, checkSet } from './checks';
import { inputFormOf, measuredScaling } from './inputForm';
import type { RunOptions } from './options';
import { type Schedule, toSchedule } from './schedules';
import { runSettings, type Settings } from './settings';

/** Options of a run whose sets are examples of its task. */
export type ExampleOptions = RunOptions<Examples, string>;

/** What stays the same through a run. */
export interface Setup {
  readonly model: LayersModel;
  readonly task: AnyTask;
  readonly examples: Examples;
  readonly options: ExampleOptions;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly plan: BatchPlan;
  /** Null where nothing is saved. */
  readonly saving: Saving | null;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  readonly settings: Settings;
}

/**
 * Checks all that a run was started with and fills in what was left out.
 *
 * @param where names the caller in messages
 * @throws RangeError when something does not fit
 */
export function setUp(
  where: string,
  model: LayersModel,
  task: AnyTask,
  examples: Examples,
  options: ExampleOptions,
): Setup {
  const { epochs, batchSize = 64, augment = {}, seed = 0, validation, checkpoints = {} } = options;
  checkCounts(where, { epochs, batchSize });
  const saving = savingOf(where, checkpoints, model.name);
  checkSet(model, examples, task, where);
  checkVaried(examples.images, options.scaling === undefined, where);
  const input = inputFormOf(model, options.scaling ?? measuredScaling(examples.images));
  checkScaling(input.scaling, input.shape[2], where);
  checkAugmentation(augment, [input.shape[0], input.shape[1]]);
  const count = imageCount(examples.images);
  checkMemory(model, Math.min(batchSize, count));
  if (validation !== undefined) checkSet(model, validation, task, `${where}, validation`);
  const plan = { batchSize, augment, seed, input };
  const optimizer = options.optimizer ?? sgd({ momentum: 0.9 });
  const schedule = toSchedule(options.learningRate ?? 0.05);
  const perEpoch = stepsPerEpoch(count, batchSize);
  return {
    ...{ model, task, examples, options, optimizer, schedule, plan, saving },
    ...{ stepsPerEpoch: perEpoch, totalSteps: epochs * perEpoch },
    settings: runSettings({ model, task, examples, epochs, plan, optimizer, schedule }),
  };
}
