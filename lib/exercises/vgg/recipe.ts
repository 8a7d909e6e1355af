import { cifar10 } from '../../datasets/cifar10';
import { firstOfEachClass } from '../../datasets/labelledImages';
import { slim_vgg } from '../../models/vgg';
import type { Progress } from '../../notebook/progress';
import { at } from '../../spec/at';
import { buildModel } from '../../tfjs/model/buildModel';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { sgd } from '../../training/optimizers';
import { type Trainer, trainedRecipe } from '../engine/trainedRecipe';
import type { Check } from '../engine/types';

const STARTS = ['pytorch', 'glorot', 'he', 'zeros'] as const;

/** What the learner chooses. */
export interface Recipe {
  readonly initializer: (typeof STARTS)[number];
  readonly batchNormalization: boolean;
  readonly rate: number;
}

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
export function nineteenLayersLearn(train: Trainer<Recipe> = trainSlim): Check {
  return trainedRecipe({
    ...{
      example: "{ initializer: 'pytorch', batchNormalization: false, rate: 0.01 }",
      read: readRecipe,
      train,
      advice,
      seeds: SEEDS,
      wanted: WANTED,
    },
    measured: 'Training accuracy of seeds',
    accuracyOf: accuracy => accuracy,
  });
}

function readRecipe(
  { initializer, batchNormalization, rate }: Readonly<Record<string, unknown>>,
  form: string,
): Recipe | string {
  const start = STARTS.find(name => name === initializer);
  if (start === undefined) return `${form} initializer is one of ${STARTS.map(name => `'${name}'`).join(', ')}.`;
  if (typeof batchNormalization !== 'boolean') return `${form} batchNormalization is true or false.`;
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  return { initializer: start, batchNormalization, rate };
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
