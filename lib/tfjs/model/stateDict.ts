import type { LayersModel, LayerVariable, Tensor } from '@tensorflow/tfjs-node';
import { checkState } from '../../checkpoints/stateCheck';
import { type StateEntry, stateEntries } from '../../checkpoints/stateMap';
import type { NamedArrays, NDArray, StoredArray } from '../../spec/ndarray';
import type { NetworkSpec } from '../../spec/network';
import { tf } from '../backend';
import { inputShapeOf, opLayerOf } from './modelLayers';

/**
 * Loads a PyTorch checkpoint: its names and layouts are translated, and nothing changes unless everything fits.
 *
 * @param model what `buildModel` made of `net`
 * @param entries name → shape and values, as `readSafetensors` gives them
 * @throws RangeError that lists missing, unexpected and wrongly shaped entries
 */
export function loadStateDict(model: LayersModel, net: NetworkSpec, entries: NamedArrays): void {
  const expected = stateEntries(net, inputShapeOf(model));
  const variables = expected.map(entry => variableOf(model, entry));
  checkState(net.name, expected, entries);
  expected.forEach((entry, i) => {
    const found = entries.get(entry.key);
    const variable = variables[i];
    if (found === undefined) return;
    if (variable === undefined || variable === null) opLayerOf(model, entry.layer).calls = found.data[0] ?? 0;
    else tf.tidy(() => void variable.write(fromTorch(found, entry)));
  });
}

/**
 * The weights of a model as a PyTorch checkpoint, so that `load_state_dict` there takes them.
 *
 * @param model what `buildModel` made of `net`
 * @returns name → shape and values in PyTorch's layout, in the order of the network's layers
 */
export function stateDict(model: LayersModel, net: NetworkSpec): NamedArrays {
  return new Map(
    stateEntries(net, inputShapeOf(model)).map((entry): [string, StoredArray] => {
      const variable = variableOf(model, entry);
      const shape = [...entry.shape];
      if (variable !== null) return [entry.key, { shape, data: toTorch(variable.read(), entry) }];
      const data = Float32Array.of(opLayerOf(model, entry.layer).calls);
      return [entry.key, { shape, data, dtype: 'I64' }];
    }),
  );
}

function variableOf(model: LayersModel, { layer, weight }: StateEntry): LayerVariable | null {
  return weight === null ? null : opLayerOf(model, layer).variable(weight.name);
}

/** PyTorch's array in our order of axes, its rows in our order of features. */
function fromTorch({ shape, data }: NDArray, { weight, order }: StateEntry): Tensor {
  // A vector's values would be kept, not copied, until they are first used.
  const theirs = tf.tensor(shape.length > 1 ? data : data.slice(), [...shape]);
  const ours = tf.transpose(theirs, [...(weight?.fromTorch ?? [])]);
  return order === null ? ours : tf.gather(ours, tf.tensor1d(order, 'int32'));
}

function toTorch(ours: Tensor, { weight, order }: StateEntry): Float32Array {
  // The values are read outside: tidy would look for tensors among them, one by one.
  const theirs = tf.tidy(() => {
    const rows = order === null ? ours : tf.gather(ours, tf.tensor1d(inverse(order), 'int32'));
    return tf.transpose(rows, [...inverse(Int32Array.from(weight?.fromTorch ?? []))]);
  });
  const data = theirs.dataSync<'float32'>();
  theirs.dispose();
  return ours.rank > 1 ? data : data.slice();
}

function inverse(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  order.forEach((place, i) => {
    places[place] = i;
  });
  return places;
}
