import type { Layer, NetworkSpec, OpName } from '../spec/network';
import { definitionOf } from '../spec/ops';
import type { Step } from '../spec/ops/definition';
import { outputSizeSteps, transposedOutputSizeSteps } from '../spec/ops/steps';
import { toPair } from '../spec/pair';
import type { Shape } from '../spec/shape';
import { type AxisWindow, span, type TransposedAxisWindow } from '../spec/window';
import { analyze, type LayerReport, shapesOf } from './analyze';

/** A calculation as lines, as one text, and as one LaTeX block for a Markdown cell. */
export interface Explanation {
  readonly steps: readonly Step[];
  readonly text: string;
  readonly latex: string;
}

/**
 * Writes the calculation of one layer out with its numbers in it: size, parameters, multiplications, receptive field.
 *
 * @param name of the layer, as in `net.layers`
 * @param options.inputShape `[height, width, channels]` of the network's input; the published one by default
 * @throws RangeError when the network has no layer of that name
 */
export function explain(net: NetworkSpec, name: string, options: { readonly inputShape?: Shape } = {}): Explanation {
  const report = analyze(net, options);
  const index = net.layers.findIndex(layer => layer.name === name);
  const [layer, row] = [net.layers[index], report.layers[index]];
  if (layer === undefined || row === undefined) {
    throw new RangeError(`explain: "${net.name}" has no layer "${name}". Its layers are listed in net.layers.`);
  }
  const shapes = new Map(report.layers.map(other => [other.name, other.outputShape]));
  const inputs = layer.inputs.length === 0 ? [report.inputShape] : shapesOf(layer, shapes);
  const before = report.layers.find(other => other.name === layer.inputs[0]);
  return explanation(layerSteps(layer, inputs, row, before));
}

/**
 * Writes out the output size of one axis of a window.
 *
 * Introduced in notebook padding-stride.
 */
export function explainOutputSize(input: number, window: AxisWindow): Explanation {
  return explanation(outputSizeSteps('output size', input, window));
}

/** Writes out the output size of one axis of a transposed convolution. Introduced in notebook upsampling. */
export function explainTransposedOutputSize(input: number, window: TransposedAxisWindow): Explanation {
  return explanation(transposedOutputSizeSteps('output size', input, window));
}

function explanation(steps: readonly Step[]): Explanation {
  return {
    steps,
    text: steps.map(step => `${step.quantity} = ${step.text}`).join('\n'),
    latex: `$$\\begin{aligned}\n${steps.map(latexLine).join(' \\\\\n')}\n\\end{aligned}$$`,
  };
}

function latexLine({ quantity, latex }: Step): string {
  return `\\text{${quantity}} &= ${latex}`;
}

function layerSteps<K extends OpName>(
  layer: Layer<K>,
  inputs: readonly Shape[],
  row: LayerReport,
  before: LayerReport | undefined,
): readonly Step[] {
  const { size, costs } = definitionOf<K>(layer.op).explain(layer, inputs, row.outputShape);
  const shape = `[${row.outputShape.join(', ')}]`;
  return [
    ...size,
    { quantity: 'output shape', text: shape, latex: shape },
    ...costs,
    ...(before === undefined ? [] : fieldSteps(layer, inputs, row, before)),
  ];
}

/** size' = size + (span − 1) · stride, for the windows that widen the view. */
function fieldSteps<K extends OpName>(
  layer: Layer<K>,
  inputs: readonly Shape[],
  row: LayerReport,
  before: LayerReport,
): Step[] {
  const reach = definitionOf<K>(layer.op).reach(layer, inputs, row.outputShape);
  if (reach.kind !== 'window' || before.receptiveField === null || row.receptiveField === null) return [];
  const [size] = toPair(before.receptiveField.size);
  const [stride] = toPair(before.receptiveField.stride);
  const [value] = toPair(row.receptiveField.size);
  const added = span(reach.window.size[0], reach.window.dilationRate[0]) - 1;
  const text = `${size} + ${added} · ${stride} = ${value}`;
  return [{ quantity: 'receptive field', text, latex: text.replaceAll('·', '\\cdot') }];
}
