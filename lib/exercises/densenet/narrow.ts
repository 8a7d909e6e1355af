import { analyze } from '../../arithmetic/analyze';
import { cifar10 } from '../../datasets/cifar10';
import { firstOfEachClass } from '../../datasets/labelledImages';
import { joined_layers } from '../../models/joinedLayers';
import type { Progress } from '../../notebook/progress';
import type { NetworkSpec } from '../../spec/network';
import { buildModel } from '../../tfjs/model/buildModel';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { sgd } from '../../training/optimizers';
import { type Trainer, trainedRecipe } from '../engine/trainedRecipe';
import type { Check } from '../engine/types';

/** What the learner chooses. */
export interface NarrowRecipe {
  readonly growthRate: number;
  readonly rate: number;
  readonly epochs: number;
}

const SEEDS = [0, 1] as const;
const WANTED = 0.8;
const MOST_EPOCHS = 30;
const MOST_PARAMETERS = 15_000;
/** Of ten classes. */
const GUESSING = 0.1;

/**
 * Counts a dense network of the learner's growth rate, and trains it on 300 pictures once for each of two seeds.
 *
 * @param train tests pass their own
 */
export function narrowNetworkLearns(train: Trainer<NarrowRecipe> = trainNarrow): Check {
  return trainedRecipe({
    ...{
      example: '{ growthRate: 8, rate: 0.01, epochs: 10 }',
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

const narrow = (growthRate: number): NetworkSpec =>
  joined_layers({ join: 'concatenate', filters: [growthRate, growthRate, growthRate] });

function readRecipe(
  { growthRate, rate, epochs }: Readonly<Record<string, unknown>>,
  form: string,
): NarrowRecipe | string {
  if (!isWhole(growthRate)) return `${form} growthRate is a whole number, at least 1.`;
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  if (!isWhole(epochs) || epochs > MOST_EPOCHS) return `${form} epochs is a whole number from 1 to ${MOST_EPOCHS}.`;
  const { params } = analyze(narrow(growthRate)).totals;
  if (params > MOST_PARAMETERS) {
    const [has, most] = [params, MOST_PARAMETERS].map(count => count.toLocaleString('en'));
    return `With a growth rate of ${growthRate} it has ${has} parameters, and ${most} are allowed.`;
  }
  return { growthRate, rate, epochs };
}

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1;

function advice({ growthRate, epochs }: NarrowRecipe, accuracies: readonly number[]): string {
  if (Math.max(...accuracies) < GUESSING + 0.05) return 'This is hardly more than guessing: look at the rate first.';
  if (growthRate < 4) return 'It learns. Is this the widest network that fits?';
  if (epochs < MOST_EPOCHS) return 'It learns. Has it had enough steps?';
  return 'It learns. Look at the rate: is there a better one, three times larger or smaller?';
}

async function trainNarrow({ growthRate, rate, epochs }: NarrowRecipe, seed: number, bar: Progress): Promise<number> {
  const few = firstOfEachClass(cifar10().train, 30);
  const model = buildModel(narrow(growthRate), { seed, initializer: 'he' });
  try {
    const { last } = await fit(model, few, {
      ...{ epochs, batchSize: 32, seed, optimizer: sgd({ momentum: 0.9 }) },
      ...{ learningRate: cosine({ learningRate: rate }), checkpoints: false, display: bar },
    });
    return last.accuracy;
  } finally {
    model.dispose();
  }
}
