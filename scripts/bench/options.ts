/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [options]

Times training steps, inference, imports and the kernel's start: the course's library against stock TensorFlow.js and,
where it is installed, PyTorch. Every competitor has a process of its own; they take turns, round by round.

  --only WORD     only rows whose id holds the word: resnet20, train/, predict/alexnet/8, start/; may be repeated
  --rounds N      how often each competitor is timed (9; more where other programs run)
  --python PATH   a Python with torch and torchvision; by default the course's and the system's are asked
  --json          print one JSON object instead of tables
  --profile ID    instead: which TensorFlow ops the course's own step spends its time in, e.g. train/resnet20`;

export interface Options {
  readonly only: readonly string[];
  readonly rounds: number;
  readonly python?: string;
  readonly json: boolean;
  readonly profile?: string;
}

const ROUNDS = 9;

/**
 * Reads the command line.
 *
 * @param args what follows `npm run bench --`
 * @throws TypeError for an unknown option, RangeError for a value out of range
 */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string' },
      python: { type: 'string' },
      json: { type: 'boolean', default: false },
      profile: { type: 'string' },
    },
  });
  const rounds = values.rounds === undefined ? ROUNDS : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new RangeError(`--rounds is a whole number of at least 1. Received "${values.rounds}".`);
  }
  return { ...values, only: values.only ?? [], rounds, json: values.json ?? false };
}

/**
 * Those whose id holds one of the words; all when there are none.
 *
 * @throws RangeError when a word fits nothing
 */
export function choose<T extends { readonly id: string }>(all: readonly T[], words: readonly string[]): readonly T[] {
  const wrong = words.find(word => !all.some(({ id }) => id.includes(word)));
  if (wrong !== undefined) {
    throw new RangeError(`--only "${wrong}" fits nothing. There are: ${all.map(({ id }) => id).join(', ')}.`);
  }
  return all.filter(({ id }) => words.length === 0 || words.some(word => id.includes(word)));
}
