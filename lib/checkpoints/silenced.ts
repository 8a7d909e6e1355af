import { at } from '../spec/at';
import type { NamedArrays, StoredArray } from '../spec/ndarray';

/**
 * A trained network with a part switched off: channels of one layer that give 0, whatever they read.
 *
 * Introduced in notebook googlenet.
 *
 * @param state weights with PyTorch's names; it stays as it is
 * @param layer the path of a convolution without groups, a dense layer or a normalization. Behind it may follow what keeps
 *   0, such as ReLU; a normalization behind it would shift the 0, so silence that one instead
 * @param channels the layer's outputs that are switched off, counted from 0; all of them when left out
 * @returns the same entries, with zeros in the rows of these outputs in the layer's `weight` and `bias`
 * @throws RangeError when there is no such layer, or no such channel
 */
export function silenced(state: NamedArrays, layer: string, channels?: readonly number[]): NamedArrays {
  const keys = [`${layer}.weight`, `${layer}.bias`].filter(key => state.has(key));
  if (keys.length === 0) throw new RangeError(`silenced: the state has no weights of a layer "${layer}".`);
  return new Map(
    [...state].map(([key, entry]) => [key, keys.includes(key) ? withoutRows(entry, layer, channels) : entry]),
  );
}

/** PyTorch keeps the outputs of a layer along the first axis. */
function withoutRows(entry: StoredArray, layer: string, channels?: readonly number[]): StoredArray {
  const outputs = at(entry.shape, 0);
  const rows = channels ?? Array.from({ length: outputs }, (_, i) => i);
  const wrong = rows.find(row => !Number.isInteger(row) || row < 0 || row >= outputs);
  if (wrong !== undefined) {
    throw new RangeError(`silenced: "${layer}" has the channels 0 to ${outputs - 1}. Received ${wrong}.`);
  }
  const data = Float32Array.from(entry.data);
  const length = data.length / outputs;
  for (const row of rows) data.fill(0, row * length, (row + 1) * length);
  return { ...entry, data };
}
