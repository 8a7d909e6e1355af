import type { LayersModel, Tensor } from '@tensorflow/tfjs-node';
import type { NDArray } from '../../spec/ndarray';
import { showShape } from '../../spec/pair';
import { toNDArray, toTensor } from '../arrays';
import { tf } from '../backend';
import { layerOutput } from './layerOutput';
import { outputFrom, unitOf } from './outputFrom';

/** What a heat map is asked for. */
export interface GradCamOptions {
  /** The layer whose feature maps are weighed, by its name in the network. */
  readonly layer: string;
  /** Which number of the main output, such as the number of a class. */
  readonly unit: number;
}

/**
 * Where in an image a class is seen, by the gradient: each feature map of a layer is weighed by how much the class's score
 * grows with it, on average over its places, and the sum is cut at 0 (Grad-CAM). The score is the network's output, so the
 * network should end before softmax.
 *
 * Introduced in notebook resnet.
 *
 * @param model what `buildModel` made
 * @param images [n, h, w, c], scaled
 * @returns [n, h', w', 1] in the layer's size, 0 or above
 * @throws TypeError when the model has no such layer
 * @throws RangeError when the layer gives no maps, or the output has no such unit
 * @see Selvaraju and others, Grad-CAM, https://arxiv.org/abs/1610.02391, equations 1 and 2
 */
export function gradCam(model: LayersModel, images: NDArray, { layer, unit }: GradCamOptions): NDArray {
  const maps = layerOutput(model, images, layer);
  if (maps.shape.length !== 4) {
    throw new RangeError(
      `gradCam: layer "${layer}" gives ${showShape(maps.shape.slice(1))}, and maps [height, width, channels] are needed. ` +
        'Choose a layer before the average.',
    );
  }
  const heat = tf.tidy(() => {
    const [x, activation] = [toTensor(images), toTensor(maps)];
    const score = (given: Tensor): Tensor => tf.sum(unitOf(outputFrom(model, x, layer, given), unit, 'gradCam'));
    const importance = tf.mean(tf.grad(score)(activation), [1, 2], true); // [n, 1, 1, channels]
    return tf.relu(tf.sum(tf.mul(importance, activation), -1, true));
  });
  const values = toNDArray(heat);
  heat.dispose();
  return values;
}
