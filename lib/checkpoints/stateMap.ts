import { analyze } from '../arithmetic/analyze';
import { elements, type Shape } from '../arithmetic/shape';
import type { Layer, NetworkSpec } from '../spec/network';
import { networkWeights, type WeightSpec } from './weights';

/** Where one entry of a PyTorch checkpoint belongs. */
export interface StateEntry {
  /** Its name there, e.g. `layer1.0.conv1.weight`. */
  readonly key: string;
  /** Its shape there. */
  readonly shape: Shape;
  readonly layer: string;
  /** Our array; null for the number of batches that batch normalization has seen. */
  readonly weight: WeightSpec | null;
  /** For each row of our array, its place in PyTorch's order; null where the orders agree. */
  readonly order: Int32Array | null;
}

/**
 * The entries of a network's PyTorch checkpoint, in the order of its layers.
 *
 * @param inputShape [height, width, channels]; the network's published one by default
 */
export function stateEntries(net: NetworkSpec, inputShape?: Shape): readonly StateEntry[] {
  const orders = featureOrders(net, inputShape);
  const weights = networkWeights(net, inputShape);
  return net.layers.flatMap(layer => {
    const order = orders.get(layer.inputs[0] ?? '') ?? null;
    const module = layer.torchName ?? layer.name;
    const entries = (weights.get(layer.name) ?? []).map((weight): StateEntry => {
      const readsFeatures = layer.op === 'batchNormalization' || weight.name === 'kernel';
      const key = `${module}.${weight.torchName}`;
      return { key, shape: weight.torchShape, layer: layer.name, weight, order: readsFeatures ? order : null };
    });
    if (layer.op !== 'batchNormalization') return entries;
    return [...entries, { key: `${module}.${BATCHES}`, shape: [], layer: layer.name, weight: null, order: null }];
  });
}

/** The entry of batch normalization that holds a count and is not needed. */
export const BATCHES = 'num_batches_tracked';

/**
 * Names and shapes of a network's PyTorch checkpoint, without a tensor.
 *
 * @param options.inputShape [height, width, channels]; decides the first dense layer's size after flatten
 * @returns name → shape in PyTorch's layout
 */
export function stateDictShapes(
  net: NetworkSpec,
  options: { readonly inputShape?: Shape } = {},
): Map<string, number[]> {
  return new Map(stateEntries(net, options.inputShape).map(({ key, shape }) => [key, [...shape]]));
}

/**
 * PyTorch flattens feature maps channel by channel, this library pixel by pixel. For each layer whose output is such a
 * vector: the place in PyTorch's order of each of its features. Layers that work on single features pass it on.
 */
function featureOrders(net: NetworkSpec, inputShape?: Shape): ReadonlyMap<string, Int32Array> {
  const shapes = new Map(analyze(net, { inputShape }).layers.map(layer => [layer.name, layer.outputShape]));
  const orders = new Map<string, Int32Array>();
  for (const layer of net.layers) {
    const order = orderAfter(layer, orders, shapes);
    if (order !== null) orders.set(layer.name, order);
  }
  return orders;
}

function orderAfter(
  layer: Layer,
  orders: ReadonlyMap<string, Int32Array>,
  shapes: ReadonlyMap<string, Shape>,
): Int32Array | null {
  const [input = ''] = layer.inputs;
  switch (layer.op) {
    case 'flatten':
      return orders.get(input) ?? channelsFirst(shapes.get(input) ?? []);
    case 'activation':
    case 'add':
    case 'batchNormalization':
    case 'dropout':
    case 'softmax':
      return orders.get(input) ?? null;
    case 'concatenate':
      return chain(layer.inputs, orders, shapes);
    default:
      return null;
  }
}

/** Our feature (y, x, c) is number (c, y, x) in PyTorch. */
function channelsFirst(shape: Shape): Int32Array | null {
  const [height = 1, width = 1, channels = 1] = shape;
  if (shape.length !== 3 || channels === 1 || height * width === 1) return null;
  return Int32Array.from({ length: elements(shape) }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return (i % channels) * height * width + pixel;
  });
}

/** Vectors behind each other, each in its own order. */
function chain(
  inputs: readonly string[],
  orders: ReadonlyMap<string, Int32Array>,
  shapes: ReadonlyMap<string, Shape>,
): Int32Array | null {
  if (!inputs.some(name => orders.has(name))) return null;
  let start = 0;
  const parts = inputs.map(name => {
    const length = elements(shapes.get(name) ?? []);
    const order = orders.get(name) ?? Int32Array.from({ length }, (_, i) => i);
    const placed = order.map(place => place + start);
    start += length;
    return [...placed];
  });
  return Int32Array.from(parts.flat());
}
