import { firstOfEachClass, holdOut, type LabelledImages } from '../../datasets/labelledImages';
import { mnist } from '../../datasets/mnist';
import type { Progress } from '../../notebook/progress';
import { Graph } from '../../spec/graph';
import type { NetworkSpec } from '../../spec/network';
import { buildModel } from '../../tfjs/model/buildModel';
import { fit } from '../../training/loop/fit';
import { sgd } from '../../training/optimizers';
import { type Trainer, trainedRecipe } from '../engine/trainedRecipe';
import type { Check } from '../engine/types';

/** What the learner chooses. */
interface Recipe {
  readonly rate: number;
  readonly momentum: number;
}

/** What a run with it gave: accuracy from 0 to 1, and the training loss of the last epoch. */
export interface Outcome {
  readonly accuracy: number;
  readonly loss: number;
}

const SEEDS = [0, 1, 2] as const;
const WANTED = 0.7;
const LN_10 = Math.log(10);

/** The network of the exercise: eight hidden layers of 64 units on digits, as the notebook builds it. */
export function deepNet(): NetworkSpec {
  const g = new Graph('deep', [28, 28, 1]);
  let x = g.flatten(g.input(), 'flatten');
  for (let layer = 1; layer <= 8; layer++) x = g.relu(g.dense(x, { units: 64 }, `fc${layer}`), `relu${layer}`);
  return g.build(g.dense(x, { units: 10 }, 'out'));
}

/**
 * Trains the notebook's deep network with the learner's recipe, once for each of three seeds, and looks at the validation
 * accuracy. So it depends on nothing that the learner says of it.
 *
 * @param train gives the outcome of one seed; tests pass their own
 */
export function trainsWell(train: Trainer<Recipe, Outcome> = trainDeep): Check {
  return trainedRecipe({
    ...{ example: '{ rate: 0.003, momentum: 0.5 }', read: readRecipe, train, advice, seeds: SEEDS, wanted: WANTED },
    measured: 'Validation accuracy of seeds',
    accuracyOf: ({ accuracy }) => accuracy,
  });
}

function readRecipe({ rate, momentum }: Readonly<Record<string, unknown>>, form: string): Recipe | string {
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} The rate is a number above 0.`;
  if (typeof momentum !== 'number' || !(momentum >= 0 && momentum < 1)) {
    return `${form} The momentum is a number from 0 up to, but without, 1.`;
  }
  return { rate, momentum };
}

function advice(_: Recipe, outcomes: readonly Outcome[]): string {
  const still = outcomes.filter(({ loss }) => loss > LN_10 - 0.1);
  if (still.length > 0) {
    const of = still.length === outcomes.length ? 'In every seed' : `In ${still.length} of ${outcomes.length} seeds`;
    return `${of} the training loss still stands at ln 10. Either the steps are too small to leave it, or so large that they went past everything.`;
  }
  return 'The loss falls. It has to fall faster, or more evenly: look at the rate and the momentum.';
}

let sets: { readonly train: LabelledImages; readonly validation: LabelledImages } | undefined;

function digits(): { readonly train: LabelledImages; readonly validation: LabelledImages } {
  if (sets === undefined) {
    const { train, test } = holdOut(mnist().train, 50);
    sets = { train: firstOfEachClass(train, 100), validation: test };
  }
  return sets;
}

/** Glorot's start; five epochs of 1,000 pictures in batches of 32: 155 steps. */
async function trainDeep({ rate, momentum }: Recipe, seed: number, bar: Progress): Promise<Outcome> {
  const { train, validation } = digits();
  const model = buildModel(deepNet(), { seed, initializer: 'glorot' });
  const { last } = await fit(model, train, {
    ...{ epochs: 5, batchSize: 32, optimizer: sgd({ momentum }), learningRate: rate, seed, validation },
    ...{ checkpoints: false, display: bar },
  });
  model.dispose();
  return { accuracy: last.validationAccuracy, loss: last.loss };
}
