import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { networkLayers, opLayerOf } from '../../tfjs/model/modelLayers';
import { outputsOf } from '../loop/step';
import type { Outputs } from '../tasks/task';

/** Called with each layer's output; what it returns is what the next layers read. */
export type Visit = (layer: { readonly name: string; readonly op: string }, output: Tensor) => Tensor;

/**
 * Runs a network layer by layer, so that what flows between the layers can be looked at or changed.
 *
 * @param images [n, h, w, c], scaled
 * @returns the outputs, the main one first
 */
export function forwardThrough(model: LayersModel, images: Tensor, training: boolean, visit: Visit): Outputs {
  const values = new Map<string, Tensor>();
  const read = (name: string): Tensor => {
    const value = values.get(name);
    if (value === undefined) throw new RangeError(`forward: the layer "${name}" must come before what reads it.`);
    return value;
  };
  for (const layer of networkLayers(model)) {
    if (layer.op === 'input') {
      values.set(layer.name, images);
      continue;
    }
    const inputs = layer.inputs.map(read);
    const output = opLayerOf(model, layer.name).apply(inputs.length === 1 ? at(inputs, 0) : inputs, { training });
    values.set(layer.name, visit(layer, output as Tensor)); // tensors in, one tensor out
  }
  return outputsOf(model.outputs.map(({ sourceLayer }) => read(sourceLayer.name)));
}
