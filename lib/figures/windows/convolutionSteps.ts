import { at } from '../../spec/at';
import { showRows } from '../pictures/matrix';
import { pixelAxis } from '../pictures/tiles';
import { shortEnough } from '../style/alt';
import { PALE_SIGNED } from '../style/colors';
import type { Figure } from '../style/figure';
import { extent, type Rows, showNumber, sizeOf } from '../style/numbers';
import { baseLayout, FIGURE_WIDTH, type FigureWords, INK, wrapText } from '../style/theme';
import { type Arrangement, arrange, signs } from './convolutionLayout';
import { box, emptyGrid, numberCells, outline, type Panel, paddingZeros } from './convolutionPanels';
import { stepLines } from './convolutionText';
import {
  type ConvolutionArgs,
  type ConvolutionStep,
  type ConvolutionTrace,
  traceConvolution,
} from './convolutionTrace';
import { playControls } from './playControls';

export interface ConvolutionStepsOptions extends ConvolutionArgs, FigureWords {}

const LINE = 19;
const SUM_SIZE = 14;
/** Pixels below the sum: slider and buttons, which a single step does not need. */
const CONTROLS = 92;
const MARGIN = 14;
const INNER = FIGURE_WIDTH - 2 * MARGIN;

/**
 * A convolution step by step, with a slider and a play button: the padded input with the window on it, the kernel, the
 * output as far as it is filled in, and below them the products and their sum.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param options a small input and one filter; every value is computed from them
 * @throws TypeError when input and kernel do not belong together
 * @throws RangeError when the kernel does not fit, or there is too much to be read in one figure
 */
export function convolutionSteps(options: ConvolutionStepsOptions): Figure {
  const trace = traceConvolution(options);
  const place = arrange(trace, INNER);
  const several = trace.steps.length > 1;
  const texts = trace.steps.map(step => stepText(step, trace));
  const textHeight = LINE * Math.max(...texts.map(lines => lines.length));
  const alt = options.alt ?? describe(trace, options.title);
  const layout = {
    ...baseLayout({
      ...{ title: options.title, alt, width: FIGURE_WIDTH, height: place.height + textHeight + 12 },
      margin: { left: MARGIN, right: MARGIN, bottom: several ? CONTROLS : MARGIN },
    }),
    xaxis: pixelAxis([0, INNER]),
    yaxis: pixelAxis([place.height + textHeight + 12, 0]),
    ...{ showlegend: false, hovermode: false },
    shapes: [...place.inputs, ...place.kernels, place.output].flatMap(emptyGrid),
    annotations: [...place.captions, ...signs(place)],
    ...(several && controls(trace)),
  };
  const zeros = place.inputs.map(panel => paddingZeros(panel, trace.window.padding));
  const fixed = [...inputTraces(trace, place), ...zeros, ...kernelTraces(trace, place)];
  const moving = texts.map((lines, i) => movingTraces(trace, place, i, lines));
  const first = at(moving, 0);
  const indices = first.map((_, i) => fixed.length + i);
  const frames = moving.map((data, i) => ({ name: String(i), data, traces: indices }));
  return { data: [...fixed, ...first], layout, frames, alt };
}

function controls({ steps }: ConvolutionTrace): Record<string, unknown> {
  const labels = steps.map(({ row, column }) => `${row}, ${column}`);
  return playControls(labels, 'Output at row, column: ');
}

function inputTraces({ inputs, window }: ConvolutionTrace, place: Arrangement): Record<string, unknown>[] {
  const [[top, bottom], [left, right]] = window.padding;
  return inputs.map((rows, channel) => {
    const side = (count: number): (number | null)[] => Array.from({ length: count }, () => null);
    const [, width] = sizeOf(rows);
    const wide = side(left + right + width);
    const padded = [
      ...side(top).map(() => wide),
      ...rows.map(row => [...side(left), ...row, ...side(right)]),
      ...side(bottom).map(() => wide),
    ];
    return { ...numberCells(at(place.inputs, channel), padded, limit(inputs)), colorscale: PALE_SIGNED };
  });
}

function kernelTraces({ kernels }: ConvolutionTrace, place: Arrangement): Record<string, unknown>[] {
  return kernels.map((rows, channel) => ({
    ...numberCells(at(place.kernels, channel), rows, limit(kernels)),
    colorscale: PALE_SIGNED,
  }));
}

/** The traces that change from step to step: the output, the marks on input and output, and the sum. */
function movingTraces(
  trace: ConvolutionTrace,
  place: Arrangement,
  index: number,
  lines: readonly string[],
): Record<string, unknown>[] {
  const step = at(trace.steps, index);
  const [rows, columns] = trace.window.output;
  const values = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const number = row * columns + column;
      return number <= index ? at(trace.steps, number).output : null;
    }),
  );
  const most = limit([[trace.steps.map(({ output }) => output)]]);
  const output = { ...numberCells(place.output, values, most), colorscale: PALE_SIGNED };
  const windows = place.inputs.flatMap(panel => windowBoxes(trace, panel, step));
  const marks = outline([...windows, box(place.output, step.row, step.column)]);
  return [output, marks, sumTrace(place, lines)];
}

/** The window is one frame; with dilation, every value that it takes has its own. */
function windowBoxes({ window }: ConvolutionTrace, panel: Panel, step: ConvolutionStep): number[][][] {
  const { products } = at(step.channels, 0);
  if (Math.max(...window.dilationRate) > 1) return products.map(({ row, column }) => box(panel, row, column));
  const { row, column } = at(products, 0);
  return [box(panel, row, column, window.size)];
}

function sumTrace(place: Arrangement, lines: readonly string[]): Record<string, unknown> {
  const textfont = { size: SUM_SIZE, color: INK };
  const sum = { x: [0], y: [place.height + 8], text: [lines.join('<br>')] };
  return { type: 'scatter', mode: 'text', ...sum, textposition: 'bottom right', textfont, cliponaxis: false };
}

function stepText(step: ConvolutionStep, trace: ConvolutionTrace): string[] {
  return stepLines(step, trace).flatMap(line => wrapText(line, INNER, SUM_SIZE));
}

/** The largest distance from zero, for colours. */
function limit(matrices: readonly Rows[]): number {
  return Math.max(...matrices.flat(2).map(Math.abs)) || 1;
}

function describe({ inputs, kernels, window, bias, steps }: ConvolutionTrace, title: string): string {
  const [rows, columns] = window.output;
  const output = Array.from({ length: rows }, (_, row) =>
    steps.slice(row * columns, (row + 1) * columns).map(({ output }) => output),
  );
  const part = (name: string, matrices: readonly Rows[]): string => `${name} ${matrices.map(showRows).join('; ')}`;
  const moves = `strides ${window.strides.join(' × ')}, padding ${window.padding.flat().join(', ')} (top, bottom, left, right)`;
  const added = bias === undefined ? '' : ` Bias ${showNumber(bias)}.`;
  const size = (matrices: readonly Rows[]): string =>
    `${sizeOf(at(matrices, 0)).join(' × ')}${matrices.length > 1 ? ` × ${matrices.length}` : ''}`;
  const sizes = `Input ${size(inputs)}, kernel ${size(kernels)}.${added}`;
  const [least, most] = extent(output.flat()).map(showNumber);
  return shortEnough(
    `${title}. ${steps.length} steps of a convolution with ${moves}. ${part('Input', inputs)}. ${part('Kernel', kernels)}.${added} Output ${showRows(output)}.`,
    `${title}. ${steps.length} steps of a convolution with ${moves}. ${sizes} Output ${showRows(output)}.`,
    `${title}. ${steps.length} steps of a convolution. ${sizes} Output ${rows} × ${columns}, from ${least} to ${most}.`,
  );
}
