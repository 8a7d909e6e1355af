import type { LayersModel } from '@tensorflow/tfjs-node';
import type { LabelledImages } from '../../datasets/labelledImages';
import { at } from '../../spec/at';
import { examplesOf, firstExamples } from '../batches/examples';
import type { Fields } from '../batches/fields';
import { type ImageSet, imageCount } from '../batches/imageSet';
import type { History } from '../observe/history';
import { chosenTask, type TaskChoice } from '../tasks/chosenTask';
import type { Loss } from '../tasks/losses';
import type { Task } from '../tasks/task';
import { checkArguments } from './checkArguments';
import { checkCounts, checkSet } from './checks';
import type { RunOptions } from './options';
import { Run } from './run';
import { setUp } from './setup';

/** How hard the network tries. */
export interface OverfitOptions
  extends Pick<RunOptions<ImageSet, string>, 'optimizer' | 'learningRate' | 'scaling' | 'compile' | 'display'> {
  /** How many images, the first of the set; 8 by default. */
  readonly batchSize?: number;
  /** At most so many steps, 200 by default. */
  readonly steps?: number;
  /** The loss that is small enough; a twentieth of the first by default. */
  readonly below?: number;
}

/** How it went. */
export interface Overfit<Column extends string = 'accuracy'> {
  /** The loss of each step, before its update. */
  readonly losses: readonly number[];
  /** Whether the loss became small enough. */
  readonly reached: boolean;
  /** What that means, in a sentence or two. */
  readonly verdict: string;
  /** Each step as an epoch of its own, with what the task measures. */
  readonly history: History<Column>;
}

/**
 * Trains on one batch again and again, unchanged. A network that cannot learn a few images by heart will learn nothing from
 * many: it is the first thing to try when training finds nothing. The weights are spoiled for other use.
 *
 * @param set the first images of it are used
 * @param options.task classification by default
 * @throws RangeError as `fit` does
 */
export function overfitOneBatch(
  model: LayersModel,
  set: LabelledImages,
  options?: OverfitOptions & { readonly loss?: Loss },
): Promise<Overfit>;
export function overfitOneBatch<
  Set extends ImageSet,
  F extends Fields,
  Target extends string,
  Measure extends string,
  Part extends string,
>(
  model: LayersModel,
  set: Set,
  options: OverfitOptions & { readonly task: Task<Set, F, Target, Measure, Part> },
): Promise<Overfit<Measure | Part>>;
export async function overfitOneBatch(
  model: LayersModel,
  set: ImageSet,
  options: OverfitOptions & TaskChoice = {},
): Promise<Overfit<string>> {
  checkArguments('overfitOneBatch', model, set, options);
  const { batchSize = 8, steps = 200, below, optimizer, learningRate, scaling, compile, display } = options;
  const task = chosenTask(options);
  checkCounts('overfitOneBatch', { batchSize, steps });
  const all = examplesOf(task, set);
  // All of them, for a mistake must not be cut off with the rest.
  checkSet(model, all, task, 'overfitOneBatch');
  const examples = firstExamples(all, batchSize);
  const losses: number[] = [];
  const bound = (): number => below ?? at(losses, 0) / 20;
  const setup = setUp('overfitOneBatch', model, task, examples, {
    ...{ optimizer, learningRate, scaling, compile, display, epochs: steps, batchSize, checkpoints: false },
    onEpoch: row => losses.push(row.loss),
    until: row => row.loss < bound(),
  });
  // Not through `fit`: a run that was stopped before stays the one that `resume` goes on with.
  const history = await new Run(setup).complete({ resumable: false });
  const reached = history.reached !== null;
  return {
    losses,
    reached,
    verdict: verdict(losses, { images: imageCount(examples.images), reached, bound: bound() }),
    history,
  };
}

function verdict(
  losses: readonly number[],
  { images, reached, bound }: { readonly images: number; readonly reached: boolean; readonly bound: number },
): string {
  const show = (loss: number): string => String(Number(loss.toPrecision(3)));
  const [first, last] = [at(losses, 0), at(losses, losses.length - 1)];
  const all = images === 1 ? '1 image' : `${images} images`;
  const went = `The loss of ${all} went from ${show(first)} to ${show(last)} in ${losses.length} steps.`;
  if (reached) return `${went} The network can learn them by heart: images, loss and gradients fit together.`;
  return (
    `${went} It should have fallen below ${show(bound)}. Look for layers that no gradient reaches, a loss that does not ` +
    'read the output, a learning rate that is ten times too small or too large, and strong dropout.'
  );
}
