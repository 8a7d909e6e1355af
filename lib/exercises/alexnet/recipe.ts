import { cifar10 } from '../../datasets/cifar10';
import { firstOfEachClass } from '../../datasets/labelledImages';
import { alexnet_mini } from '../../models/mini';
import type { Progress } from '../../notebook/progress';
import { at } from '../../spec/at';
import { buildModel } from '../../tfjs/model/buildModel';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { adam } from '../../training/optimizers';
import { type Trainer, trainedRecipe } from '../engine/trainedRecipe';
import type { Check } from '../engine/types';

/** What the learner chooses. */
export interface Recipe {
  readonly dropoutRate: number;
  readonly rate: number;
  readonly epochs: number;
}

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
export function learnsItsPictures(train: Trainer<Recipe> = trainMini): Check {
  return trainedRecipe({
    ...{
      example: '{ dropoutRate: 0.5, rate: 0.002, epochs: 16 }',
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

function readRecipe({ dropoutRate, rate, epochs }: Readonly<Record<string, unknown>>, form: string): Recipe | string {
  if (typeof dropoutRate !== 'number' || !(dropoutRate >= 0 && dropoutRate < 1)) {
    return `${form} dropoutRate is a number from 0 up to, but without, 1.`;
  }
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  if (typeof epochs !== 'number' || !Number.isInteger(epochs) || epochs < 1 || epochs > MOST_EPOCHS) {
    return `${form} epochs is a whole number from 1 to ${MOST_EPOCHS}.`;
  }
  return { dropoutRate, rate, epochs };
}

function advice({ dropoutRate, epochs }: Recipe, accuracies: readonly number[]): string {
  const still = SEEDS.filter((_, i) => at(accuracies, i) < GUESSING + 0.05);
  if (still.length === 1) return `Seed ${still.join()} hardly does more than guess: look at the rate first.`;
  if (still.length > 1) return 'This is hardly more than guessing: look at the rate first.';
  if (dropoutRate >= 0.4) return 'It learns, but slowly. Which part makes every step harder?';
  if (epochs < MOST_EPOCHS) return 'It learns. Has it had enough steps?';
  return 'It learns. Look at the rate: is there a better one near yours?';
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
