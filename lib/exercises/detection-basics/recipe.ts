import { LARGE_DIGITS, scenes } from '../../datasets/scenes';
import { localization } from '../../detection/localization';
import { SCENES } from '../../models/presets';
import type { Progress } from '../../notebook/progress';
import { Graph } from '../../spec/graph';
import type { NetworkSpec } from '../../spec/network';
import { buildModel } from '../../tfjs/model/buildModel';
import { fit } from '../../training/loop/fit';
import { cosine } from '../../training/loop/schedules';
import { adam } from '../../training/optimizers';
import { type Trainer, trainedRecipe } from '../engine/trainedRecipe';
import type { Check } from '../engine/types';

/** What the learner chooses. */
export interface LocatorRecipe {
  readonly boxWeight: number;
  readonly rate: number;
  readonly epochs: number;
}

/** What a run gave on its own pictures, from 0 to 1. */
export interface Located {
  readonly accuracy: number;
  readonly meanIou: number;
  readonly found: number;
}

const SEEDS = [0, 1] as const;
const PICTURES = 64;
const WANTED = 0.8;
const MOST_EPOCHS = 40;

/**
 * Trains the locator on 64 pictures of one digit each with the learner's recipe, once for each of two seeds, and looks at
 * how many of these pictures it gives the right class and a box with an IoU of 0.5 or more.
 *
 * @param train tests pass their own
 */
export function learnsPlaces(train: Trainer<LocatorRecipe, Located> = trainLocator): Check {
  return trainedRecipe({
    ...{ example: '{ boxWeight: 100, rate: 0.0003, epochs: 20 }', read: readRecipe, train, advice },
    ...{ seeds: SEEDS, wanted: WANTED, measured: 'Found with seeds', accuracyOf: ({ found }: Located) => found },
  });
}

function readRecipe(
  { boxWeight, rate, epochs }: Readonly<Record<string, unknown>>,
  form: string,
): LocatorRecipe | string {
  if (typeof boxWeight !== 'number' || !(boxWeight > 0)) return `${form} boxWeight is a number above 0.`;
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} rate is a number above 0.`;
  if (typeof epochs !== 'number' || !Number.isInteger(epochs) || epochs < 1 || epochs > MOST_EPOCHS) {
    return `${form} epochs is a whole number from 1 to ${MOST_EPOCHS}.`;
  }
  return { boxWeight, rate, epochs };
}

function advice({ epochs }: LocatorRecipe, runs: readonly Located[]): string {
  const mean = (of: (run: Located) => number): number => runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  const [accuracy, meanIou] = [mean(run => run.accuracy), mean(run => run.meanIou)];
  const seen = `The accuracy is ${(100 * accuracy).toFixed(0)} %, the mean IoU ${meanIou.toFixed(2)}.`;
  if (accuracy > 0.8 && meanIou < 0.6) return `${seen} The boxes lag behind: do they weigh enough in the loss?`;
  if (accuracy < 0.6 && meanIou > 0.6)
    return `${seen} The classes lag behind: do the boxes weigh too much in the loss?`;
  if (epochs < MOST_EPOCHS) return `${seen} Has it had enough steps?`;
  return `${seen} Look at the rate.`;
}

/** As in the notebook. */
function locator(): NetworkSpec {
  const g = new Graph('locator', [64, 64, 3]);
  let x = g.input();
  [16, 32, 48, 64, 96].forEach((filters, i) => {
    if (i > 0) x = g.maxPooling2d(x, { poolSize: 2 });
    x = g.conv2d(x, { filters, kernelSize: 3, padding: 1, useBias: false }, `conv${i + 1}`);
    x = g.relu(g.batchNormalization(x, {}, `conv${i + 1}.bn`));
  });
  const anywhere = g.flatten(g.maxPooling2d(x, { poolSize: 4 }));
  const scores = g.dense(anywhere, { units: 10 }, 'scores');
  return g.build(scores, g.dense(g.flatten(x), { units: 4 }, 'box'));
}

async function trainLocator({ boxWeight, rate, epochs }: LocatorRecipe, seed: number, bar: Progress): Promise<Located> {
  const model = buildModel(locator(), { seed });
  try {
    const { last } = await fit(model, scenes({ ...LARGE_DIGITS, objects: [1, 1], count: PICTURES }), {
      ...{ task: localization({ boxWeight }), epochs, batchSize: 16, seed, scaling: SCENES, optimizer: adam() },
      ...{ learningRate: cosine({ learningRate: rate }), checkpoints: false, display: bar },
    });
    return last;
  } finally {
    model.dispose();
  }
}
