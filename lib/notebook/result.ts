import type { NetworkSpec } from '../spec/network';
import { type ArrayLikeND, arraySummary } from './arraySummary';
import type { Bundle } from './content';
import { type ModelLike, modelSummary } from './modelSummary';
import { networkSummary } from './networkSummary';

/**
 * What a cell shows of a network, a model or an array on its last line, in place of a tree of objects.
 *
 * @param value of the cell's last line
 * @returns a bundle, or undefined for any other value
 */
export function resultBundle(value: object): Bundle | undefined {
  if (isModel(value)) return modelSummary(value);
  if (isNetwork(value)) return networkSummary(value);
  return isArray(value) ? { 'text/plain': arraySummary(value) } : undefined;
}

function isModel(value: object): value is ModelLike {
  const functions = ['predict', 'countParams'].map(name => Reflect.get(value, name));
  const lists = ['layers', 'inputs', 'outputNames'].map(name => Reflect.get(value, name));
  return functions.every(f => typeof f === 'function') && lists.every(Array.isArray);
}

function isNetwork(value: object): value is NetworkSpec {
  if (!('name' in value && 'inputShape' in value && 'layers' in value && 'outputs' in value)) return false;
  const { name, inputShape, layers, outputs } = value;
  return (
    typeof name === 'string' &&
    isNumbers(inputShape) &&
    Array.isArray(outputs) &&
    Array.isArray(layers) &&
    layers.every(layer => typeof layer?.name === 'string' && typeof layer.op === 'string')
  );
}

function isArray(value: object): value is ArrayLikeND {
  if (!('shape' in value && 'data' in value) || !isNumbers(value.shape)) return false;
  const { shape, data } = value;
  return (
    ArrayBuffer.isView(data) && 'length' in data && data.length === shape.reduce((product, size) => product * size, 1)
  );
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(each => typeof each === 'number');
}
