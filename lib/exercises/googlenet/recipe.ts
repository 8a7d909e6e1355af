import { cifar10 } from '../../datasets/cifar10';
import { firstOfEachClass } from '../../datasets/labelledImages';
import { small_googlenet } from '../../models/smallGooglenet';
import type { Progress } from '../../notebook/progress';
import { buildModel } from '../../tfjs/model/buildModel';
import { evaluate } from '../../training/loop/evaluate';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { adam } from '../../training/optimizers';
import { type Trainer, trainedRecipe } from '../engine/trainedRecipe';
import type { Check } from '../engine/types';

/** What the learner chooses. */
export interface Recipe {
  readonly rate: number;
  readonly epochs: number;
}

const SEEDS = [0, 1] as const;
const WANTED = 0.95;
const MOST_EPOCHS = 20;

/**
 * Trains the small GoogLeNet with its average on the notebook's 200 images, with the learner's recipe, once for each of two
 * seeds, and asks whether it knows them by heart.
 *
 * @param train tests pass their own
 */
export function learnsByHeart(train: Trainer<Recipe> = trainSmall): Check {
  return trainedRecipe({
    ...{ example: '{ rate: 0.0005, epochs: 10 }', read: readRecipe, train, advice, seeds: SEEDS, wanted: WANTED },
    measured: 'Accuracy on its own pictures, seeds',
    accuracyOf: accuracy => accuracy,
  });
}

function readRecipe({ rate, epochs }: Readonly<Record<string, unknown>>, form: string): Recipe | string {
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  if (typeof epochs !== 'number' || !Number.isInteger(epochs) || epochs < 1 || epochs > MOST_EPOCHS) {
    return `${form} epochs is a whole number from 1 to ${MOST_EPOCHS}.`;
  }
  return { rate, epochs };
}

function advice({ epochs }: Recipe, [first = 0]: readonly number[]): string {
  if (first < 0.3) return 'It has hardly begun: look at the rate first.';
  if (epochs < MOST_EPOCHS) return 'It learns. Has it had enough steps?';
  return 'It learns. Look at the rate: is there a better one near yours?';
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
