import { SCATTERED_DIGITS, scenes } from '../../datasets/scenes';
import { fasterRcnn } from '../../detection/faster/task';
import { MINI_ANCHORS } from '../../detection/rpn/anchorsOf';
import { faster_rcnn_mini } from '../../models/fasterRcnn';
import { SCENES } from '../../models/presets';
import type { Progress } from '../../notebook/progress';
import { buildModel } from '../../tfjs/model/buildModel';
import { evaluate } from '../../training/loop/evaluate';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { adam } from '../../training/optimizers';
import { type Trainer, trainedRecipe } from '../engine/trainedRecipe';
import type { Check } from '../engine/types';

/** What the learner chooses. */
export interface DetectorRecipe {
  readonly rate: number;
  readonly epochs: number;
  readonly after: number;
}

/** What a run gave on its own scenes, from 0 to 1. */
export interface Detected {
  readonly meanPrecision: number;
  readonly proposalRecall: number;
}

const SEEDS = [0, 1] as const;
const SCENE_COUNT = 12;
const WANTED = 0.8;
const MOST_EPOCHS = 30;
const MOST_PROPOSALS = 32;

/**
 * Trains Faster R-CNN on twelve scenes with the learner's recipe, once for each of two seeds, and looks at its mean average
 * precision on these same scenes.
 *
 * @param train tests pass their own
 */
export function detectsByHeart(train: Trainer<DetectorRecipe, Detected> = trainDetector): Check {
  return trainedRecipe({
    ...{ example: '{ rate: 0.0001, epochs: 10, after: 2 }', read: readRecipe, train, advice },
    ...{ seeds: SEEDS, wanted: WANTED, measured: 'mAP@0.5 of seeds' },
    accuracyOf: ({ meanPrecision }: Detected) => meanPrecision,
  });
}

function readRecipe({ rate, epochs, after }: Readonly<Record<string, unknown>>, form: string): DetectorRecipe | string {
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  if (!isWhole(epochs, MOST_EPOCHS)) return `${form} epochs is a whole number from 1 to ${MOST_EPOCHS}.`;
  if (!isWhole(after, MOST_PROPOSALS)) return `${form} after is a whole number from 1 to ${MOST_PROPOSALS}.`;
  return { rate, epochs, after };
}

function isWhole(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;
}

function advice({ epochs, after }: DetectorRecipe, runs: readonly Detected[]): string {
  const recall = runs.reduce((sum, run) => sum + run.proposalRecall, 0) / runs.length;
  const seen = `Of the digits, ${(100 * recall).toFixed(0)} % have a proposal.`;
  if (recall < 0.9 && after < 8) return `${seen} The heads cannot find what nobody proposes: are there enough of them?`;
  if (epochs < MOST_EPOCHS) return `${seen} Has it had enough steps?`;
  return `${seen} Look at the rate.`;
}

async function trainDetector({ rate, epochs, after }: DetectorRecipe, seed: number, bar: Progress): Promise<Detected> {
  const model = buildModel(faster_rcnn_mini(), { seed, initializer: 'he' });
  try {
    const set = scenes({ ...SCATTERED_DIGITS, count: SCENE_COUNT });
    const regions = { sampleSize: MOST_PROPOSALS };
    const task = fasterRcnn({ ...MINI_ANCHORS, sampleSize: 64, regions, proposals: { before: 128, after } });
    await fit(model, set, {
      ...{ task, epochs, batchSize: 4, seed, scaling: SCENES, optimizer: adam() },
      ...{ learningRate: cosine({ learningRate: rate }), checkpoints: false, display: bar },
    });
    return await evaluate(model, set, { task, scaling: SCENES });
  } finally {
    model.dispose();
  }
}
