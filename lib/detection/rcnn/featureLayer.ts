import type { LayersModel } from '@tensorflow/tfjs-node';
import { at, lookUp } from '../../spec/at';
import { networkLayers } from '../../tfjs/model/modelLayers';

/**
 * The layer whose output the last dense layer of a classifier reads: the features that linear classifiers are trained on.
 *
 * @returns its name; dropout between the two does nothing in use and is passed over
 * @throws RangeError when the network does not end with a dense layer
 */
export function featureLayerOf(model: LayersModel): string {
  const layers = new Map(networkLayers(model).map(layer => [layer.name, layer]));
  let last = lookUp(layers, at(model.outputLayers, 0).name);
  if (last.op === 'softmax') last = lookUp(layers, at(last.inputs, 0));
  if (last.op !== 'dense') {
    throw new RangeError(
      `featureLayerOf: a classifier ends with a dense layer. The network "${model.name}" ends with ${last.op} "${last.name}".`,
    );
  }
  let features = lookUp(layers, at(last.inputs, 0));
  while (features.op === 'dropout') features = lookUp(layers, at(features.inputs, 0));
  return features.name;
}
