import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import type { NDArray } from '../../spec/ndarray';
import { toNDArray, toTensor } from '../arrays';
import { tf } from '../backend';
import { opLayerOf } from './modelLayers';

/**
 * What a layer inside of a network gives for images: its feature maps.
 *
 * Introduced in notebook alexnet.
 *
 * @param model what `buildModel` made
 * @param images [n, h, w, c]
 * @param layer its name in the network
 * @returns [n, h, w, c], or [n, units] of a dense layer
 * @throws TypeError when the model has no such layer
 */
export function layerOutput(model: LayersModel, images: NDArray, layer: string): NDArray {
  const part = tf.model({ inputs: model.inputs, outputs: opLayerOf(model, layer).output });
  const output = tf.tidy(() => part.apply(toTensor(images)) as Tensor); // a layer of a network has one output
  const values = toNDArray(output);
  output.dispose();
  return values;
}
