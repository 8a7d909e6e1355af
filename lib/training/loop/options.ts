import type { LabelledImages } from '../../datasets/labelledImages';
import type { Progress } from '../../notebook/progress';
import type { Augmentation } from '../batches/augmentation';
import type { Fields } from '../batches/fields';
import type { ImageSet } from '../batches/imageSet';
import type { Scaling } from '../batches/writeImage';
import type { EpochRow } from '../observe/history';
import type { Optimizer } from '../optimizers';
import type { Loss } from '../tasks/losses';
import type { Task } from '../tasks/task';
import type { Schedule } from './schedules';

/** Where and how often a run is saved. One run at a time trains in a folder; `fit` says who does. */
export interface CheckpointOptions {
  /** By default `data/cache/checkpoints/` and the model's name, which must be that of a folder then, in the repository. */
  readonly folder?: string;
  /** Also within an epoch, every so many steps. At the end of an epoch the run is always saved. */
  readonly everySteps?: number;
  /** How many are kept: 3 by default, 1 or more, or Infinity. Fewer where the disk has no room for them. */
  readonly keep?: number;
}

/** How a run trains, whatever its task. */
export interface RunOptions<Set, Column extends string> {
  /** Times through all images. */
  readonly epochs: number;
  /** Images a step, 64 by default. What is left over at the end of an epoch is drawn in another one. */
  readonly batchSize?: number;
  /** Images to measure on after each epoch. */
  readonly validation?: Set;
  /** `sgd({ momentum: 0.9 })` by default. */
  readonly optimizer?: Optimizer;
  /** A number or a schedule, 0.05 by default. */
  readonly learningRate?: number | Schedule;
  readonly augment?: Augmentation;
  /** Mean and deviation of each channel; measured on the training images by default. */
  readonly scaling?: Scaling;
  /** Of the order and the changes of the images; 0 by default. The weights have the seed of `buildModel`. */
  readonly seed?: number;
  /** `false` saves nothing. */
  readonly checkpoints?: CheckpointOptions | false;
  /**
   * Goes on from the newest checkpoint in the folder, where there is one; false by default. Network, task, images and settings
   * must be the same; validation, display and checkpoints may change.
   */
  readonly resume?: boolean;
  /**
   * Whether the steps are compiled to one graph of TensorFlow's, which changes the results no more than rounding does; by
   * default in runs of 20 steps and more.
   */
  readonly compile?: boolean;
  /**
   * `true`, as by default, shows progress and charts below the cell, `false` nothing. In a loop over many runs, a bar of
   * `notebook.progress` that counts them: this run is one of them and moves the bar with each step.
   */
  readonly display?: boolean | Progress;
  /** Called after each epoch. */
  onEpoch?(row: EpochRow<Column>): void;
  /**
   * Ends the run after the first epoch for which it holds, validation included: `({ accuracy }) => accuracy > 0.9`. The
   * history says so in `reached`. A resumed run asks it about its last epoch first.
   */
  until?(row: EpochRow<Column>): boolean;
}

/** How a classifier is trained, which is the task where none is named. */
export interface FitOptions extends RunOptions<LabelledImages, 'accuracy'> {
  /** `meanCrossEntropy` by default. */
  readonly loss?: Loss;
}

/** How a network is trained for a task. */
export interface TaskOptions<
  Set extends ImageSet,
  F extends Fields,
  Target extends string,
  Measure extends string,
  Part extends string,
> extends RunOptions<Set, Measure | Part> {
  /** Such as `training.regression()`. */
  readonly task: Task<Set, F, Target, Measure, Part>;
}
