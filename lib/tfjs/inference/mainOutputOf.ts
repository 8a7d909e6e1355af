import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { at, lookUp } from '../../spec/at';
import { tf } from '../backend';
import { networkLayers, opLayerOf } from '../model/modelLayers';

/**
 * The main output of a network for images of any size: convolutions, pools and resizing do not mind that the model was
 * built for another one. A map is freed when nothing reads it any more, and layers that only other outputs need are
 * left out, so that a large image takes little memory.
 *
 * @param model what `buildModel` or `optimizeForInference` made
 * @param images [n, h, w, c]
 * @returns a tensor, which the caller disposes of
 */
export function mainOutputOf(model: LayersModel, images: Tensor): Tensor {
  const all = networkLayers(model);
  const output = at(model.outputs, 0).sourceLayer.name;
  const needed = leadingTo(output, all);
  const layers = all.filter(({ name }) => needed.has(name));
  const readers = new Map([[output, 1]]);
  for (const input of layers.flatMap(({ inputs }) => inputs)) readers.set(input, (readers.get(input) ?? 0) + 1);
  const maps = new Map<string, Tensor>();
  for (const { op, name, inputs } of layers) {
    const read = inputs.map(input => lookUp(maps, input));
    // A layer that does nothing, such as dropout here, returns what it reads, which must live on.
    const run = (): Tensor => tf.clone(op === 'input' ? images : opLayerOf(model, name).call(read, {}));
    maps.set(name, tf.tidy(run));
    for (const input of inputs) {
      const left = lookUp(readers, input) - 1;
      readers.set(input, left);
      if (left === 0) lookUp(maps, input).dispose();
    }
  }
  return lookUp(maps, output);
}

interface Reading {
  readonly name: string;
  readonly inputs: readonly string[];
}

/** The layers that one of them depends on, itself included. They are listed after their inputs. */
function leadingTo(output: string, layers: readonly Reading[]): ReadonlySet<string> {
  const needed = new Set([output]);
  for (const { name, inputs } of [...layers].reverse()) {
    if (needed.has(name)) for (const input of inputs) needed.add(input);
  }
  return needed;
}
