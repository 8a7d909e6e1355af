import { readSafetensors, writeSafetensors } from '../checkpoints/files';
import { networkFor } from '../checkpoints/networkFor';
import { decodeImage } from '../images/decode';
import { prepareImage } from '../images/prepareImage';
import type { NetworkEntry } from '../models/networkEntry';
import { networkNamed } from '../models/networkNamed';
import { at } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import { quoted } from '../spec/quoted';
import { type Arguments, type CommandLine, command, named, refuse, requiredValue, UsageError } from './arguments';
import { classNames } from './classNames';
import type { Output } from './command';
import { mainOutput } from './mainOutput';
import { checkOutputs, wordsBeside } from './outputFile';
import { ranking } from './ranking';
import { readGivenPicture } from './readGiven';
import { checkNumbers, readWeights } from './readWeights';

const LINE: CommandLine = {
  name: 'predict',
  usage: [
    'Usage: npx convnets predict NAME --weights W.safetensors',
    '                            --input X.safetensors --output Y.safetensors',
    '       npx convnets predict NAME --weights W.safetensors',
    '                            --image PHOTO [--classes NAMES.txt]',
    '  --input    file with the tensor "input" [n, channels, height, width]',
    '  --output   file for the tensor "output", in the same order of axes',
    '  --image    a JPEG or PNG, prepared as torchvision does;',
    '             prints the top five classes',
    '  --classes  text file with the name of one class on each line',
  ].join('\n'),
  words: ['NAME'],
  options: { weights: 'value', input: 'value', output: 'value', image: 'value', classes: 'value' },
};

const SHOWN_CLASSES = 5;
/** Of the tensor "input". */
const AXES = ['n', 'channels', 'height', 'width'];

/** What is run. */
interface Trained {
  readonly name: string;
  readonly network: NetworkEntry;
  /** Path of the weights. */
  readonly weights: string;
}

/** `npx convnets predict NAME`: runs a PyTorch checkpoint on a tensor or on an image. */
export const run = command(LINE, async (given, output) => {
  const name = at(given.words, 0);
  const network = named(() => networkNamed(name));
  const trained = { name, network, weights: requiredValue(LINE, given, 'weights') };
  const image = given.values.get('image');
  checkTogether(given);
  if (image === undefined) await predictTensor(trained, given, output);
  else await predictImage(trained, image, given, output);
});

function checkTogether({ values }: Arguments): void {
  const [own, others] = values.has('image') ? ['image', ['input', 'output']] : ['input', ['classes']];
  const other = others.find(option => values.has(option));
  if (other !== undefined && values.has(own)) refuse(LINE, `--${other} does not go with --${own}.`);
  if (!values.has(own)) refuse(LINE, '--input or --image is missing.');
}

async function predictTensor(trained: Trained, given: Arguments, output: Output): Promise<void> {
  const path = requiredValue(LINE, given, 'output');
  const input = requiredValue(LINE, given, 'input');
  checkOutputs(LINE, given, { options: ['output'], inputs: [input, trained.weights] });
  const scores = await predict(trained, await readInput(input));
  await writeSafetensors(path, new Map([['output', scores]]));
  wordsBeside(given, ['output'], output)(`${path}: "output" ${showShape(scores.shape)}`);
}

async function readInput(path: string): Promise<NDArray> {
  const tensors = await readSafetensors(path);
  checkNumbers(LINE, path, tensors);
  const input = tensors.get('input');
  if (input === undefined) {
    const names = [...tensors.keys()].slice(0, 4).map(quoted);
    throw new RangeError(`predict: ${path} has no tensor "input". It holds ${names.join(', ') || 'none'}.`);
  }
  if (input.shape.length === 4 && input.data.length > 0) return input;
  const empty = input.shape.length === 4 ? `, and ${AXES[input.shape.indexOf(0)]} must not be 0` : '';
  throw new RangeError(
    `predict: the tensor "input" must have the shape [${AXES.join(', ')}]${empty}. Received ${showShape(input.shape)}.`,
  );
}

async function predictImage(trained: Trained, path: string, given: Arguments, { print }: Output): Promise<void> {
  const { name, network } = trained;
  if (network.preset === null) {
    throw new UsageError(
      `predict: "${name}" is a part of a network and takes no image. Give it a tensor with --input.`,
    );
  }
  const image = decodeImage(readGivenPicture(LINE, path), path);
  const [square] = network.build().inputShape;
  const scores = await predict(trained, prepareImage(image, network.preset, square));
  const names = classNames(LINE, given, network.classes, at(scores.shape, 1));
  const kind = scores.shape.length === 2 ? 'probability' : 'share of the pixels';
  print(`${path}: ${name}, ${kind}`);
  for (const { label, share } of ranking(scores, SHOWN_CLASSES)) {
    const percent = `${(share * 100).toFixed(2)} %`;
    const words = [percent.padStart(9), String(label).padStart(5), ...(names === null ? [] : [at(names, label)])];
    print(words.join('  ').trimEnd());
  }
}

async function predict({ name, weights: path }: Trained, images: NDArray): Promise<NDArray> {
  const weights = await readWeights(LINE, path);
  const { shape } = images;
  const net = networkFor(name, weights, [at(shape, 2), at(shape, 3), at(shape, 1)]);
  const output = mainOutput(net, weights, images);
  checkScores(name, path, output);
  return output;
}

/** Weights may be numbers and still lead to none: a negative variance, or values that grow from layer to layer. */
function checkScores(name: string, path: string, { data }: NDArray): void {
  const wrong = data.find(value => !Number.isFinite(value));
  if (wrong === undefined) return;
  throw new RangeError(
    `predict: the output of ${name} holds ${wrong}: the weights in ${path} are numbers, but lead to none. Get the file again, or train again with a smaller learning rate.`,
  );
}
