import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { checkState } from '../../checkpoints/stateCheck';
import { type StateEntry, stateEntries } from '../../checkpoints/stateMap';
import { at, floatAt } from '../../spec/at';
import type { NamedArrays, NDArray, StoredArray } from '../../spec/ndarray';
import type { NetworkSpec } from '../../spec/network';
import type { WeightSpec } from '../../spec/ops/definition';
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
  const layers = expected.map(entry => opLayerOf(model, entry.layer));
  checkState(net.name, expected, entries);
  expected.forEach(({ key, weight, order }, i) => {
    const found = entries.get(key);
    if (found === undefined) return;
    const layer = at(layers, i);
    if (weight === null) layer.calls = floatAt(found.data, 0);
    else tf.tidy(() => void layer.variable(weight.name).write(fromTorch(found, weight, order)));
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
    stateEntries(net, inputShapeOf(model)).map(({ key, shape, layer: name, weight, order }): [string, StoredArray] => {
      const layer = opLayerOf(model, name);
      if (weight === null) return [key, { shape: [...shape], data: Float32Array.of(layer.calls), dtype: 'I64' }];
      return [key, { shape: [...shape], data: toTorch(layer.variable(weight.name).read(), weight, order) }];
    }),
  );
}

/** PyTorch's array in our order of axes, its rows in our order of features. */
function fromTorch({ shape, data }: NDArray, weight: WeightSpec, order: StateEntry['order']): Tensor {
  // A vector's values would be kept, not copied, until they are first used.
  const theirs = tf.tensor(shape.length > 1 ? data : data.slice(), [...shape]);
  const ours = tf.transpose(theirs, [...weight.fromTorch]);
  return order === null ? ours : tf.gather(ours, tf.tensor1d(order, 'int32'));
}

function toTorch(ours: Tensor, weight: WeightSpec, order: StateEntry['order']): Float32Array {
  // The values are read outside: tidy would look for tensors among them, one by one.
  const theirs = tf.tidy(() => {
    const rows = order === null ? ours : tf.gather(ours, tf.tensor1d(inverse(order), 'int32'));
    return tf.transpose(rows, [...inverse(Int32Array.from(weight.fromTorch))]);
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
