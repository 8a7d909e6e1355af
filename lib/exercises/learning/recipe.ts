import { firstOfEachClass, holdOut, type LabelledImages } from '../../datasets/labelledImages';
import { mnist } from '../../datasets/mnist';
import { Interrupted } from '../../jupyter/interrupt';
import { type Progress, progress } from '../../notebook/progress';
import { show } from '../../notebook/values';
import { Graph } from '../../spec/graph';
import type { NetworkSpec } from '../../spec/network';
import { buildModel } from '../../tfjs/model/buildModel';
import { fit } from '../../training/loop/fit';
import { sgd } from '../../training/optimizers';
import { nameError, slip } from '../engine/checks';
import type { Check, Verdict } from '../engine/types';

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

/** A run with it, which moves the bar by one. */
type Trainer = (recipe: Recipe, seed: number, bar: Progress) => Promise<Outcome>;

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
export function trainsWell(train: Trainer = trainDeep): Check {
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    const recipe = readRecipe(answer);
    return typeof recipe === 'string' ? slip(recipe) : judge(recipe, train);
  };
}

function readRecipe(answer: unknown): Recipe | string {
  const form = 'The answer is an object such as { rate: 0.003, momentum: 0.5 }.';
  if (typeof answer !== 'object' || answer === null) return form;
  const { rate, momentum } = { ...answer } as Record<string, unknown>; // read field by field below
  if (typeof rate !== 'number' || !(rate > 0)) return `${form} The rate is a number above 0.`;
  if (typeof momentum !== 'number' || !(momentum >= 0 && momentum < 1)) {
    return `${form} The momentum is a number from 0 up to, but without, 1.`;
  }
  return { rate, momentum };
}

async function judge(recipe: Recipe, train: Trainer): Promise<Verdict> {
  const bar = progress({ total: SEEDS.length, label: 'training with your recipe, runs' });
  const outcomes: Outcome[] = [];
  for (const seed of SEEDS) {
    try {
      outcomes.push(await train(recipe, seed, bar));
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      return slip(`With seed ${seed} the run stopped: ${nameError(error)} The steps are too large for these weights.`);
    }
  }
  const mean = outcomes.reduce((sum, { accuracy }) => sum + accuracy, 0) / outcomes.length;
  const found = `Validation accuracy of seeds ${SEEDS.join(', ')}: ${outcomes.map(({ accuracy }) => percent(accuracy)).join(', ')}.`;
  if (mean >= WANTED) return { kind: 'right', note: `${found} The mean is ${percent(mean)}.` };
  return slip(`${found} The mean is ${percent(mean)}, and ${percent(WANTED)} is asked for. ${advice(outcomes)}`);
}

function advice(outcomes: readonly Outcome[]): string {
  const still = outcomes.filter(({ loss }) => loss > LN_10 - 0.1);
  if (still.length > 0) {
    const of = still.length === outcomes.length ? 'In every seed' : `In ${still.length} of ${outcomes.length} seeds`;
    return `${of} the training loss still stands at ln 10. Either the steps are too small to leave it, or so large that they went past everything.`;
  }
  return 'The loss falls. It has to fall faster, or more evenly: look at the rate and the momentum.';
}

function percent(share: number): string {
  return `${show(Math.round(1000 * share) / 10)} %`;
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
