import { cifar10 } from '../../datasets/cifar10';
import { firstOfEachClass } from '../../datasets/labelledImages';
import { Interrupted } from '../../jupyter/interrupt';
import { alexnet_mini } from '../../models/mini';
import { type Progress, progress } from '../../notebook/progress';
import { show } from '../../notebook/values';
import { at } from '../../spec/at';
import { buildModel } from '../../tfjs/model/buildModel';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { adam } from '../../training/optimizers';
import { nameError, slip } from '../engine/checks';
import type { Check, Verdict } from '../engine/types';

/** What the learner chooses. */
export interface Recipe {
  readonly dropoutRate: number;
  readonly rate: number;
  readonly epochs: number;
}

/** A run with it, which moves the bar by one, and what it gave: the training accuracy of the last epoch, from 0 to 1. */
export type Trainer = (recipe: Recipe, seed: number, bar: Progress) => Promise<number>;

const SEEDS = [0, 1] as const;
const WANTED = 0.6;
const MOST_EPOCHS = 48;
/** Of ten classes. */
const GUESSING = 0.1;

/**
 * Trains the small AlexNet on the notebook's 300 pictures, with its augmentation and the learner's recipe, once for each
 * of two seeds.
 *
 * @param train tests pass their own
 */
export function learnsItsPictures(train: Trainer = trainMini): Check {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    const recipe = readRecipe(answer);
    return typeof recipe === 'string' ? slip(recipe) : judge(recipe, train);
  };
}

function readRecipe(answer: unknown): Recipe | string {
  const form = 'The answer is an object such as { dropoutRate: 0.5, rate: 0.002, epochs: 16 }.';
  if (typeof answer !== 'object' || answer === null) return form;
  const { dropoutRate, rate, epochs } = { ...answer } as Record<string, unknown>; // read field by field below
  if (typeof dropoutRate !== 'number' || !(dropoutRate >= 0 && dropoutRate < 1)) {
    return `${form} dropoutRate is a number from 0 up to, but without, 1.`;
  }
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  if (typeof epochs !== 'number' || !Number.isInteger(epochs) || epochs < 1 || epochs > MOST_EPOCHS) {
    return `${form} epochs is a whole number from 1 to ${MOST_EPOCHS}.`;
  }
  return { dropoutRate, rate, epochs };
}

async function judge(recipe: Recipe, train: Trainer): Promise<Verdict> {
  const bar = progress({ total: SEEDS.length, label: 'training with your recipe, runs' });
  const accuracies: number[] = [];
  for (const seed of SEEDS) {
    try {
      accuracies.push(await train(recipe, seed, bar));
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      return slip(`With seed ${seed} the run stopped: ${nameError(error)} The steps are too large for these weights.`);
    }
  }
  const mean = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
  const found = `Training accuracy of seeds ${SEEDS.join(' and ')}: ${accuracies.map(percent).join(' and ')}.`;
  if (mean >= WANTED) return { kind: 'right', note: `${found} The mean is ${percent(mean)}.` };
  return slip(
    `${found} The mean is ${percent(mean)}, and ${percent(WANTED)} is asked for. ${advice(recipe, accuracies)}`,
  );
}

function advice({ dropoutRate, epochs }: Recipe, accuracies: readonly number[]): string {
  const still = SEEDS.filter((_, i) => at(accuracies, i) < GUESSING + 0.05);
  if (still.length === 1) return `Seed ${still.join()} hardly does more than guess: look at the rate first.`;
  if (still.length > 1) return 'This is hardly more than guessing: look at the rate first.';
  if (dropoutRate >= 0.4) return 'It learns, but slowly. Which part makes every step harder?';
  if (epochs < MOST_EPOCHS) return 'It learns. Has it had enough steps?';
  return 'It learns. Look at the rate: is there a better one near yours?';
}

function percent(share: number): string {
  return `${show(Math.round(1000 * share) / 10)} %`;
}

async function trainMini({ dropoutRate, rate, epochs }: Recipe, seed: number, bar: Progress): Promise<number> {
  const few = firstOfEachClass(cifar10().train, 30);
  const model = buildModel(alexnet_mini({ dropoutRate }), { seed, initializer: 'he' });
  try {
    const { last } = await fit(model, few, {
      ...{ epochs, batchSize: 32, seed, augment: { flip: true, crop: 4 }, optimizer: adam() },
      ...{ learningRate: cosine({ learningRate: rate }), checkpoints: false, display: bar },
    });
    return last.accuracy;
  } finally {
    model.dispose();
  }
}
