/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';
import { OPPONENTS, type OpponentName } from './opponents';

export const USAGE = `npm run bench -- [options]

Times training steps, inference, imports and the kernel's start: the course's library against its opponents, where they
are installed. Every competitor has a process of its own; they take turns, round by round. All are in memory at once.
Other programs have to rest: where one of them keeps a core, PyTorch can take twenty times as long.

  stock           TensorFlow.js with its own layers
  eager           PyTorch as most people write it
  channels-last   PyTorch with model and images in the order NHWC
  compile         the same through torch.compile; needs a C++ compiler, and minutes for the larger networks
  onnxruntime     inference of the network that PyTorch exports to ONNX
  openvino        the same with OpenVINO

  --only WORD     only rows whose id holds the word: resnet20, train/, predict/alexnet/8, start/; may be repeated
  --against LIST  only these opponents: stock,eager; by default all of them
  --rounds N      how often each competitor is timed (9; more where other programs run)
  --python PATH   a Python with torch and torchvision; by default the course's and the system's are asked
  --json          print one JSON object instead of tables
  --profile ID    instead: which TensorFlow ops the course's own step spends its time in, e.g. train/resnet20; with
                  --python also which ops PyTorch's step does, in each of its ways that is an opponent`;

export interface Options {
  readonly only: readonly string[];
  readonly against: readonly OpponentName[];
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
      against: { type: 'string' },
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
  const against = values.against === undefined ? OPPONENTS : values.against.split(',').map(opponentNamed);
  return { ...values, only: values.only ?? [], against, rounds, json: values.json ?? false };
}

function opponentNamed(word: string): OpponentName {
  const name = OPPONENTS.find(one => one === word);
  if (name !== undefined) return name;
  throw new RangeError(`--against takes names among ${OPPONENTS.join(',')}. Received "${word}".`);
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
