import { analyze } from '../../arithmetic/analyze';
import { alexnet_mini } from '../../models/mini';
import type { Layer, NetworkSpec } from '../../spec/network';
import { definitions } from '../../spec/ops';
import { toPair } from '../../spec/pair';
import type { Shape } from '../../spec/shape';
import { networkBudget } from '../counting/networkBudget';
import { slip } from '../engine/checks';
import type { PlainCheck } from '../engine/types';

const INPUT = [32, 32, 3] as const;

const budget = networkBudget({
  inputShape: INPUT,
  ...{ outputShape: [10], params: 75_000, macs: 10_000_000, receptiveField: 43 },
  ...{ convolutions: 5, largestKernel: 5, activations: true },
});

/**
 * Checks a small AlexNet that ends in a global average: first what it costs and sees, then whether its parts are those
 * that were asked for. A convolution of 1×1 before the average does what a dense layer does behind it, and is right.
 */
export function slimNetwork(): PlainCheck {
  return answer => {
    const verdict = budget(answer);
    if (verdict.kind !== 'right') return verdict;
    const fault = faultOf(answer as NetworkSpec); // the budget has analysed it
    return fault === undefined ? verdict : slip(fault);
  };
}

/** The first part that is not as asked for. */
function faultOf(net: NetworkSpec): string | undefined {
  return unused(net) ?? otherConvolution(net.layers) ?? otherActivation(net.layers) ?? otherEnd(net);
}

function valuesRead({ op, inputs }: Layer): readonly string[] {
  return definitions[op].inputs.values === 'first' ? inputs.slice(0, 1) : inputs;
}

/** Where layers have no part in the output, the last of them is read by none. */
function unused({ layers, outputs }: NetworkSpec): string | undefined {
  const read = new Set([outputs[0], ...layers.flatMap(valuesRead)]);
  const idle = layers.find(({ name }) => !read.has(name));
  return idle && `The output does not depend on "${idle.name}". Take it out.`;
}

const isConvolution = (layer: Layer): layer is Layer<'conv2d'> => layer.op === 'conv2d';
const KEPT = alexnet_mini().layers.filter(isConvolution);

function otherConvolution(layers: readonly Layer[]): string | undefined {
  const convolutions = layers.filter(isConvolution);
  const wrong = KEPT.findIndex((kept, i) => words(kept) !== words(convolutions[i]));
  if (wrong < 0) return undefined;
  const name = `"${convolutions[wrong]?.name}"`;
  return `Keep the five convolutions: ${name} has ${words(convolutions[wrong])}, and convolution ${wrong + 1} of the small AlexNet has ${words(KEPT[wrong])}.`;
}

function words(convolution: Layer<'conv2d'> | undefined): string {
  return convolution === undefined
    ? 'none'
    : `${convolution.filters} filters of ${toPair(convolution.kernelSize).join(' × ')}`;
}

function otherActivation(layers: readonly Layer[]): string | undefined {
  const other = layers.find(layer =>
    layer.op === 'activation' ? layer.activation !== 'relu' : layer.op === 'leakyRelu',
  );
  return other && `"${other.name}" is another activation. Keep ReLU.`;
}

/** Behind the fifth ReLU: an average over all places, and one layer with weights. */
function otherEnd(net: NetworkSpec): string | undefined {
  const { layers } = net;
  const last = layers.filter(isConvolution)[KEPT.length - 1];
  const end = layers.slice(layers.findIndex(({ name }) => name === last?.name) + 1);
  const shapes = new Map(
    analyze(net, { inputShape: INPUT }).layers.map(({ name, outputShape }) => [name, outputShape]),
  );
  const average = end.findIndex(layer => averagesAll(layer, shapes));
  if (average < 0) return 'Between the convolutions and the output there is no global average pooling.';
  if (end.findIndex(({ op }) => op === 'activation') > average) {
    return `The ReLU of "${last?.name}" stands behind the average. It belongs before it.`;
  }
  const weighted = end.filter(({ op }) => op === 'dense' || op === 'conv2d').map(({ name }) => `"${name}"`);
  if (weighted.length === 1) return undefined;
  return `Behind the five convolutions one layer with weights is asked for, the dense one. Here are ${weighted.length}: ${weighted.join(', ')}.`;
}

function averagesAll(layer: Layer, shapes: ReadonlyMap<string, Shape>): boolean {
  if (layer.op === 'globalAveragePooling2d') return true;
  if (layer.op === 'adaptiveAveragePooling2d') return toPair(layer.outputSize).every(size => size === 1);
  if (layer.op !== 'averagePooling2d') return false;
  const [height, width] = shapes.get(layer.inputs[0] ?? '') ?? [];
  const [rows, columns] = toPair(layer.poolSize);
  return rows === height && columns === width;
}
