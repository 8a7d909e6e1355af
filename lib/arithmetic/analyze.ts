import { lookUp } from '../spec/at';
import type { Layer, NetworkSpec, OpName } from '../spec/network';
import { definitionOf, definitions } from '../spec/ops';
import type { Reach } from '../spec/ops/definition';
import { showShape } from '../spec/pair';
import { elements, type Shape } from '../spec/shape';
import { validate } from '../spec/validate';
import { type Fields, INPUT_FIELDS, join, type ReceptiveField, throughLayer, toReceptiveField } from './receptiveField';

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
  /** Of how many regions of an image the layer is computed; multiplications and activations are of all. Absent elsewhere. */
  readonly regions?: number;
}

export interface Report {
  readonly name: string;
  readonly inputShape: Shape;
  readonly layers: readonly LayerReport[];
  readonly totals: Totals;
}

/** What is known of the layers before. */
interface Known {
  readonly inputShape: Shape;
  readonly shapes: Map<string, Shape>;
  readonly fields: Map<string, Fields>;
  /** How many examples each layer has for one image: one, or one for each region. */
  readonly examples: Map<string, number>;
}

/**
 * Shapes, parameters, multiplications and receptive fields of every layer of a network, without making a tensor.
 *
 * Introduced in notebook padding-stride.
 *
 * @param options.inputShape `[height, width, channels]`, without the batch; the network's published one by default
 * @throws RangeError when the network is not in order, or a layer does not fit its input; the message names the layer
 */
export function analyze(net: NetworkSpec, options: { readonly inputShape?: Shape } = {}): Report {
  validate(net);
  const inputShape = checkInputShape(options.inputShape ?? net.inputShape, net.name);
  const known: Known = { inputShape, shapes: new Map(), fields: new Map(), examples: new Map() };
  const layers = net.layers.map(layer => analyzeLayer(layer, known));
  return { name: net.name, inputShape, layers, totals: sum(layers) };
}

function analyzeLayer<K extends OpName>(layer: Layer<K>, known: Known): LayerReport {
  const definition = definitionOf<K>(layer.op);
  const where = `${layer.op} "${layer.name}"`;
  const inputs = definition.role === 'input' ? [known.inputShape] : shapesOf(layer, known.shapes);
  const outputShape = definition.shape(layer, inputs, where);
  const reach = definition.reach(layer, inputs, outputShape);
  const field = definition.role === 'input' ? inputField(reach) : throughLayer(inputFields(layer, known, where), reach);
  const examples = definition.examples?.(inputs) ?? examplesOf(layer, known, where);
  known.shapes.set(layer.name, outputShape);
  known.fields.set(layer.name, field);
  known.examples.set(layer.name, examples);
  const weights = definition.weights(layer, inputs);
  const count = (trainable: boolean): number =>
    weights.reduce((total, weight) => total + (weight.trainable === trainable ? elements(weight.shape) : 0), 0);
  return {
    name: layer.name,
    ...(layer.torchName === undefined ? {} : { torchName: layer.torchName }),
    op: layer.op,
    inputs: layer.inputs,
    outputShape,
    params: count(true),
    movingStatistics: count(false),
    macs: examples * definition.macs(layer, inputs, outputShape),
    activations: examples * elements(outputShape),
    receptiveField: toReceptiveField(field),
    ...(examples === 1 ? {} : { regions: examples }),
  };
}

/** A pixel sees itself; a region is no place on the image. */
function inputField(reach: Reach): Fields {
  return reach.kind === 'whole' ? null : INPUT_FIELDS;
}

/** Layers that go together have as many examples each. */
function examplesOf({ inputs }: Pick<Layer, 'inputs'>, { examples }: Known, where: string): number {
  const counts = [...new Set(inputs.map(name => lookUp(examples, name)))];
  if (counts.length > 1) {
    throw new RangeError(
      `${where}: reads layers for the whole image and for each region. Pool the regions before they are joined.`,
    );
  }
  return counts[0] ?? 1;
}

/**
 * The shapes that a layer reads.
 *
 * @param shapes of the layers before, by name
 */
export function shapesOf(layer: Pick<Layer, 'inputs'>, shapes: ReadonlyMap<string, Shape>): readonly Shape[] {
  return layer.inputs.map(name => lookUp(shapes, name));
}

/** An input that gives only its size has no part in the field. */
function inputFields(layer: Pick<Layer, 'op' | 'inputs'>, { fields }: Known, where: string): Fields {
  const { values } = definitions[layer.op].inputs;
  const read = values === 'first' ? layer.inputs.slice(0, 1) : layer.inputs;
  return join(
    read.map(name => lookUp(fields, name)),
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
