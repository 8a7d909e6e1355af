import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { networkLayers, opLayerOf } from '../../tfjs/model/modelLayers';

/** Called with each layer's output; what it returns is what the next layers read. */
export type Visit = (layer: { readonly name: string; readonly op: string }, output: Tensor) => Tensor;

/**
 * Runs a network layer by layer, so that what flows between the layers can be looked at or changed.
 *
 * @param images [n, h, w, c], scaled
 * @returns the outputs, the main one first
 */
export function forwardThrough(model: LayersModel, images: Tensor, training: boolean, visit: Visit): Tensor[] {
  const values = new Map<string, Tensor>();
  const read = (name: string): Tensor => values.get(name) ?? images; // every layer comes after its inputs
  for (const layer of networkLayers(model)) {
    if (layer.op === 'input') continue;
    const inputs = layer.inputs.map(read);
    const output = opLayerOf(model, layer.name).apply(inputs.length === 1 ? inputs[0] : inputs, { training });
    values.set(layer.name, visit(layer, output as Tensor)); // tensors in, one tensor out
  }
  return model.outputs.map(({ sourceLayer }) => read(sourceLayer.name));
}
