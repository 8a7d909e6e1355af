import type { LayersModel } from '@tensorflow/tfjs-node';
import { excerpt } from '../../spec/quoted';
import { isRecord } from './firstDifference';

type Check = (value: unknown) => boolean;
/** What a value must be, and how to tell. */
type Kind = readonly [words: string, check: Check];

const isFunction: Check = value => typeof value === 'function';
const isList: Check = value => Array.isArray(value) || ArrayBuffer.isView(value);
const YES_OR_NO: Kind = ['true or false', value => typeof value === 'boolean'];
const FUNCTION: Kind = ['a function', isFunction];

const isShape: Check = value => Array.isArray(value) && value.length === 4;
const isImages: Check = value => Array.isArray(value) && value.every(image => isRecord(image) && isList(image.shape));
const SET: Kind = [
  'images with their answers, such as datasets.mnist().train: images and their shape [n, h, w, c], or a list of images',
  value => isRecord(value) && ('shape' in value ? isShape(value.shape) : isImages(value.images)),
];

const OPTIONS: Readonly<Record<string, Kind>> = {
  task: ['a task, such as training.classification()', value => isRecord(value) && isFunction(value.fields)],
  loss: ['a function of the outputs and the labels, such as training.withAuxiliary()', isFunction],
  validation: SET,
  optimizer: ['an optimizer, such as training.adam()', value => isRecord(value) && isFunction(value.apply)],
  learningRate: [
    'a number or a schedule, such as 0.05 or training.cosine({ learningRate: 0.05 })',
    value => typeof value === 'number' || isFunction(value),
  ],
  augment: ['an object, such as { flip: true }', isRecord],
  scaling: [
    '{ mean, std }, each a list with a number for each channel',
    value => isRecord(value) && isList(value.mean) && isList(value.std),
  ],
  checkpoints: ["false or an object, such as { folder: '…' }", value => value === false || isRecord(value)],
  resume: YES_OR_NO,
  compile: YES_OR_NO,
  display: [
    'true, false, or a bar of notebook.progress',
    value => typeof value === 'boolean' || (isRecord(value) && isFunction(value.advance)),
  ],
  onEpoch: FUNCTION,
  until: FUNCTION,
};

/**
 * Checks that what a caller has given is of the right kinds, where the compiler was not asked or not heard. What was left out
 * is right.
 *
 * @param where names the caller in messages
 * @throws TypeError that says what must be there, and what is
 * @throws RangeError for a seed that is no whole number, and for a model that was disposed of
 */
export function checkArguments(where: string, model: LayersModel, set: unknown, options: unknown): void {
  checkModel(where, model);
  checkKind(where, 'the set', set, SET);
  checkKind(where, 'the options', options, ['an object, such as { epochs: 3 }', isRecord]);
  const given: Readonly<Record<string, unknown>> = Object(options);
  for (const [name, kind] of Object.entries(OPTIONS)) {
    if (given[name] !== undefined) checkKind(where, name, given[name], kind);
  }
  const { seed } = given;
  if (seed !== undefined && !Number.isSafeInteger(seed)) {
    throw new RangeError(`${where}: seed must be a whole number. Received ${show(seed)}.`);
  }
}

function checkModel(where: string, model: LayersModel): void {
  const isModel: Check = value => isRecord(value) && isList(value.layers) && isFunction(value.apply);
  checkKind(where, 'the model', model, ['what tfjs.buildModel(net) gives', isModel]);
  if (isDisposed(model)) {
    throw new RangeError(`${where}: the model "${model.name}" was disposed of. Build it again with tfjs.buildModel.`);
  }
}

/** A layer of TensorFlow.js does not tell, but refuses to be read. */
function isDisposed(model: LayersModel): boolean {
  try {
    for (const weight of model.weights) weight.read();
    return false;
  } catch {
    return true;
  }
}

function checkKind(where: string, name: string, value: unknown, [words, check]: Kind): void {
  if (!check(value)) throw new TypeError(`${where}: ${name} must be ${words}. Received ${show(value)}.`);
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(excerpt(value));
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  return isRecord(value)
    ? `an object with ${Object.keys(value).slice(0, 4).join(', ') || 'nothing in it'}`
    : String(value);
}
