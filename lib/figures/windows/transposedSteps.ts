import { at } from '../../spec/at';
import { showRows } from '../pictures/matrix';
import { pixelAxis } from '../pictures/tiles';
import { shortEnough } from '../style/alt';
import { PALE_SIGNED } from '../style/colors';
import type { Figure } from '../style/figure';
import { type Rows, round, showNumber, sizeOf } from '../style/numbers';
import { baseLayout, FIGURE_WIDTH, type FigureWords, FONT_SIZE, INK, MUTED, textWidth, wrapText } from '../style/theme';
import { box, emptyGrid, numberCells, outline, type Panel, panelCaption } from './convolutionPanels';
import { factor } from './convolutionText';
import { playControls } from './playControls';
import {
  isKept,
  type TransposedArgs,
  type TransposedStep,
  type TransposedTrace,
  traceTransposed,
} from './transposedTrace';

export interface TransposedStepsOptions extends TransposedArgs, FigureWords {
  /** The step that the figure shows first, and pictures of it; counted from 0, which it is when left out. */
  readonly shown?: number;
}

const MARGIN = 14;
const INNER = FIGURE_WIDTH - 2 * MARGIN;
const GAP = 40;
const CAPTION = 22;
const LINE = 19;
const TEXT_SIZE = 14;
const CONTROLS = 92;
const CELL = { largest: 40, least: 22 } as const;
const MOST_STEPS = 64;

/**
 * A transposed convolution step by step, with a slider and a play button: each input value paints the kernel, times the
 * value, onto the output, one stride further each time. Input, kernel and output carry their names in every step. What
 * the padding cuts off stays gray.
 *
 * Introduced in notebook upsampling.
 *
 * @param options a small input and one kernel, without channels; every value is computed from them
 * @throws RangeError when an argument is out of its range, or there is too much to be read in one figure
 */
export function transposedSteps(options: TransposedStepsOptions): Figure {
  const trace = traceTransposed(options);
  const { shown = 0 } = options;
  if (!Number.isInteger(shown) || shown < 0 || shown >= trace.steps.length) {
    throw new RangeError(
      `figures.transposedSteps: shown is a step from 0 to ${trace.steps.length - 1}. Received ${shown}.`,
    );
  }
  const place = arrange(trace);
  const texts = trace.steps.map(step => stepText(step, trace).flatMap(line => wrapText(line, INNER, TEXT_SIZE)));
  const height = place.height + LINE * Math.max(...texts.map(lines => lines.length)) + 12;
  const alt = options.alt ?? describe(trace, options.title);
  const several = trace.steps.length > 1;
  const layout = {
    ...baseLayout({
      ...{ title: options.title, alt, width: FIGURE_WIDTH, height },
      margin: { left: MARGIN, right: MARGIN, bottom: several ? CONTROLS : MARGIN },
    }),
    xaxis: pixelAxis([0, INNER]),
    yaxis: pixelAxis([height, 0]),
    ...{ showlegend: false, hovermode: false },
    shapes: [...place.panels.flatMap(emptyGrid), frame(trace, place.output)],
    annotations: [...place.captions, ...signs(place)],
    ...(several && controls(trace, shown)),
  };
  const fixed = fixedTraces(trace, place);
  const moving = trace.steps.map((step, i) => movingTraces(trace, place, step, at(texts, i)));
  const indices = at(moving, 0).map((_, i) => fixed.length + i);
  const frames = moving.map((data, i) => ({ name: String(i), data, traces: indices }));
  return { data: [...fixed, ...at(moving, shown)], layout, frames, alt };
}

interface Arrangement {
  readonly input: Panel;
  readonly kernel: Panel;
  readonly stamp: Panel;
  readonly output: Panel;
  readonly panels: readonly Panel[];
  readonly captions: readonly Record<string, unknown>[];
  /** Pixels down to the text. */
  readonly height: number;
}

/** Input, kernel, their product and the output beside each other, with the largest cells that fit. */
function arrange(trace: TransposedTrace): Arrangement {
  const words = captionWords(trace);
  const sizes = [sizeOf(trace.input), trace.window.size, trace.window.size, trace.canvas] as const;
  const rooms = (cell: number): number[] =>
    sizes.map(([, columns], i) => Math.max(cell * columns, textWidth(at(words, i).replace(/<.*?>/g, ''), FONT_SIZE)));
  const width = (cell: number): number => rooms(cell).reduce((sum, room) => sum + room, 3 * GAP);
  let cell: number = CELL.largest;
  while (width(cell) > INNER && cell >= CELL.least) cell--;
  if (cell < CELL.least || trace.steps.length > MOST_STEPS) throw tooLarge(trace);
  const tallest = cell * Math.max(...sizes.map(([rows]) => rows));
  let left = Math.floor((INNER - width(cell)) / 2);
  const panel = (i: 0 | 1 | 2 | 3): Panel => {
    const [rows, columns] = sizes[i];
    const found = { left, top: CAPTION + (tallest - cell * rows) / 2, cell, rows, columns };
    left += at(rooms(cell), i) + GAP;
    return found;
  };
  const [input, kernel, stamp, output] = [panel(0), panel(1), panel(2), panel(3)];
  const panels = [input, kernel, stamp, output];
  const captions = panels.map((one, i) => panelCaption(one, at(words, i)));
  return { input, kernel, stamp, output, panels, captions, height: CAPTION + tallest + 12 };
}

function captionWords({ input, window, canvas }: TransposedTrace): [string, string, string, string] {
  const cut = canvas.some((side, i) => side > at(window.output, i));
  const output = `<b>output</b> ${window.output.join(' × ')}${cut ? ', gray: cut off' : ''}`;
  return [`<b>input</b> ${sizeOf(input).join(' × ')}`, `kernel ${window.size.join(' × ')}`, 'value · kernel', output];
}

function tooLarge({ input, canvas }: TransposedTrace): RangeError {
  return new RangeError(
    'figures.transposedSteps: the matrices are too large to be read in one figure. ' +
      `Received an input of ${sizeOf(input).join(' × ')}, which paints ${canvas.join(' × ')}. ` +
      `Use a smaller input; it may have ${MOST_STEPS} values at most.`,
  );
}

function signs({ kernel, stamp, output }: Arrangement): Record<string, unknown>[] {
  const font = { size: 20, color: MUTED };
  const before = (text: string, { left, top, rows, cell }: Panel): Record<string, unknown> => ({
    ...{ text, x: left - GAP / 2, y: top + (rows * cell) / 2, showarrow: false, font },
  });
  return [before('×', kernel), before('=', stamp), before('→', output)];
}

function controls({ steps }: TransposedTrace, shown: number): Record<string, unknown> {
  const labels = steps.map(({ row, column }) => `${row}, ${column}`);
  return playControls(labels, 'Input at row, column: ', shown);
}

function fixedTraces({ input, kernel }: TransposedTrace, place: Arrangement): Record<string, unknown>[] {
  return [
    { ...numberCells(place.input, input, limit(input)), colorscale: PALE_SIGNED },
    { ...numberCells(place.kernel, kernel, limit(kernel)), colorscale: PALE_SIGNED },
  ];
}

/** The traces that change: the stamp, the output, what is cut off of it, the marks, and the words. */
function movingTraces(
  { window, kernel, steps }: TransposedTrace,
  place: Arrangement,
  step: TransposedStep,
  lines: readonly string[],
): Record<string, unknown>[] {
  const most = Math.max(...steps.map(({ canvas }) => limit(canvas)));
  const kept = step.canvas.map((values, row) =>
    values.map((value, column) => (isKept(window, row, column) ? value : null)),
  );
  const cells = (panel: Panel, values: readonly (readonly (number | null)[])[]): Record<string, unknown> => ({
    ...numberCells(panel, values, most),
    colorscale: PALE_SIGNED,
  });
  const marks = outline([
    box(place.input, step.row, step.column),
    box(place.output, step.top, step.left, sizeOf(kernel)),
  ]);
  return [
    cells(place.stamp, step.stamp),
    cells(place.output, kept),
    cutOff(window, place.output, step),
    marks,
    words(place, lines),
  ];
}

/** A line around what is the output: the rest of the canvas is cut off. */
function frame({ window }: TransposedTrace, { left, top, cell }: Panel): Record<string, unknown> {
  const [x0, y0] = [left + window.padding[1][0] * cell, top + window.padding[0][0] * cell];
  const [x1, y1] = [x0 + window.output[1] * cell, y0 + window.output[0] * cell];
  return { type: 'rect', x0, y0, x1, y1, line: { color: INK, width: 1.5 } };
}

/** What was painted outside the output, gray on gray. */
function cutOff(window: TransposedTrace['window'], panel: Panel, { canvas }: TransposedStep): Record<string, unknown> {
  const cells = canvas.flatMap((values, row) =>
    values.flatMap((value, column) => (value === null || isKept(window, row, column) ? [] : [{ row, column, value }])),
  );
  return {
    ...{ type: 'scatter', mode: 'text', hoverinfo: 'skip', textfont: { size: FONT_SIZE, color: MUTED } },
    x: cells.map(({ column }) => panel.left + (column + 0.5) * panel.cell),
    y: cells.map(({ row }) => panel.top + (row + 0.5) * panel.cell),
    text: cells.map(({ value }) => showNumber(round(value))),
  };
}

function words({ height }: Arrangement, lines: readonly string[]): Record<string, unknown> {
  const text = { x: [0], y: [height], text: [lines.join('<br>')] };
  const textfont = { size: TEXT_SIZE, color: INK };
  return { type: 'scatter', mode: 'text', ...text, textposition: 'bottom right', textfont, cliponaxis: false };
}

/** Where the value paints, in rows and columns of the output, and one sum where it meets what was there. */
function stepText(
  { value, row, column, top, left, canvas, overlap }: TransposedStep,
  { window }: TransposedTrace,
): string[] {
  const reach = (from: number, i: 0 | 1): string => {
    const [first, last] = [from - window.padding[i][0], from - window.padding[i][0] + window.size[i] - 1];
    const [low, high] = [Math.max(first, 0), Math.min(last, window.output[i] - 1)];
    const name = i === 0 ? 'row' : 'column';
    return low === high ? `${name} ${low}` : `${name}s ${low} to ${high}`;
  };
  const first = `Input row ${row}, column ${column} paints ${showNumber(value)} · kernel on output ${reach(top, 0)}, ${reach(left, 1)}.`;
  if (overlap === undefined || !isKept(window, overlap.row, overlap.column)) return [first];
  const after = at(at(canvas, overlap.row), overlap.column) ?? 0;
  const added = after - overlap.before;
  const place = `row ${overlap.row - window.padding[0][0]}, column ${overlap.column - window.padding[1][0]}`;
  return [
    first,
    `Where something is already, both add up. At ${place}: ${showNumber(overlap.before)} + ${factor(round(added))} = ${showNumber(round(after))}.`,
  ];
}

function limit(rows: readonly (readonly (number | null)[])[]): number {
  return Math.max(...rows.flat().map(value => Math.abs(value ?? 0))) || 1;
}

function describe({ window, input, kernel, steps }: TransposedTrace, title: string): string {
  const [[top], [left]] = window.padding;
  const [height, width] = window.output;
  const last = at(steps, steps.length - 1).canvas;
  const output: Rows = last.slice(top, top + height).map(row => row.slice(left, left + width).map(value => value ?? 0));
  const moves = `strides ${window.strides.join(' × ')}, padding ${window.padding.flat().join(', ')}`;
  const start = `${title}. ${steps.length} steps of a transposed convolution`;
  const sizes = `Input ${sizeOf(input).join(' × ')}, kernel ${window.size.join(' × ')}, output ${window.output.join(' × ')}`;
  return shortEnough(
    `${start}, ${moves}. Input ${showRows(input)}. Kernel ${showRows(kernel)}. Output ${showRows(output)}.`,
    `${start}, ${moves}. ${sizes}: ${showRows(output)}.`,
    `${start}, ${moves}. ${sizes}.`,
  );
}
