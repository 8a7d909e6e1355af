import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { tf } from '../backend';
import { networkLayers, opLayerOf } from './modelLayers';

/**
 * The main output of a network, computed from the output of a layer in its middle, so that it can be derived by it. Paths
 * that go around the layer start at the images. Batch normalization uses its moving statistics.
 *
 * @param images [n, h, w, c]
 * @param given the output that the layer named `layer` shall have
 * @returns [n, units]
 */
export function outputFrom(model: LayersModel, images: Tensor, layer: string, given: Tensor): Tensor {
  const layers = new Map(networkLayers(model).map(one => [one.name, one]));
  const values = new Map<string, Tensor>([[layer, given]]);
  const outputOf = (name: string): Tensor => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const one = layers.get(name);
    if (one === undefined || one.op === 'input') return images;
    const inputs = one.inputs.map(outputOf);
    const output = opLayerOf(model, name).apply(inputs.length === 1 ? at(inputs, 0) : inputs) as Tensor; // tensors in, one tensor out
    values.set(name, output);
    return output;
  };
  return outputOf(at(model.outputs, 0).sourceLayer.name);
}

/**
 * One score of each image, before softmax where the network ends so.
 *
 * @param output [n, units]
 * @param where who asks, for the message
 * @returns [n]
 * @throws RangeError when the network gives no vector of scores, or there is no such unit
 */
export function unitOf(output: Tensor, unit: number, where: string): Tensor {
  const [, units] = output.shape;
  if (output.rank !== 2 || units === undefined) {
    throw new RangeError(`${where}: the network must give scores, [n, units]. Received [${output.shape.join(', ')}].`);
  }
  if (!Number.isInteger(unit) || unit < 0 || unit >= units) {
    throw new RangeError(`${where}: units go from 0 to ${units - 1}. Received ${unit}.`);
  }
  return tf.reshape(tf.slice(output, [0, unit], [-1, 1]), [-1]);
}
