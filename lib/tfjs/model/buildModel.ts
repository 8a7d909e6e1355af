import type { LayersModel } from '@tensorflow/tfjs-node';
import { analyze } from '../../arithmetic/analyze';
import type { NetworkSpec } from '../../spec/network';
import type { Shape } from '../../spec/shape';
import type { InitializationOptions } from './initialization';
import { assembleModel, createLayer } from './modelLayers';

export interface BuildOptions extends InitializationOptions {
  /** `[height, width, channels]`, without the batch; the network's published one by default. */
  readonly inputShape?: Shape;
}

/**
 * Makes a network runnable and trainable: a `tf.LayersModel` on images [n, h, w, c], its layers named as in the network.
 * Paddings, windows and epsilons are exactly PyTorch's.
 *
 * Introduced in notebook counting.
 *
 * @param options.seed of the random initial weights and of dropout; 0 by default
 * @param options.initializer of the weights; PyTorch's defaults if absent
 * @returns one output, or one for each name in `net.outputs`
 * @throws RangeError when a layer does not fit its input; the message names the layer
 */
export function buildModel(net: NetworkSpec, options: BuildOptions = {}): LayersModel {
  const { inputShape = net.inputShape, ...initialization } = options;
  analyze(net, { inputShape });
  return assembleModel(net.name, net.layers, net.outputs, inputShape, layer => createLayer(layer, { initialization }));
}
