import type { Layer, NetworkSpec, OpArgs } from '../spec/network';
import { toPair } from '../spec/pair';
import { analyze, type LayerReport } from './analyze';
import { layerWindow } from './rules';
import type { Shape } from './shape';
import { outputSize, type ResolvedWindow, span, transposedOutputSize } from './window';

/** One line of a calculation. */
export interface Step {
  /** What the line works out, e.g. `output height`. */
  readonly quantity: string;
  /** The line with its numbers, e.g. `⌊(224 + 2 + 2 − 11) / 4⌋ + 1 = ⌊54.25⌋ + 1 = 55`. */
  readonly text: string;
  /** The same for a formula renderer, without dollar signs. */
  readonly latex: string;
}

/** A calculation as lines, as one text, and as one LaTeX block for a Markdown cell. */
export interface Explanation {
  readonly steps: readonly Step[];
  readonly text: string;
  readonly latex: string;
}

type Convolution = Layer & OpArgs<'conv2d' | 'conv2dTranspose'>;

/**
 * Writes the calculation of one layer out with its numbers in it: size, parameters, multiplications, receptive field.
 *
 * Introduced in notebook counting.
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
  const before = report.layers.find(other => other.name === layer.inputs[0]);
  return explanation([
    ...sizeSteps(layer, before?.outputShape ?? report.inputShape),
    { quantity: 'output shape', text: shown(row.outputShape), latex: shown(row.outputShape) },
    ...costSteps(layer, before?.outputShape ?? report.inputShape, row),
    ...fieldSteps(layer, before, row),
  ]);
}

/**
 * Writes out the output size of one axis of a window.
 *
 * Introduced in notebook convolution-arithmetic.
 */
export function explainOutputSize(
  input: number,
  size: number,
  stride = 1,
  padding: readonly [number, number] = [0, 0],
  dilation = 1,
  ceilMode = false,
): Explanation {
  return explanation([...windowStep('output size', { input, size, stride, padding, dilation, ceilMode })]);
}

/** Writes out the output size of one axis of a transposed convolution. Introduced in notebook upsampling. */
export function explainTransposedOutputSize(
  input: number,
  size: number,
  stride = 1,
  padding: readonly [number, number] = [0, 0],
  dilation = 1,
  outputPadding = 0,
): Explanation {
  return explanation([...transposedStep('output size', { input, size, stride, padding, dilation, outputPadding })]);
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

function sizeSteps(layer: Layer, input: Shape): Step[] {
  switch (layer.op) {
    case 'conv2d':
    case 'maxPooling2d':
    case 'averagePooling2d': {
      const window = layerWindow(layer, input);
      const ceilMode = layer.op !== 'conv2d' && layer.ceilMode;
      return perAxis(window, axis => windowStep(axis.quantity, { ...axis, input: input[axis.index] ?? 0, ceilMode }));
    }
    case 'conv2dTranspose': {
      const outputPadding = toPair(layer.outputPadding);
      return perAxis(layerWindow(layer, input), axis =>
        transposedStep(axis.quantity, {
          ...axis,
          input: input[axis.index] ?? 0,
          outputPadding: outputPadding[axis.index],
        }),
      );
    }
    default:
      return [];
  }
}

interface Axis {
  readonly quantity: string;
  readonly index: 0 | 1;
  readonly size: number;
  readonly stride: number;
  readonly padding: readonly [number, number];
  readonly dilation: number;
}

function perAxis(window: ResolvedWindow, steps: (axis: Axis) => Step[]): Step[] {
  const along = (index: 0 | 1): Step[] =>
    steps({
      quantity: `output ${index === 0 ? 'height' : 'width'}`,
      index,
      size: window.size[index],
      stride: window.strides[index],
      padding: window.padding[index],
      dilation: window.dilationRate[index],
    });
  return [...along(0), ...along(1)];
}

type Window = Pick<Axis, 'size' | 'stride' | 'padding' | 'dilation'> & { readonly input: number };

/** With dilation, what the window spans comes first. */
function spanStep({ size, dilation }: Window): Step[] {
  if (dilation === 1) return [];
  const value = span(size, dilation);
  return [
    {
      quantity: 'window spans',
      text: `${dilation} · (${size} − 1) + 1 = ${value}`,
      latex: `${dilation} \\cdot (${size} - 1) + 1 = ${value}`,
    },
  ];
}

function windowStep(quantity: string, window: Window & { readonly ceilMode: boolean }): Step[] {
  const { input, size, stride, dilation, padding, ceilMode } = window;
  const [before, after] = padding;
  const [open, close, openTex, closeTex] = ceilMode
    ? ['⌈', '⌉', '\\lceil ', ' \\rceil']
    : ['⌊', '⌋', '\\lfloor ', ' \\rfloor'];
  const steps = (input + before + after - span(size, dilation)) / stride;
  const whole = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
  const sum = [input, ...(before + after > 0 ? [before, after] : [])].join(' + ');
  const middle = Number.isInteger(steps) ? '' : ` = ${open}${rounded(steps)}${close} + 1`;
  const middleTex = Number.isInteger(steps) ? '' : ` = ${openTex}${rounded(steps)}${closeTex} + 1`;
  const line: Step = {
    quantity,
    text: `${open}(${sum} − ${span(size, dilation)}) / ${stride}${close} + 1${middle} = ${whole}`,
    latex: `\\left${openTex}\\frac{${sum} - ${span(size, dilation)}}{${stride}}\\right${closeTex.trim()} + 1${middleTex} = ${whole}`,
  };
  const dropped = outputSize(input, size, stride, padding, dilation, ceilMode) < whole;
  return [...spanStep(window), line, ...(dropped ? [droppedWindow(quantity, whole)] : [])];
}

/** In ceil mode, a last window that would start in the padding is left out. */
function droppedWindow(quantity: string, count: number): Step {
  return {
    quantity: `${quantity}, without the window that starts in the padding`,
    text: `${count} − 1 = ${count - 1}`,
    latex: `${count} - 1 = ${count - 1}`,
  };
}

function transposedStep(quantity: string, window: Window & { readonly outputPadding: number }): Step[] {
  const { input, size, stride, dilation, padding, outputPadding } = window;
  const [before, after] = padding;
  const value = transposedOutputSize(input, size, stride, padding, dilation, outputPadding);
  const cut = before + after > 0 ? ` − ${before} − ${after}` : '';
  const extra = outputPadding > 0 ? ` + ${outputPadding}` : '';
  const text = `(${input} − 1) · ${stride}${cut} + ${span(size, dilation)}${extra} = ${value}`;
  return [
    ...spanStep(window), //
    { quantity, text, latex: text.replaceAll('−', '-').replaceAll('·', '\\cdot') },
  ];
}

function costSteps(layer: Layer, input: Shape, row: LayerReport): Step[] {
  switch (layer.op) {
    case 'conv2d':
    case 'conv2dTranspose':
      return convolutionCosts(layer, input, row);
    case 'dense': {
      const [features = 0] = input;
      const bias = layer.useBias ? [layer.units] : [];
      return [
        product('parameters', [features, layer.units], row.params, bias),
        product('multiplications', [features, layer.units], row.macs),
      ];
    }
    case 'batchNormalization':
      return [product('parameters', [2, input.at(-1) ?? 0], row.params)];
    default:
      return [];
  }
}

function convolutionCosts(layer: Convolution, input: Shape, row: LayerReport): Step[] {
  const [, , channels = 0] = input;
  const kernel = [...toPair(layer.kernelSize), channels / layer.groups, layer.filters];
  const positions = (layer.op === 'conv2d' ? row.outputShape : input).slice(0, 2);
  return [
    product('parameters', kernel, row.params, layer.useBias ? [layer.filters] : []),
    product('multiplications', [...positions, ...kernel], row.macs),
  ];
}

function product(quantity: string, factors: readonly number[], value: number, added: readonly number[] = []): Step {
  const text = [factors.join(' · '), ...added].join(' + ');
  const total = value.toLocaleString('en');
  return {
    quantity,
    text: `${text} = ${total}`,
    latex: `${text.replaceAll('·', '\\cdot')} = ${total.replaceAll(',', '{,}')}`,
  };
}

/** size' = size + (span − 1) · stride, for the convolutions and pools that widen the view. */
function fieldSteps(layer: Layer, before: LayerReport | undefined, row: LayerReport): Step[] {
  const widens = layer.op === 'conv2d' || layer.op === 'maxPooling2d' || layer.op === 'averagePooling2d';
  if (!widens || before?.receptiveField == null || row.receptiveField === null) return [];
  const window = layerWindow(layer, before.outputShape);
  const [size] = toPair(before.receptiveField.size);
  const [stride] = toPair(before.receptiveField.stride);
  const [value] = toPair(row.receptiveField.size);
  const reach = span(window.size[0], window.dilationRate[0]) - 1;
  const text = `${size} + ${reach} · ${stride} = ${value}`;
  return [{ quantity: 'receptive field', text, latex: text.replaceAll('·', '\\cdot') }];
}

function shown(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(3))).replace('-', '−');
}
