import { fields, slip } from '../engine/checks';
import type { PlainCheck } from '../engine/types';

/** What the plan of the exercise may cost, in runs. */
const BUDGET = 60;

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** A check of one field that says why a value is refused. */
function field(fault: (value: unknown) => string | undefined): PlainCheck {
  return value => {
    if (value === undefined) return { kind: 'unanswered' };
    const message = fault(value);
    return message === undefined ? { kind: 'right' } : slip(message);
  };
}

/** What is written, in small letters, where it is text. */
const word = (value: unknown): unknown => (typeof value === 'string' ? value.trim().toLowerCase() : value);

const FIELDS = fields({
  ratesOld: field(value => (isCount(value) && value >= 3 ? undefined : 'Tune on three rates or more.')),
  ratesNew: field(value => (isCount(value) && value >= 3 ? undefined : 'Tune on three rates or more.')),
  tuningSeeds: field(value =>
    isCount(value) && value >= 2
      ? undefined
      : 'One seed may favour a rate by chance. Give each rate two seeds or more.',
  ),
  chosenOn: field(answer => {
    const value = word(answer);
    if (value === 'validation') return undefined;
    if (value === 'test')
      return 'A rate that is chosen on the test pictures has seen them. Choose on the validation pictures.';
    if (value === 'training') return 'What is reported is the accuracy on new pictures, so choose by that: validation.';
    return "Write 'training', 'validation' or 'test'.";
  }),
  pairs: field(value => (isCount(value) && value >= 10 ? undefined : 'Take ten paired seeds or more.')),
  noisePairs: field(value => {
    if (!isCount(value) || value === 0) return 'Without an A/A pair there is no noise floor.';
    return value >= 10 ? undefined : 'The A/A pair needs ten seeds or more, as the comparison does.';
  }),
  reportedOn: field(answer => {
    const value = word(answer);
    if (value === 'test') return undefined;
    if (value === 'validation')
      return 'The validation pictures have chosen the rates. Report on pictures that chose nothing.';
    if (value === 'training') return 'Learning by heart would look good there. Report on the test pictures.';
    return "Write 'training', 'validation' or 'test'.";
  }),
});

/** Checks the plan of a comparison: what it leaves out, the effort on both sides, and what it costs. */
export const fairPlan: PlainCheck = answer => {
  const verdict = FIELDS(answer);
  if (verdict.kind !== 'right') return verdict;
  const { ratesOld, ratesNew, tuningSeeds, pairs, noisePairs } = answer as Record<string, number>; // checked above
  if (ratesOld === undefined || ratesNew === undefined || tuningSeeds === undefined) return { kind: 'unanswered' };
  if (pairs === undefined || noisePairs === undefined) return { kind: 'unanswered' };
  if (ratesOld !== ratesNew)
    return slip(`One side is tuned on ${ratesOld} rates, the other on ${ratesNew}. Give both the same effort.`);
  if (noisePairs > pairs) {
    return slip(
      `The A/A pair runs the old one once more on seeds of the pairs: ${noisePairs} of ${pairs} is too many.`,
    );
  }
  const runs = (ratesOld + ratesNew) * tuningSeeds + 2 * pairs + noisePairs;
  if (runs > BUDGET) {
    return slip(
      `It takes ${runs} runs: ${(ratesOld + ratesNew) * tuningSeeds} to tune, ${2 * pairs} for the pairs, ${noisePairs} more for the A/A pair. There is time for ${BUDGET}.`,
    );
  }
  return { kind: 'right', note: `It takes ${runs} of ${BUDGET} runs.` };
};
