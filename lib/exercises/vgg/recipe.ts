import { cifar10 } from '../../datasets/cifar10';
import { firstOfEachClass } from '../../datasets/labelledImages';
import { Interrupted } from '../../jupyter/interrupt';
import { slim_vgg } from '../../models/vgg';
import { type Progress, progress } from '../../notebook/progress';
import { show } from '../../notebook/values';
import { at } from '../../spec/at';
import { buildModel } from '../../tfjs/model/buildModel';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { sgd } from '../../training/optimizers';
import { nameError, slip } from '../engine/checks';
import type { Check, Verdict } from '../engine/types';

const STARTS = ['pytorch', 'glorot', 'he', 'zeros'] as const;

/** What the learner chooses. */
export interface Recipe {
  readonly initializer: (typeof STARTS)[number];
  readonly batchNormalization: boolean;
  readonly rate: number;
}

/** A run with it, which moves the bar by one, and what it gave: the training accuracy of the last epoch, from 0 to 1. */
export type Trainer = (recipe: Recipe, seed: number, bar: Progress) => Promise<number>;

const SEEDS = [0, 1] as const;
const WANTED = 0.6;
const EPOCHS = 10;
/** Of ten classes. */
const GUESSING = 0.1;

/**
 * Trains the slim VGG of nineteen layers on the notebook's 300 pictures with the learner's recipe, once for each of two
 * seeds.
 *
 * @param train tests pass their own
 */
export function nineteenLayersLearn(train: Trainer = trainSlim): Check {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    const recipe = readRecipe(answer);
    return typeof recipe === 'string' ? slip(recipe) : judge(recipe, train);
  };
}

function readRecipe(answer: unknown): Recipe | string {
  const form = "The answer is an object such as { initializer: 'pytorch', batchNormalization: false, rate: 0.01 }.";
  if (typeof answer !== 'object' || answer === null) return form;
  const { initializer, batchNormalization, rate } = { ...answer } as Record<string, unknown>; // read field by field below
  const start = STARTS.find(name => name === initializer);
  if (start === undefined) return `${form} initializer is one of ${STARTS.map(name => `'${name}'`).join(', ')}.`;
  if (typeof batchNormalization !== 'boolean') return `${form} batchNormalization is true or false.`;
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  return { initializer: start, batchNormalization, rate };
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

function advice({ initializer, batchNormalization, rate }: Recipe, accuracies: readonly number[]): string {
  if (initializer === 'zeros') return 'From zeros nothing but the last biases ever moves, whatever else you choose.';
  const guesses = SEEDS.every((_, i) => at(accuracies, i) < GUESSING + 0.05);
  if (batchNormalization) {
    const question = rate > 0.01 ? 'yours is large.' : 'is there a better one near yours?';
    return `Normalized layers learn from nearly any start. Look at the rate: ${question}`;
  }
  if (guesses && initializer !== 'he') {
    return 'This is guessing: what arrives at the first layers of this start is next to nothing, whatever the rate.';
  }
  if (guesses) return 'This is hardly more than guessing: look at the rate first.';
  return 'It learns, but slowly. What in the figure keeps the gradient even?';
}

function percent(share: number): string {
  return `${show(Math.round(1000 * share) / 10)} %`;
}

async function trainSlim(recipe: Recipe, seed: number, bar: Progress): Promise<number> {
  const { initializer, batchNormalization, rate } = recipe;
  const few = firstOfEachClass(cifar10().train, 30);
  const model = buildModel(slim_vgg(19, { batchNormalization }), { seed, initializer });
  try {
    const { last } = await fit(model, few, {
      ...{ epochs: EPOCHS, batchSize: 32, seed, optimizer: sgd({ momentum: 0.9 }) },
      ...{ learningRate: cosine({ learningRate: rate }), checkpoints: false, display: bar },
    });
    return last.accuracy;
  } finally {
    model.dispose();
  }
}
