import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-node';
import { analyze } from '../arithmetic/analyze';
import type { Shape } from '../arithmetic/shape';
import type { Layer, NetworkSpec } from '../spec/network';
import { onLoad, tf } from './backend';
import type { InitializationOptions } from './initialization';

/** Loaded late because it needs TensorFlow as soon as it is read. */
const layerModule = (): typeof import('./opLayer') => require('./opLayer');

// So that tf.loadLayersModel knows the layers of saved models.
onLoad(layerModule);

export interface BuildOptions extends InitializationOptions {
  /** `[height, width, channels]`, without the batch; the network's published one by default. */
  readonly inputShape?: Shape;
}

/**
 * Makes a network runnable and trainable: a `tf.LayersModel` on images [n, h, w, c], its layers named as in the network.
 * Paddings, windows and epsilons are exactly PyTorch's.
 *
 * Introduced in notebook 04.
 *
 * @param options.seed of the random initial weights and of dropout; 0 by default
 * @param options.initializer of the weights; PyTorch's defaults if absent
 * @returns one output, or one for each name in `net.outputs`
 * @throws RangeError when a layer does not fit its input; the message names the layer
 */
export function buildModel(net: NetworkSpec, options: BuildOptions = {}): LayersModel {
  const { inputShape = net.inputShape, ...initialization } = options;
  analyze(net, { inputShape });
  const tensors = new Map<string, SymbolicTensor>();
  for (const layer of net.layers) tensors.set(layer.name, symbolic(layer, tensors, inputShape, initialization));
  const inputs = net.layers.filter(layer => layer.op === 'input').map(layer => need(tensors, layer.name));
  return tf.model({ inputs, outputs: net.outputs.map(name => need(tensors, name)), name: net.name });
}

function symbolic(
  layer: Layer,
  tensors: ReadonlyMap<string, SymbolicTensor>,
  inputShape: Shape,
  initialization: InitializationOptions,
): SymbolicTensor {
  if (layer.op === 'input') return tf.input({ shape: [...inputShape], name: layer.name });
  const inputs = layer.inputs.map(name => need(tensors, name));
  const [only] = inputs;
  const output = layerModule()
    .createLayer(layer, initialization)
    .apply(inputs.length === 1 && only !== undefined ? only : inputs);
  return output as SymbolicTensor; // symbolic inputs give a symbolic output, and every op has one
}

function need(tensors: ReadonlyMap<string, SymbolicTensor>, name: string): SymbolicTensor {
  const tensor = tensors.get(name);
  if (tensor !== undefined) return tensor;
  throw new RangeError(`buildModel: there is no layer "${name}". List every layer after its inputs.`);
}
