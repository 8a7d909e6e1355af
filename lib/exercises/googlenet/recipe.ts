import { cifar10 } from '../../datasets/cifar10';
import { firstOfEachClass } from '../../datasets/labelledImages';
import { Interrupted } from '../../jupyter/interrupt';
import { small_googlenet } from '../../models/smallGooglenet';
import { type Progress, progress } from '../../notebook/progress';
import { show } from '../../notebook/values';
import { at } from '../../spec/at';
import { buildModel } from '../../tfjs/model/buildModel';
import { evaluate } from '../../training/loop/evaluate';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { adam } from '../../training/optimizers';
import { nameError, slip } from '../engine/checks';
import type { Check, Verdict } from '../engine/types';

/** What the learner chooses. */
export interface Recipe {
  readonly rate: number;
  readonly epochs: number;
}

/** A run with it, which moves the bar by one, and what it gave: the accuracy on its training images, from 0 to 1. */
export type Trainer = (recipe: Recipe, seed: number, bar: Progress) => Promise<number>;

const SEEDS = [0, 1] as const;
const WANTED = 0.95;
const MOST_EPOCHS = 20;

/**
 * Trains the small GoogLeNet with its average on the notebook's 200 images, with the learner's recipe, once for each of two
 * seeds, and asks whether it knows them by heart.
 *
 * @param train tests pass their own
 */
export function learnsByHeart(train: Trainer = trainSmall): Check {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    const recipe = readRecipe(answer);
    return typeof recipe === 'string' ? slip(recipe) : judge(recipe, train);
  };
}

function readRecipe(answer: unknown): Recipe | string {
  const form = 'The answer is an object such as { rate: 0.0005, epochs: 10 }.';
  if (typeof answer !== 'object' || answer === null) return form;
  const { rate, epochs } = { ...answer } as Record<string, unknown>; // read field by field below
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  if (typeof epochs !== 'number' || !Number.isInteger(epochs) || epochs < 1 || epochs > MOST_EPOCHS) {
    return `${form} epochs is a whole number from 1 to ${MOST_EPOCHS}.`;
  }
  return { rate, epochs };
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
  const found = `Accuracy on its own pictures, seeds ${SEEDS.join(' and ')}: ${accuracies.map(percent).join(' and ')}. The mean is ${percent(mean)}`;
  if (mean >= WANTED) return { kind: 'right', note: `${found}.` };
  return slip(`${found}, and ${percent(WANTED)} is asked for. ${advice(recipe, at(accuracies, 0))}`);
}

function advice({ epochs }: Recipe, first: number): string {
  if (first < 0.3) return 'It has hardly begun: look at the rate first.';
  if (epochs < MOST_EPOCHS) return 'It learns. Has it had enough steps?';
  return 'It learns. Look at the rate: is there a better one near yours?';
}

function percent(share: number): string {
  return `${show(Math.round(1000 * share) / 10)} %`;
}

async function trainSmall({ rate, epochs }: Recipe, seed: number, bar: Progress): Promise<number> {
  const few = firstOfEachClass(cifar10().train, 20);
  const model = buildModel(small_googlenet(), { seed, initializer: 'he' });
  try {
    await fit(model, few, {
      ...{ epochs, batchSize: 20, seed, optimizer: adam(), learningRate: cosine({ learningRate: rate }) },
      ...{ checkpoints: false, display: bar },
    });
    const { accuracy } = await evaluate(model, few);
    return accuracy;
  } finally {
    model.dispose();
  }
}
