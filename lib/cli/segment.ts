import { encodePng } from '../images/encodePng';
import { imageFile } from '../images/imageFile';
import { decodeLabels, encodeLabels } from '../images/labelPng';
import type { NetworkEntry } from '../models/networkEntry';
import { networkNamed } from '../models/networkNamed';
import { registry } from '../models/registry';
import { type ConfusionMatrix, confusionMatrix } from '../segmentation/confusionMatrix';
import type { LabelMap } from '../segmentation/labelMap';
import { overlayLabels, vocColor } from '../segmentation/palette';
import { at } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { excerpt } from '../spec/quoted';
import { type Arguments, type CommandLine, command, named, refuse, requiredValue, UsageError } from './arguments';
import { classNames } from './classNames';
import type { Output } from './command';
import { type Labelled, type LabelPictureOptions, labelPicture, type Segmenter } from './labelPicture';
import { labelTable } from './labelTable';
import { checkOutputs, wordsBeside, writeOutput } from './outputFile';
import { readGivenPicture } from './readGiven';
import { readWeights } from './readWeights';
import { readPair } from './windowArguments';

const LINE: CommandLine = {
  name: 'segment',
  usage: [
    'Usage: npx convnets segment NAME PICTURE --weights W.safetensors',
    '                            [--output MASK.png] [--overlay OVERLAY.png]',
    '                            [--truth MASK.png] [--classes NAMES.txt]',
    '                            [--size N] [--window N [--overlap N]]',
    '  PICTURE    a JPEG or PNG of any size; prints the classes found in it',
    '  --output   file for the label of each pixel: an indexed PNG in the',
    '             colours of Pascal VOC',
    '  --overlay  file for the picture with the labels as colours over it',
    '  --truth    the right labels, an indexed or grey PNG in which 255 does',
    '             not count; prints how well they are met',
    '  --classes  text file with the name of one class on each line',
    '  --size     pixels that the shorter side is brought to for the network',
    '  --window   pixels of overlapping windows, a number or HEIGHTxWIDTH, for',
    '             a picture that is too large to be labelled at once',
    '  --overlap  pixels that windows share; a quarter of the window otherwise',
  ].join('\n'),
  words: ['NAME', 'PICTURE'],
  options: {
    ...{ weights: 'value', output: 'value', overlay: 'value', truth: 'value' },
    ...{ classes: 'value', size: 'value', window: 'value', overlap: 'value' },
  },
};

/** Options that name a picture to write. */
const OUTPUTS = ['output', 'overlay'];

/** Label of true pixels that do not count, as in Pascal VOC. */
const IGNORED = 255;

/** `npx convnets segment NAME PICTURE`: a picture as it is on the disk, to a mask on the disk. */
export const run = command(LINE, async (given, output) => {
  const segmenter = segmenterNamed(at(given.words, 0));
  const path = at(given.words, 1);
  const weightsPath = requiredValue(LINE, given, 'weights');
  const options = readOptions(given);
  const inputs = [path, weightsPath, ...optional(given, 'truth'), ...optional(given, 'classes')];
  checkOutputs(LINE, given, { options: OUTPUTS, inputs, ending: '.png' });
  const picture = imageFile(path);
  const truth = readTruth(given, picture);
  const labelled = labelPicture(segmenter, await readWeights(LINE, weightsPath), picture, options);
  const { labels, numClasses } = labelled;
  const names = classNames(LINE, given, segmenter.network.classes, numClasses);
  const print = wordsBeside(given, OUTPUTS, output);
  print(`${path}: ${segmenter.name}, share of the pixels`);
  print(labelTable(labels, numClasses, { names, matrix: truth && compared(truth, labelled) }));
  await writePictures(given, picture, labels, print);
});

/** @throws UsageError when the network is no segmenter */
function segmenterNamed(name: string): Segmenter {
  const network = named(() => networkNamed(name));
  const { kind, preset } = network;
  if (kind === 'segmenter' && preset !== null) return { name, network, preset };
  const others = Object.entries<NetworkEntry>(registry).flatMap(([other, entry]) =>
    entry.kind === 'segmenter' ? [other] : [],
  );
  throw new UsageError(`segment: "${name}" gives no class for each pixel. These networks do: ${others.join(', ')}.`);
}

function readOptions(given: Arguments): LabelPictureOptions {
  const pair = (option: string, least: number) =>
    optional(given, option).map(text => readPair(LINE, option, text, least))[0];
  const [window, overlap] = [pair('window', 1), pair('overlap', 0)];
  if (overlap !== undefined && window === undefined) refuse(LINE, '--overlap needs --window.');
  const [size] = optional(given, 'size');
  if (size !== undefined && !/^[1-9]\d{0,4}$/.test(size)) {
    refuse(LINE, `--size must be a whole number of pixels from 1 on. Received "${excerpt(size)}".`);
  }
  return {
    ...(window !== undefined && { window }),
    ...(overlap !== undefined && { overlap }),
    ...(size !== undefined && { shorterSide: Number(size) }),
  };
}

function optional({ values }: Arguments, option: string): readonly string[] {
  const value = values.get(option);
  return value === undefined ? [] : [value];
}

/** @returns the right labels, as large as the picture; null where none are given */
function readTruth(given: Arguments, { shape: [height, width] }: NDArray): LabelMap | null {
  const [path] = optional(given, 'truth');
  if (path === undefined) return null;
  const { shape, data } = decodeLabels(readGivenPicture(LINE, path), path);
  if (shape[0] === height && shape[1] === width) return { shape, data: Int32Array.from(data) };
  throw new RangeError(
    `segment: ${path} must be as large as the picture, ${height}×${width} pixels. It has ${shape.join('×')}.`,
  );
}

function compared(truth: LabelMap, { labels, numClasses }: Labelled): ConfusionMatrix {
  return confusionMatrix(truth.data, labels.data, { numClasses, ignoreLabel: IGNORED });
}

async function writePictures(
  given: Arguments,
  picture: NDArray,
  labels: LabelMap,
  print: Output['print'],
): Promise<void> {
  for (const path of optional(given, 'output')) {
    const palette = Uint8Array.from(Array.from({ length: 256 }, (_, label) => vocColor(label)).flat());
    await writeOutput(LINE, path, encodeLabels(labels, palette));
    print(`${path}: labels of ${labels.shape.join('×')} pixels`);
  }
  for (const path of optional(given, 'overlay')) {
    await writeOutput(LINE, path, encodePng(overlayLabels(picture, labels)));
    print(`${path}: the picture with its labels`);
  }
}
