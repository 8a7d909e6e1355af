import type { Layer, NetworkSpec, OpName } from '../spec/network';
import { showShape } from '../spec/pair';
import { type Fields, INPUT_FIELDS, join, type ReceptiveField, throughLayer, toReceptiveField } from './receptiveField';
import { ruleFor } from './rules';
import { elements, type Shape } from './shape';

/** Costs of one example, added over layers. */
export interface Totals {
  /** Trainable parameters. */
  readonly params: number;
  /** Moving means and variances of batch normalization. */
  readonly movingStatistics: number;
  /** Multiplications in convolutions and dense layers. */
  readonly macs: number;
  /** Numbers in all layers' outputs. */
  readonly activations: number;
}

/** One layer of a report. */
export interface LayerReport extends Totals {
  readonly name: string;
  readonly torchName?: string;
  readonly op: OpName;
  readonly inputs: readonly string[];
  /** Without the batch. */
  readonly outputShape: Shape;
  /** null where units see the whole input: after flatten, dense and global pooling. */
  readonly receptiveField: ReceptiveField | null;
}

export interface Report {
  readonly name: string;
  readonly inputShape: Shape;
  readonly layers: readonly LayerReport[];
  readonly totals: Totals;
}

/**
 * Shapes, parameters, multiplications and receptive fields of every layer of a network, without making a tensor.
 *
 * Introduced in notebook counting.
 *
 * @param options.inputShape `[height, width, channels]`, without the batch; the network's published one by default
 * @throws RangeError when a layer does not fit its input; the message names the layer
 */
export function analyze(net: NetworkSpec, options: { readonly inputShape?: Shape } = {}): Report {
  const inputShape = checkInputShape(options.inputShape ?? net.inputShape, net.name);
  const shapes = new Map<string, Shape>();
  const fields = new Map<string, Fields>();
  const layers = net.layers.map(layer => analyzeLayer(layer, inputShape, shapes, fields));
  return { name: net.name, inputShape, layers, totals: sum(layers) };
}

function analyzeLayer<K extends OpName>(
  layer: Layer<K>,
  inputShape: Shape,
  shapes: Map<string, Shape>,
  fields: Map<string, Fields>,
): LayerReport {
  const rule = ruleFor<K>(layer.op);
  const where = `${layer.op} "${layer.name}"`;
  const inputs = layer.op === 'input' ? [inputShape] : layer.inputs.map(name => shapes.get(name) ?? []);
  const outputShape = rule.shape(layer, inputs, where);
  const reach = rule.reach(layer, inputs, outputShape);
  const field = layer.op === 'input' ? INPUT_FIELDS : throughLayer(inputFields(layer, fields, where), reach);
  shapes.set(layer.name, outputShape);
  fields.set(layer.name, field);
  return {
    name: layer.name,
    ...(layer.torchName === undefined ? {} : { torchName: layer.torchName }),
    op: layer.op,
    inputs: layer.inputs,
    outputShape,
    params: rule.params(layer, inputs),
    movingStatistics: rule.movingStatistics(layer, inputs),
    macs: rule.macs(layer, inputs, outputShape),
    activations: elements(outputShape),
    receptiveField: toReceptiveField(field),
  };
}

/** crop and resize take only the size from their second input, not its values. */
function inputFields(layer: Layer, fields: ReadonlyMap<string, Fields>, where: string): Fields {
  const read = layer.op === 'crop' || layer.op === 'resize' ? layer.inputs.slice(0, 1) : layer.inputs;
  return join(
    read.map(name => fields.get(name) ?? null),
    where,
  );
}

function checkInputShape(shape: Shape, name: string): Shape {
  if (shape.length > 0 && shape.every(size => Number.isInteger(size) && size > 0)) return shape;
  throw new RangeError(
    `analyze "${name}": inputShape must be positive whole numbers [height, width, channels], without the batch. Received ${showShape(shape)}.`,
  );
}

function sum(layers: readonly Totals[]): Totals {
  const total = (of: keyof Totals): number => layers.reduce((running, layer) => running + layer[of], 0);
  return {
    params: total('params'),
    movingStatistics: total('movingStatistics'),
    macs: total('macs'),
    activations: total('activations'),
  };
}
