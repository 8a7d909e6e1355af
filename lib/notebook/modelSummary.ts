import { inputLayer } from '../spec/inputLayer';
import type { Layer, NetworkSpec } from '../spec/network';
import type { Bundle } from './content';
import { count, networkSummary, sides } from './networkSummary';
import { table } from './table';

type BatchShape = readonly (number | null)[];

/** What a summary reads of a `tf.LayersModel`. */
export interface ModelLike {
  readonly name: string;
  readonly layers: readonly ModelLayer[];
  readonly inputs: readonly { readonly shape: BatchShape }[];
  readonly outputNames: readonly string[];
  countParams(): number;
}

interface ModelLayer {
  readonly name: string;
  readonly outputShape: BatchShape | readonly BatchShape[];
  readonly inboundNodes: readonly { readonly inboundLayers: readonly { readonly name: string }[] }[];
  /** The layer of the network, where `buildModel` made this one. */
  readonly spec?: Layer;
  getClassName(): string;
  countParams(): number;
}

/**
 * A model as a short table. A model that `buildModel` made shows what its network shows, any other its layers and
 * parameters.
 *
 * @returns a bundle of `text/html` and `text/plain`
 */
export function modelSummary(model: ModelLike): Bundle {
  const net = networkOf(model);
  if (net !== undefined) return networkSummary(net, 'model');
  const rows = model.layers.map(layer => ({
    layer: layer.name,
    operation: layer.getClassName(),
    output: shapes(layer.outputShape),
    parameters: layer.countParams() || undefined,
  }));
  const layers = model.layers.filter(layer => !isInput(layer)).length;
  const caption = `model ${model.name}: ${count(layers, 'layer')}, ${count(model.countParams(), 'parameter')}`;
  return table(rows, { caption, maxRows: 30 });
}

/** The network that a model was built from, or undefined where it was built otherwise. */
function networkOf({ name, layers, inputs, outputNames }: ModelLike): NetworkSpec | undefined {
  const [height, width, channels] = inputs[0]?.shape.slice(1) ?? [];
  const [output, ...outputs] = outputNames;
  const networkLayers = layers.flatMap(networkLayer);
  if (!height || !width || !channels || output === undefined || networkLayers.length < layers.length) return undefined;
  return { name, inputShape: [height, width, channels], layers: networkLayers, outputs: [output, ...outputs] };
}

function networkLayer(layer: ModelLayer): Layer[] {
  const { name, spec, inboundNodes } = layer;
  if (isInput(layer)) return [inputLayer(name, layer.outputShape)];
  const inputs = inboundNodes[0]?.inboundLayers.map(input => input.name) ?? [];
  return spec === undefined ? [] : [{ ...spec, inputs }];
}

function isInput(layer: ModelLayer): boolean {
  return layer.getClassName() === 'InputLayer';
}

function shapes(shape: ModelLayer['outputShape']): string {
  const list = isList(shape) ? shape : [shape];
  return list.map(one => sides(one.slice(1))).join(', ');
}

function isList(shape: ModelLayer['outputShape']): shape is readonly BatchShape[] {
  return Array.isArray(shape[0]);
}
