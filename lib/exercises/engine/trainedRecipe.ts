import { Interrupted } from '../../jupyter/interrupt';
import { type Progress, progress } from '../../notebook/progress';
import { show } from '../../notebook/values';
import { nameError, slip } from './checks';
import type { Check, Verdict } from './types';

/** A run with a recipe, which moves the bar by one, and what it gave. */
export type Trainer<Recipe, Outcome = number> = (recipe: Recipe, seed: number, bar: Progress) => Promise<Outcome>;

/** An exercise whose check trains with the learner's recipe, once for each of some seeds. */
export interface TrainingTask<Recipe, Outcome = number> {
  /** An answer, such as `{ rate: 0.01 }`, for who gives something else. */
  readonly example: string;
  /**
   * The recipe in the fields of an answer, or what is wrong with them.
   *
   * @param form a sentence with the example, for such a message
   */
  readonly read: (fields: Readonly<Record<string, unknown>>, form: string) => Recipe | string;
  readonly train: Trainer<Recipe, Outcome>;
  readonly seeds: readonly number[];
  /** What is measured, such as `Training accuracy of seeds`; their numbers and the values follow. */
  readonly measured: string;
  /** From 0 to 1. */
  readonly accuracyOf: (outcome: Outcome) => number;
  /** The mean accuracy that is asked for, from 0 to 1. */
  readonly wanted: number;
  /** What to look at next, for who has not reached it. */
  readonly advice: (recipe: Recipe, outcomes: readonly Outcome[]) => string;
}

/** Judges a recipe by what it does. So it depends on nothing that the learner says of it. */
export function trainedRecipe<Recipe, Outcome>(task: TrainingTask<Recipe, Outcome>): Check {
  const form = `The answer is an object such as ${task.example}.`;
  return answer => {
    if (answer === undefined) return { kind: 'unanswered' };
    if (typeof answer !== 'object' || answer === null) return slip(form);
    const recipe = task.read({ ...answer } as Record<string, unknown>, form); // `read` looks at each field
    return typeof recipe === 'string' ? slip(recipe) : judge(recipe, task);
  };
}

async function judge<Recipe, Outcome>(recipe: Recipe, task: TrainingTask<Recipe, Outcome>): Promise<Verdict> {
  const { seeds, train, measured, accuracyOf, wanted, advice } = task;
  const bar = progress({ total: seeds.length, label: 'training with your recipe, runs' });
  const outcomes: Outcome[] = [];
  for (const seed of seeds) {
    try {
      outcomes.push(await train(recipe, seed, bar));
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      return slip(`With seed ${seed} the run stopped: ${nameError(error)} The steps are too large for these weights.`);
    }
  }
  const accuracies = outcomes.map(accuracyOf);
  const mean = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
  const found = `${measured} ${listed(seeds.map(String))}: ${listed(accuracies.map(percent))}. The mean is ${percent(mean)}`;
  if (mean >= wanted) return { kind: 'right', note: `${found}.` };
  return slip(`${found}, and ${percent(wanted)} is asked for. ${advice(recipe, outcomes)}`);
}

/** `a, b and c` */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function percent(share: number): string {
  return `${show(Math.round(1000 * share) / 10)} %`;
}
