import { LARGE_DIGITS, scenes } from '../../datasets/scenes';
import { fcn8s_mini, fcn16s_mini, fcn32s_mini } from '../../models/fcnMini';
import { SCENES } from '../../models/presets';
import type { Progress } from '../../notebook/progress';
import { pixelClassification } from '../../segmentation/task';
import { lookUp } from '../../spec/at';
import { buildModel } from '../../tfjs/model/buildModel';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { adam } from '../../training/optimizers';
import { type Trainer, trainedRecipe } from '../engine/trainedRecipe';
import type { Check } from '../engine/types';

/** What the learner chooses. */
export interface LadderRecipe {
  readonly finest: number;
  readonly rate: number;
  readonly epochs: number;
}

const NETWORKS = new Map([
  [32, fcn32s_mini],
  [16, fcn16s_mini],
  [8, fcn8s_mini],
]);
const SEEDS = [0, 1] as const;
const WANTED = 0.55;
const MOST_EPOCHS = 12;
/** A network that has begun to tell digits apart has more. */
const BLOBS = 0.3;

/**
 * Trains a small FCN on 256 scenes with the learner's recipe, once for each of two seeds, and looks at the mean IoU of the
 * last epoch on these scenes.
 *
 * @param train tests pass their own
 */
export function learnsMasks(train: Trainer<LadderRecipe> = trainLadder): Check {
  return trainedRecipe({
    ...{ example: '{ finest: 32, rate: 0.0003, epochs: 6 }', read: readRecipe, train, advice },
    ...{ seeds: SEEDS, wanted: WANTED, measured: 'Mean IoU of seeds', accuracyOf: (meanIou: number) => meanIou },
  });
}

function readRecipe({ finest, rate, epochs }: Readonly<Record<string, unknown>>, form: string): LadderRecipe | string {
  if (typeof finest !== 'number' || !NETWORKS.has(finest)) return `${form} finest is 32, 16 or 8.`;
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  if (typeof epochs !== 'number' || !Number.isInteger(epochs) || epochs < 1 || epochs > MOST_EPOCHS) {
    return `${form} epochs is a whole number from 1 to ${MOST_EPOCHS}.`;
  }
  return { finest, rate, epochs };
}

function advice({ finest, rate, epochs }: LadderRecipe, ious: readonly number[]): string {
  if (Math.max(...ious) < BLOBS && rate > 0.005) return 'It hardly learns. Is the rate too large?';
  if (rate < 0.001) return 'It learns, but slowly. Is there a better rate above yours?';
  if (epochs < MOST_EPOCHS) return 'It learns. Has it had enough steps?';
  return finest === 8
    ? 'It learns. Is there a better rate near yours?'
    : 'It learns. Look at the rate, and at the finest map.';
}

async function trainLadder({ finest, rate, epochs }: LadderRecipe, seed: number, bar: Progress): Promise<number> {
  const { maskClassNames: classNames, ...drawn } = scenes({ ...LARGE_DIGITS, count: 256 });
  const model = buildModel(lookUp(NETWORKS, finest)(), { seed, initializer: 'he', bilinearUpsampling: true });
  try {
    const { last } = await fit(
      model,
      { ...drawn, classNames },
      {
        ...{ task: pixelClassification(), epochs, batchSize: 8, seed, scaling: SCENES, optimizer: adam() },
        ...{ learningRate: cosine({ learningRate: rate }), checkpoints: false, display: bar },
      },
    );
    return last.meanIou;
  } finally {
    model.dispose();
  }
}
