import { analyze } from '../../arithmetic/analyze';
import { cifar10 } from '../../datasets/cifar10';
import { firstOfEachClass } from '../../datasets/labelledImages';
import { Interrupted } from '../../jupyter/interrupt';
import { joined_layers } from '../../models/joinedLayers';
import { type Progress, progress } from '../../notebook/progress';
import { show } from '../../notebook/values';
import type { NetworkSpec } from '../../spec/network';
import { buildModel } from '../../tfjs/model/buildModel';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { sgd } from '../../training/optimizers';
import { nameError, slip } from '../engine/checks';
import type { Check, Verdict } from '../engine/types';

/** What the learner chooses. */
export interface NarrowRecipe {
  readonly growthRate: number;
  readonly rate: number;
  readonly epochs: number;
}

/** A run with it, which moves the bar by one, and what it gave: the training accuracy of the last epoch, from 0 to 1. */
export type NarrowTrainer = (recipe: NarrowRecipe, seed: number, bar: Progress) => Promise<number>;

const SEEDS = [0, 1] as const;
const WANTED = 0.8;
const MOST_EPOCHS = 30;
const MOST_PARAMETERS = 15_000;
/** Of ten classes. */
const GUESSING = 0.1;
const FORM = 'The answer is an object such as { growthRate: 8, rate: 0.01, epochs: 10 }.';

/**
 * Counts a dense network of the learner's growth rate, and trains it on 300 pictures once for each of two seeds.
 *
 * @param train tests pass their own
 */
export function narrowNetworkLearns(train: NarrowTrainer = trainNarrow): Check {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    const recipe = readRecipe(answer);
    return typeof recipe === 'string' ? slip(recipe) : judge(recipe, train);
  };
}

const narrow = (growthRate: number): NetworkSpec =>
  joined_layers({ join: 'concatenate', filters: [growthRate, growthRate, growthRate] });

function readRecipe(answer: unknown): NarrowRecipe | string {
  if (typeof answer !== 'object' || answer === null) return FORM;
  const { growthRate, rate, epochs } = { ...answer } as Record<string, unknown>; // read field by field below
  if (!isWhole(growthRate)) return `${FORM} growthRate is a whole number, at least 1.`;
  if (typeof rate !== 'number' || !(rate > 0)) return `${FORM} rate is a number above 0.`;
  if (!isWhole(epochs) || epochs > MOST_EPOCHS) return `${FORM} epochs is a whole number from 1 to ${MOST_EPOCHS}.`;
  const { params } = analyze(narrow(growthRate)).totals;
  if (params > MOST_PARAMETERS) {
    const [has, most] = [params, MOST_PARAMETERS].map(count => count.toLocaleString('en'));
    return `With a growth rate of ${growthRate} it has ${has} parameters, and ${most} are allowed.`;
  }
  return { growthRate, rate, epochs };
}

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1;

async function judge(recipe: NarrowRecipe, train: NarrowTrainer): Promise<Verdict> {
  const bar = progress({ total: SEEDS.length, label: 'training your network, runs' });
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
  const asked = `The mean is ${percent(mean)}, and ${percent(WANTED)} is asked for.`;
  return slip(`${found} ${asked} ${advice(recipe, mean)}`);
}

function advice({ growthRate, epochs }: NarrowRecipe, mean: number): string {
  if (mean < GUESSING + 0.05) return 'This is hardly more than guessing: look at the rate first.';
  if (growthRate < 4) return 'It learns. Is this the widest network that fits?';
  if (epochs < MOST_EPOCHS) return 'It learns. Has it had enough steps?';
  return 'It learns. Look at the rate: is there a better one, three times larger or smaller?';
}

function percent(share: number): string {
  return `${show(Math.round(1000 * share) / 10)} %`;
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
