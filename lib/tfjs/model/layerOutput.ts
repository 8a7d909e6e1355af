import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
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
 * @throws TypeError when the model has no such layer, or when the layer depends on regions, which are not given here
 */
export function layerOutput(model: LayersModel, images: NDArray, layer: string): NDArray {
  const { output: outputs } = opLayerOf(model, layer);
  if (readsRegions(model, layer)) {
    throw new TypeError(
      `layerOutput: the layer "${layer}" of the model "${model.name}" depends on regions as well as on images. ` +
        'Give a layer before the regions are pooled.',
    );
  }
  const part = tf.model({ inputs: at(model.inputs, 0), outputs });
  const output = tf.tidy(() => part.apply(toTensor(images)) as Tensor); // a layer of a network has one output
  const values = toNDArray(output);
  output.dispose();
  return values;
}

/** Whether the second input of the model leads to the layer. Layers come after their inputs. */
function readsRegions({ inputNames, layers }: LayersModel, layer: string): boolean {
  const reached = new Set(inputNames.slice(1));
  for (const { name, inboundNodes } of layers) {
    const inputs = inboundNodes[0]?.inboundLayers ?? [];
    if (inputs.some(input => reached.has(input.name))) reached.add(name);
  }
  return reached.has(layer);
}
