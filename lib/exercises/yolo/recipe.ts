import { SCATTERED_DIGITS, scenes } from '../../datasets/scenes';
import { yoloDetection } from '../../detection/yolo/task';
import { SCENES } from '../../models/presets';
import { yolo_mini } from '../../models/yoloMini';
import type { Progress } from '../../notebook/progress';
import { buildModel } from '../../tfjs/model/buildModel';
import { evaluate } from '../../training/loop/evaluate';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { adam } from '../../training/optimizers';
import { type Trainer, trainedRecipe } from '../engine/trainedRecipe';
import type { Check } from '../engine/types';

/** What the learner chooses. */
export interface YoloRecipe {
  readonly idle: number;
  readonly rate: number;
  readonly epochs: number;
}

/** What a run gave on its own pictures, from 0 to 1. */
export interface Learnt {
  readonly mAP: number;
  readonly meanIou: number;
}

const SEEDS = [0, 1] as const;
const PICTURES = 16;
const WANTED = 0.8;
const MOST_EPOCHS = 100;

/**
 * Trains yolo_mini on sixteen pictures with the learner's recipe, once for each of two seeds, and measures the mAP@0.5 on
 * these same pictures.
 *
 * @param train tests pass their own
 */
export function learnsByHeart(train: Trainer<YoloRecipe, Learnt> = trainYolo): Check {
  return trainedRecipe({
    ...{ example: '{ idle: 5, rate: 0.0003, epochs: 20 }', read: readRecipe, train, advice },
    ...{ seeds: SEEDS, wanted: WANTED, measured: 'mAP@0.5 with seeds', accuracyOf: ({ mAP }: Learnt) => mAP },
  });
}

function readRecipe({ idle, rate, epochs }: Readonly<Record<string, unknown>>, form: string): YoloRecipe | string {
  if (typeof idle !== 'number' || !(idle >= 0 && Number.isFinite(idle))) return `${form} idle is a number from 0 on.`;
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  if (typeof epochs !== 'number' || !Number.isInteger(epochs) || epochs < 1 || epochs > MOST_EPOCHS) {
    return `${form} epochs is a whole number from 1 to ${MOST_EPOCHS}.`;
  }
  return { idle, rate, epochs };
}

function advice({ idle, epochs }: YoloRecipe, runs: readonly Learnt[]): string {
  const meanIou = runs.reduce((sum, run) => sum + run.meanIou, 0) / runs.length;
  const seen = `The mean IoU is ${meanIou.toFixed(2)}.`;
  if (idle < 0.05) return `${seen} Boxes do fit. But who tells idle predictors to be silent?`;
  if (idle > 2) return `${seen} Is it wise to say anything at all, when the idle term weighs so much?`;
  if (epochs < MOST_EPOCHS) return `${seen} Has it had enough steps?`;
  return `${seen} Look at the rate.`;
}

async function trainYolo({ idle, rate, epochs }: YoloRecipe, seed: number, bar: Progress): Promise<Learnt> {
  const model = buildModel(yolo_mini(), { seed, initializer: 'he' });
  const pictures = scenes({ ...SCATTERED_DIGITS, count: PICTURES });
  const task = yoloDetection({ grid: 8, idle });
  try {
    await fit(model, pictures, {
      ...{ task, epochs, batchSize: 8, seed, scaling: SCENES, optimizer: adam() },
      ...{ learningRate: cosine({ learningRate: rate }), checkpoints: false, display: bar },
    });
    return await evaluate(model, pictures, { task });
  } finally {
    model.dispose();
  }
}
