import { cifar10 } from '../../datasets/cifar10';
import { firstOfEachClass } from '../../datasets/labelledImages';
import { cifarPlain, cifarResnet } from '../../models/cifarResnet';
import type { Progress } from '../../notebook/progress';
import { cifar10Statistics } from '../../spec/imageSets';
import { buildModel } from '../../tfjs/model/buildModel';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { sgd } from '../../training/optimizers';
import { type Trainer, trainedRecipe } from '../engine/trainedRecipe';
import type { Check } from '../engine/types';

/** What the learner chooses. */
export interface DeepRecipe {
  readonly shortcuts: boolean;
  readonly rate: number;
}

const SEEDS = [0, 1] as const;
const WANTED = 0.7;
const DEPTH = 32;

/**
 * Trains a network of 32 layers on 300 pictures with the learner's recipe, once for each of two seeds.
 *
 * @param train tests pass their own
 */
export function learnsWithDepth(train: Trainer<DeepRecipe> = trainDeep): Check {
  return trainedRecipe({
    ...{ example: '{ shortcuts: false, rate: 0.3 }', read: readRecipe, train, advice, seeds: SEEDS, wanted: WANTED },
    measured: 'Training accuracy of seeds',
    accuracyOf: accuracy => accuracy,
  });
}

function readRecipe({ shortcuts, rate }: Readonly<Record<string, unknown>>, form: string): DeepRecipe | string {
  if (typeof shortcuts !== 'boolean') return `${form} shortcuts is true or false.`;
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  return { shortcuts, rate };
}

function advice({ shortcuts, rate }: DeepRecipe, [accuracy = 0]: readonly number[]): string {
  if (!shortcuts) return 'What makes it easier for 32 layers to learn?';
  if (accuracy < 0.4 && rate > 0.03) return 'With shortcuts it can learn. Is the rate too large?';
  return rate < 0.03
    ? 'It learns, but slowly. Is there a better rate above yours?'
    : 'Is there a better rate near yours?';
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
