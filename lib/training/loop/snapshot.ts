import type { LayersModel, Variable } from '@tensorflow/tfjs-node';
import { at, floatAt } from '../../spec/at';
import type { NamedArrays, NDArray } from '../../spec/ndarray';
import { tf } from '../../tfjs/backend';
import { opLayersOf } from '../../tfjs/model/modelLayers';
import type { Optimizer } from '../optimizers';
import { checkpointNames } from '../optimizers/checkpointNames';
import { trainableVariables } from './step';

/** All that training changes in a model and its optimizer, as arrays. */
export function takeSnapshot(model: LayersModel, optimizer: Optimizer): Map<string, NDArray> {
  const weights = namedVariables(model).map(([name, variable]) => [`model/${name}`, arrayOf(variable)] as const);
  const calls = opLayersOf(model).map(layer => [`calls/${layer.name}`, scalar(layer.calls)] as const);
  const slots = [...optimizer.state()].map(([name, array]) => [`optimizer/${name}`, array] as const);
  return new Map<string, NDArray>([...weights, ...calls, ...slots]);
}

/**
 * Puts a snapshot back, all of it or nothing.
 *
 * @throws RangeError when it is one of another network
 */
export function restoreSnapshot(model: LayersModel, optimizer: Optimizer, arrays: NamedArrays): void {
  const variables = namedVariables(model);
  const values = variables.map(([name, variable]) => {
    return { variable, value: valueFor(`model/${name}`, variable.shape, arrays) };
  });
  const calls = opLayersOf(model).map(layer => {
    return { layer, value: valueFor(`calls/${layer.name}`, [], arrays) };
  });
  const slots = [...arrays].filter(([name]) => name.startsWith('optimizer/'));
  optimizer.restore(
    trainableVariables(model),
    new Map(slots.map(([name, array]) => [name.slice('optimizer/'.length), array])),
  );
  tf.tidy(() => {
    for (const { variable, value } of values) {
      variable.assign(tf.tensor(value.slice(), variable.shape));
    }
  });
  for (const { layer, value } of calls) layer.calls = floatAt(value, 0);
}

function namedVariables(model: LayersModel): [string, Variable][] {
  const variables = model.weights.map(weight => weight.read() as Variable); // a layer's weight is read as the variable itself
  const names = checkpointNames(variables);
  return variables.map((variable, i) => [at(names, i), variable]);
}

function valueFor(key: string, shape: readonly number[], arrays: NamedArrays): Float32Array {
  const found = arrays.get(key);
  if (found !== undefined && found.shape.join() === shape.join()) return found.data;
  throw new RangeError(
    `fit: the checkpoint is of another network: "${key}" must have shape [${shape.join(', ')}]. ` +
      `Received ${found === undefined ? 'nothing' : `[${found.shape.join(', ')}]`}. Choose another folder for this network's checkpoints.`,
  );
}

function arrayOf(variable: Variable): NDArray {
  return { shape: variable.shape, data: variable.dataSync<'float32'>() };
}

function scalar(value: number): NDArray {
  return { shape: [], data: Float32Array.of(value) };
}
