import { cifar10 } from '../../datasets/cifar10';
import { firstOfEachClass } from '../../datasets/labelledImages';
import { Interrupted } from '../../jupyter/interrupt';
import { cifarPlain, cifarResnet } from '../../models/cifarResnet';
import { type Progress, progress } from '../../notebook/progress';
import { show } from '../../notebook/values';
import { at } from '../../spec/at';
import { cifar10Statistics } from '../../spec/imageSets';
import { buildModel } from '../../tfjs/model/buildModel';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { sgd } from '../../training/optimizers';
import { nameError, slip } from '../engine/checks';
import type { Check, Verdict } from '../engine/types';

/** What the learner chooses. */
export interface DeepRecipe {
  readonly shortcuts: boolean;
  readonly rate: number;
}

/** A run with it, which moves the bar by one, and what it gave: the training accuracy of the last epoch, from 0 to 1. */
export type DeepTrainer = (recipe: DeepRecipe, seed: number, bar: Progress) => Promise<number>;

const SEEDS = [0, 1] as const;
const WANTED = 0.7;
const DEPTH = 32;

/**
 * Trains a network of 32 layers on 300 pictures with the learner's recipe, once for each of two seeds.
 *
 * @param train tests pass their own
 */
export function learnsWithDepth(train: DeepTrainer = trainDeep): Check {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    const recipe = readRecipe(answer);
    return typeof recipe === 'string' ? slip(recipe) : judge(recipe, train);
  };
}

function readRecipe(answer: unknown): DeepRecipe | string {
  const form = 'The answer is an object such as { shortcuts: false, rate: 0.3 }.';
  if (typeof answer !== 'object' || answer === null) return form;
  const { shortcuts, rate } = { ...answer } as Record<string, unknown>; // read field by field below
  if (typeof shortcuts !== 'boolean') return `${form} shortcuts is true or false.`;
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  return { shortcuts, rate };
}

async function judge(recipe: DeepRecipe, train: DeepTrainer): Promise<Verdict> {
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
  const found = `Training accuracy of seeds ${SEEDS.join(' and ')}: ${accuracies.map(percent).join(' and ')}. The mean is ${percent(mean)}`;
  if (mean >= WANTED) return { kind: 'right', note: `${found}.` };
  return slip(`${found}, and ${percent(WANTED)} is asked for. ${advice(recipe, at(accuracies, 0))}`);
}

function advice({ shortcuts, rate }: DeepRecipe, accuracy: number): string {
  if (!shortcuts) return 'What makes it easier for 32 layers to learn?';
  if (accuracy < 0.4 && rate > 0.03) return 'With shortcuts it can learn. Is the rate too large?';
  return rate < 0.03
    ? 'It learns, but slowly. Is there a better rate above yours?'
    : 'Is there a better rate near yours?';
}

function percent(share: number): string {
  return `${show(Math.round(1000 * share) / 10)} %`;
}

async function trainDeep({ shortcuts, rate }: DeepRecipe, seed: number, bar: Progress): Promise<number> {
  const build = shortcuts ? cifarResnet : cifarPlain;
  const model = buildModel(build(DEPTH, { filters: [8, 16, 32] }), { seed, initializer: 'he' });
  try {
    const { last } = await fit(model, firstOfEachClass(cifar10().train, 30), {
      ...{ epochs: 12, batchSize: 30, seed, scaling: cifar10Statistics, optimizer: sgd({ momentum: 0.9 }) },
      ...{ learningRate: cosine({ learningRate: rate }), checkpoints: false, display: bar },
    });
    return last.accuracy;
  } finally {
    model.dispose();
  }
}
