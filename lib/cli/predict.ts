import { readSafetensors, readTorchWeights, writeSafetensors } from '../checkpoints/files';
import { networkFor } from '../checkpoints/networkFor';
import { decodeImage } from '../images/decode';
import { prepareImage } from '../images/prepareImage';
import type { NetworkEntry } from '../models/networkEntry';
import { networkNamed } from '../models/networkNamed';
import { at } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { showShape } from '../spec/pair';
import { type Arguments, type CommandLine, command, refuse, requiredValue } from './arguments';
import { classNames } from './classNames';
import type { Output } from './command';
import { mainOutput } from './mainOutput';
import { ranking } from './ranking';
import { readGiven } from './readGiven';

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
  const network = networkNamed(name);
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

async function predictTensor(trained: Trained, given: Arguments, { print }: Output): Promise<void> {
  const path = requiredValue(LINE, given, 'output');
  const images = await readInput(requiredValue(LINE, given, 'input'));
  const output = await predict(trained, images);
  await writeSafetensors(path, new Map([['output', output]]));
  print(`${path}: "output" ${showShape(output.shape)}`);
}

async function readInput(path: string): Promise<NDArray> {
  const tensors = await readSafetensors(path);
  const input = tensors.get('input');
  if (input === undefined) {
    const names = [...tensors.keys()].slice(0, 4).map(name => `"${name}"`);
    throw new RangeError(`predict: ${path} has no tensor "input". It holds ${names.join(', ') || 'none'}.`);
  }
  if (input.shape.length === 4 && input.data.length > 0) return input;
  throw new RangeError(
    `predict: the tensor "input" must have the shape [n, channels, height, width]. Received ${showShape(input.shape)}.`,
  );
}

async function predictImage(trained: Trained, path: string, given: Arguments, { print }: Output): Promise<void> {
  const { name, network } = trained;
  if (network.preset === null) {
    throw new RangeError(
      `predict: "${name}" is a part of a network and takes no image. Give it a tensor with --input.`,
    );
  }
  const image = decodeImage(await readGiven(LINE, path), path);
  const [square] = network.build().inputShape;
  const scores = await predict(trained, prepareImage(image, network.preset, square));
  const names = await classNames(LINE, given, network.classes, at(scores.shape, 1));
  const kind = scores.shape.length === 2 ? 'probability' : 'share of the pixels';
  print(`${path}: ${name}, ${kind}`);
  for (const { label, share } of ranking(scores, SHOWN_CLASSES)) {
    const percent = `${(share * 100).toFixed(2)} %`;
    const words = [percent.padStart(9), String(label).padStart(5), ...(names === null ? [] : [at(names, label)])];
    print(words.join('  ').trimEnd());
  }
}

async function predict({ name, weights: path }: Trained, images: NDArray): Promise<NDArray> {
  const weights = await readTorchWeights(path);
  const { shape } = images;
  const net = networkFor(name, weights, [at(shape, 2), at(shape, 3), at(shape, 1)]);
  return mainOutput(net, weights, images);
}
