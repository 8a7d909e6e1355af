import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '../checkpoints/files';
import { repositoryRoot } from '../datasets/repositoryRoot';
import type { TimedDetections } from '../detection/detection';
import { drawBoxes } from '../detection/drawBoxes';
import type { RegionHeads } from '../detection/rcnn';
import { readRegionHeads } from '../detection/rcnn/headsFile';
import { encodePng } from '../images/encodePng';
import { imageFile } from '../images/imageFile';
import type { NetworkEntry } from '../models/networkEntry';
import { networkNamed } from '../models/networkNamed';
import { at } from '../spec/at';
import type { ImagePreset } from '../spec/imagePreset';
import type { NamedArrays, NDArray } from '../spec/ndarray';
import { excerpt } from '../spec/quoted';
import { buildModel } from '../tfjs/model/buildModel';
import { loadStateDict } from '../tfjs/model/stateDict';
import { type Arguments, type CommandLine, command, named, refuse, UsageError } from './arguments';
import { asTrained } from './asTrained';
import { classNames } from './classNames';
import { detectionTable } from './detectionTable';
import { type Finding, sizeFor, WAYS, type Way } from './findObjects';
import { checkOutputs, wordsBeside, writeOutput } from './outputFile';
import { checkNumbers, readWeights } from './readWeights';

const LINE: CommandLine = {
  name: 'detect',
  usage: [
    'Usage: npx convnets detect NAME PICTURE [--weights W.safetensors]',
    '                           [--heads H.safetensors] [--score S]',
    '                           [--output BOXES.png] [--classes NAMES.txt]',
    '  PICTURE    a JPEG or PNG of any size; prints what is found in it, with',
    '             boxes x1, y1, x2, y2 in pixels of the picture',
    '  --weights  those that come with the course otherwise',
    '  --heads    of R-CNN and SPPNet: the machines and the regressors',
    '  --score    from which score on an object is told, 0.5 otherwise; of',
    "             R-CNN and SPPNet a machine's margin, 0 otherwise",
    '  --output   file for the picture with the boxes drawn into it',
    '  --classes  text file with the name of one class on each line',
  ].join('\n'),
  words: ['NAME', 'PICTURE'],
  options: { weights: 'value', heads: 'value', score: 'value', output: 'value', classes: 'value' },
};

/** A network of the registry that finds objects. */
interface Detector {
  readonly name: string;
  readonly network: NetworkEntry;
  readonly preset: ImagePreset;
  readonly way: Way;
}

/** `npx convnets detect NAME PICTURE`: the objects in a picture. */
export const run = command(LINE, async (given, output) => {
  const detector = detectorNamed(at(given.words, 0));
  const path = at(given.words, 1);
  const weightsPath = given.values.get('weights') ?? shipped(detector.name, '', '--weights');
  const headsPath = headsPathFor(detector, given);
  const inputs = [path, weightsPath, headsPath ?? [], given.values.get('classes') ?? []].flat();
  checkOutputs(LINE, given, { options: ['output'], inputs, ending: '.png' });
  const minScore = readScore(given) ?? (detector.way.heads ? 0 : 0.5);
  const picture = imageFile(path);
  const heads = headsPath === null ? undefined : await readHeads(headsPath);
  const weights = await readWeights(LINE, weightsPath);
  const numClasses = detector.way.numClasses(weights);
  const found = find(detector, weights, numClasses, picture, { minScore, ...(heads && { heads }) });
  const objects = detector.way.heads ? heads?.regressors.length : numClasses;
  const names = classNames(LINE, given, detector.network.classes, objects ?? 0);
  const print = wordsBeside(given, ['output'], output);
  print(`${path}: ${detector.name}`);
  print(detectionTable(found, names));
  const boxes = given.values.get('output');
  if (boxes !== undefined) {
    await writeOutput(LINE, boxes, encodePng(drawBoxes(picture, found.detections)));
    print(`${boxes}: the picture with ${found.detections.length} boxes`);
  }
});

/** @throws UsageError when the network is no detector */
function detectorNamed(name: string): Detector {
  const network = named(() => networkNamed(name));
  const way = WAYS.get(name);
  if (way !== undefined && network.preset !== null) return { name, network, preset: network.preset, way };
  throw new UsageError(`detect: "${name}" finds no objects. These networks do: ${[...WAYS.keys()].join(', ')}.`);
}

/** @throws UsageError when the course has no such file */
function shipped(name: string, ending: string, option: string): string {
  const path = join(repositoryRoot(), 'data', 'weights', `${name}${ending}.safetensors`);
  if (existsSync(path)) return path;
  return refuse(LINE, `${option} is missing: the course has no trained weights of ${name}.`);
}

function headsPathFor({ name, way }: Detector, { values }: Arguments): string | null {
  if (way.heads) return values.get('heads') ?? shipped(name, '-heads', '--heads');
  if (values.has('heads')) refuse(LINE, `--heads does not go with ${name}, whose heads are part of its weights.`);
  return null;
}

async function readHeads(path: string): Promise<RegionHeads> {
  const heads = await readRegionHeads(path);
  checkNumbers(LINE, path, await readSafetensors(path));
  return heads;
}

function readScore({ values }: Arguments): number | undefined {
  const text = values.get('score');
  if (text === undefined) return undefined;
  const score = Number(text);
  if (text.trim() !== '' && Number.isFinite(score)) return score;
  return refuse(LINE, `--score must be a number. Received "${excerpt(text)}".`);
}

function find(
  { network, preset, way }: Detector,
  weights: NamedArrays,
  numClasses: number | undefined,
  picture: NDArray,
  finding: Pick<Finding, 'minScore' | 'heads'>,
): TimedDetections {
  const usual = network.build();
  const [height, width] = way.stride === null ? usual.inputShape : sizeFor(picture, way.stride);
  const inputShape = [height, width, at(usual.inputShape, 2)] as const;
  const net = network.build({ inputShape, ...(numClasses !== undefined && { numClasses }) });
  const model = buildModel(net, { initializer: 'zeros' });
  try {
    loadStateDict(model, net, weights);
    const { image, scaling } = asTrained(preset, picture);
    const bytes = { shape: image.shape, data: image.data.map(value => 255 * value) };
    return way.find(model, { image: bytes, scaling, ...finding });
  } finally {
    model.dispose();
  }
}
