import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { inputLayer } from '../../spec/inputLayer';
import type { Layer } from '../../spec/network';
import { definitions } from '../../spec/ops';
import type { Shape } from '../../spec/shape';
import { onLoad, tf } from '../backend';
import { withoutBatch } from './batchShape';
import type { OpLayer, OpLayerOptions } from './opLayer';

/** Loaded late because its classes need TensorFlow as soon as it is read. */
const layerModule = (): typeof import('./opLayer') => require('./opLayer');

// So that tf.loadLayersModel knows the layers of saved models.
onLoad(layerModule);

/** Makes the layer that runs `layer`. */
export function createLayer(layer: Layer, options: OpLayerOptions): OpLayer {
  return layerModule().createLayer(layer, options);
}

/**
 * Connects layers to a model.
 *
 * @param layers in an order in which each comes after its inputs
 * @param inputShape `[height, width, channels]`, without the batch
 * @param create makes the layer of each op but `input`
 */
export function assembleModel(
  name: string,
  layers: readonly Layer[],
  outputs: readonly string[],
  inputShape: Shape,
  create: (layer: Layer) => OpLayer,
): LayersModel {
  const tensors = new Map<string, SymbolicTensor>();
  const need = (name: string): SymbolicTensor => {
    const tensor = tensors.get(name);
    if (tensor !== undefined) return tensor;
    throw new RangeError(`buildModel: there is no layer "${name}". List every layer after its inputs.`);
  };
  for (const layer of layers) {
    const shape = givenShape(layer, inputShape);
    const symbolic =
      shape === null
        ? create(layer).apply(oneOrAll(layer.inputs.map(need)))
        : tf.input({ shape: [...shape], name: layer.name });
    tensors.set(layer.name, symbolic as SymbolicTensor); // symbolic inputs give a symbolic output, and every op has one
  }
  const inputs = layers.filter(({ op }) => definitions[op].role === 'input').map(layer => need(layer.name));
  return tf.model({ inputs, outputs: outputs.map(need), name });
}

/** The shape of what a layer is given from outside, without the batch; null of a layer that computes. */
function givenShape(layer: Layer, inputShape: Shape): Shape | null {
  if (layer.op === 'input') return inputShape;
  return layer.op === 'regions' ? [layer.count, 4] : null;
}

/**
 * The layer of that name in a model that `buildModel` made.
 *
 * @throws TypeError when the model is another one
 */
export function opLayerOf(model: LayersModel, name: string): OpLayer {
  const layer = model.layers.find(candidate => candidate.name === name);
  if (isOpLayer(layer)) return layer;
  throw new TypeError(
    `model "${model.name}" has no layer "${name}" of a network. Make the model with buildModel, from the same network.`,
  );
}

/** All layers of a network in a model that `buildModel` made. */
export function opLayersOf(model: LayersModel): OpLayer[] {
  return model.layers.filter(isOpLayer);
}

function isOpLayer(layer: object | undefined): layer is OpLayer {
  return layer !== undefined && 'spec' in layer && 'variable' in layer;
}

/** The layers of a model as network layers again, in an order in which each comes after its inputs. */
export function networkLayers(model: LayersModel): readonly Layer[] {
  return model.layers.map((layer): Layer => {
    const { name } = layer;
    if (layer.getClassName() === 'InputLayer') return inputLayer(name, layer.outputShape);
    const { inboundLayers } = at(layer.inboundNodes, 0); // a layer of a model was applied once
    return { ...opLayerOf(model, name).spec, inputs: inboundLayers.map(input => input.name) };
  });
}

/** `[height, width, channels]` of a model's image. */
export function inputShapeOf(model: LayersModel): Shape {
  return withoutBatch(at(model.inputs, 0).shape);
}

function oneOrAll<T>(tensors: T[]): T | T[] {
  return tensors.length === 1 ? at(tensors, 0) : tensors;
}
