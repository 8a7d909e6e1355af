import { analyze, shapesOf } from '../arithmetic/analyze';
import { at } from '../spec/at';
import type { Layer, NetworkSpec } from '../spec/network';
import { definitions } from '../spec/ops';
import type { WeightSpec } from '../spec/ops/definition';
import { layerWeights } from '../spec/ops/layerWeights';
import { elements, imageShape, type Shape } from '../spec/shape';

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
  const report = analyze(net, { inputShape });
  const shapes = new Map(report.layers.map(layer => [layer.name, layer.outputShape]));
  const orders = featureOrders(net, shapes);
  return net.layers.flatMap(layer => entriesOf(layer, shapesOf(layer, shapes), inputOrder(layer, orders)));
}

function entriesOf(layer: Layer, inputs: readonly Shape[], order: Int32Array | null): StateEntry[] {
  const module = layer.torchName ?? layer.name;
  const entries = layerWeights(layer, inputs).map((weight): StateEntry => {
    const key = `${module}.${weight.torchName}`;
    return { key, shape: weight.torchShape, layer: layer.name, weight, order: weight.byFeature ? order : null };
  });
  const { counter } = definitions[layer.op];
  if (counter === null) return entries;
  return [...entries, { key: `${module}.${counter}`, shape: [], layer: layer.name, weight: null, order: null }];
}

/** The order of the features that a layer reads; null where it is the same as PyTorch's. */
function inputOrder({ inputs: [input] }: Layer, orders: ReadonlyMap<string, Int32Array>): Int32Array | null {
  return (input === undefined ? undefined : orders.get(input)) ?? null;
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
function featureOrders(net: NetworkSpec, shapes: ReadonlyMap<string, Shape>): ReadonlyMap<string, Int32Array> {
  const orders = new Map<string, Int32Array>();
  for (const layer of net.layers) {
    const order = orderAfter(layer, orders, shapesOf(layer, shapes));
    if (order !== null) orders.set(layer.name, order);
  }
  return orders;
}

function orderAfter(
  layer: Layer,
  orders: ReadonlyMap<string, Int32Array>,
  inputs: readonly Shape[],
): Int32Array | null {
  switch (definitions[layer.op].features) {
    case 'starts':
      return inputOrder(layer, orders) ?? channelsFirst(at(inputs, 0));
    case 'keeps':
      return inputOrder(layer, orders);
    case 'appends':
      return chain(layer.inputs, orders, inputs);
    case 'mixes':
      return null;
  }
}

/** Our feature (y, x, c) is number (c, y, x) in PyTorch. */
function channelsFirst(shape: Shape): Int32Array | null {
  if (shape.length !== 3) return null;
  const [height, width, channels] = imageShape(shape, 'flatten');
  if (channels === 1 || height * width === 1) return null;
  return Int32Array.from({ length: elements(shape) }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return (i % channels) * height * width + pixel;
  });
}

/** Vectors behind each other, each in its own order. */
function chain(
  names: readonly string[],
  orders: ReadonlyMap<string, Int32Array>,
  shapes: readonly Shape[],
): Int32Array | null {
  if (!names.some(name => orders.has(name))) return null;
  let start = 0;
  const parts = names.map((name, i) => {
    const length = elements(at(shapes, i));
    const order = orders.get(name) ?? Int32Array.from({ length }, (_, feature) => feature);
    const placed = order.map(place => place + start);
    start += length;
    return [...placed];
  });
  return Int32Array.from(parts.flat());
}
