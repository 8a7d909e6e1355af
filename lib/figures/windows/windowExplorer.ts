import { explainOutputSize } from '../../arithmetic/explain';
import { outputSize, span } from '../../spec/window';
import { legend, legendHeight } from '../charts/legend';
import { shortEnough } from '../style/alt';
import type { Figure } from '../style/figure';
import { baseLayout, FIGURE_WIDTH, type FigureWords, FONT_SIZE, GRID, INK, MUTED } from '../style/theme';
import {
  CELL_COLORS,
  CELL_LEGEND,
  countWindows,
  describeWindows,
  legendTraces,
  outputAxis,
  placeAxis,
  windowCells,
} from './windowCells';

/** The values that each of the four sliders offers. */
export interface WindowChoices {
  readonly size: readonly number[];
  readonly stride: readonly number[];
  /** On both sides. */
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
}

export interface WindowExplorerOptions extends FigureWords {
  /** Pixels of the input. */
  readonly input: number;
  readonly choices: WindowChoices;
  /** What is shown first; each value is one of the choices. */
  readonly start: WindowSettings;
}

/** One position of the four sliders. */
type WindowSettings = Readonly<Record<keyof WindowChoices, number>>;

const CONTROLS = ['size', 'stride', 'padding', 'dilation'] as const;
const NAMES: Readonly<Record<keyof WindowChoices, string>> = {
  size: 'kernel: ',
  stride: 'stride: ',
  padding: 'padding on each side: ',
  dilation: 'dilation: ',
};

/** Every position is one frame with all four sliders in it; more would make the figure slow to load. */
const MOST_POSITIONS = 81;
/** Pixels. */
const CELL_HEIGHT = 20;
const FORMULA = 46;
const SLIDERS = 196;
const MARGIN = { left: 64, right: 16 } as const;

/**
 * Kernel, stride, padding and dilation on four sliders: which pixels every output reads along one axis, and the output
 * size worked out. The sliders are independent: every position is a frame, and a frame brings sliders along that lead on
 * from there.
 *
 * Introduced in notebook padding-stride.
 *
 * @throws RangeError when `start` is none of the choices, or when the choices make too many positions
 */
export function windowExplorer(options: WindowExplorerOptions): Figure {
  const { title, input, choices, start } = options;
  checkChoices(choices, start);
  const positions = allPositions(choices);
  const most = Math.max(...choices.padding);
  const rows = Math.max(1, ...positions.map(position => outputs(input, position)));
  const height = FORMULA + CELL_HEIGHT * (rows + 1);
  const alt = options.alt ?? describe(options);
  const draw = (position: WindowSettings): { z: number[][] } => ({
    z: windowCells({ input, ...position, padding: [position.padding, position.padding] }, -most, input - 1 + most),
  });
  const layout = {
    ...baseLayout({
      ...{ title, alt, width: FIGURE_WIDTH, height },
      margin: { ...MARGIN, bottom: SLIDERS, top: legendHeight(CELL_LEGEND) },
    }),
    ...legend(CELL_LEGEND),
    xaxis: placeAxis(-most, input - 1 + most),
    yaxis: { ...outputAxis(rows), domain: [0, 1 - FORMULA / height] },
    annotations: [{ ...formulaPlace, text: formula(input, start) }],
    sliders: CONTROLS.map((control, i) => ({ ...sliderLook(control, i), ...slider(control, choices, start) })),
  };
  const cells = { type: 'heatmap', x0: -most, dx: 1, y0: -1, dy: 1, xgap: 2, ygap: 2, hoverinfo: 'skip' };
  const frames = positions.map(position => ({
    name: frameName(position),
    data: [draw(position)],
    traces: [0],
    layout: {
      annotations: [{ text: formula(input, position) }],
      sliders: CONTROLS.map(control => slider(control, choices, position)),
    },
  }));
  return { data: [{ ...cells, ...CELL_COLORS, ...draw(start) }, ...legendTraces()], layout, frames, alt };
}

function outputs(input: number, { size, stride, padding, dilation }: WindowSettings): number {
  return outputSize(input, { size, stride, padding: [padding, padding], dilation });
}

function allPositions({ size, stride, padding, dilation }: WindowChoices): WindowSettings[] {
  return size.flatMap(k =>
    stride.flatMap(s => padding.flatMap(p => dilation.map(d => ({ size: k, stride: s, padding: p, dilation: d })))),
  );
}

function frameName({ size, stride, padding, dilation }: WindowSettings): string {
  return `${size},${stride},${padding},${dilation}`;
}

/** What changes of a slider: its grip, and where each of its steps leads while the other three stay. */
function slider(control: keyof WindowChoices, choices: WindowChoices, at: WindowSettings): Record<string, unknown> {
  const steps = choices[control].map(value => ({
    label: String(value),
    method: 'animate',
    args: [[frameName({ ...at, [control]: value })], { mode: 'immediate' }],
  }));
  return { active: choices[control].indexOf(at[control]), steps };
}

/** Two sliders beside each other, two below. */
function sliderLook(control: keyof WindowChoices, index: number): Record<string, unknown> {
  const [column, row] = [index % 2, Math.floor(index / 2)];
  return {
    ...{ x: column * 0.52, len: 0.46, xanchor: 'left', y: 0, yanchor: 'top', pad: { t: 44 + row * 74, b: 0 } },
    currentvalue: { prefix: NAMES[control], xanchor: 'left', font: { size: FONT_SIZE, color: INK } },
    ...{ bgcolor: GRID, activebgcolor: MUTED, bordercolor: MUTED, tickcolor: MUTED, font: { size: 11, color: MUTED } },
    transition: { duration: 0 },
  };
}

const formulaPlace = {
  ...{ x: 0, xref: 'paper', xanchor: 'left', y: 1, yref: 'paper', yanchor: 'top', align: 'left' },
  ...{ showarrow: false, font: { size: 15, color: INK } },
} as const;

function formula(input: number, { size, stride, padding, dilation }: WindowSettings): string {
  const padded = input + 2 * padding;
  const wide = span(size, dilation);
  if (wide > padded) return `The window spans ${wide} pixels, the padded input has ${padded}:<br>it does not fit.`;
  return explainOutputSize(input, { size, stride, padding: [padding, padding], dilation }).text.replaceAll(
    '\n',
    '<br>',
  );
}

function describe({ title, input, start }: WindowExplorerOptions): string {
  const axis = { input, ...start, padding: [start.padding, start.padding] } as const;
  const set = `kernel ${start.size}, stride ${start.stride}, padding ${start.padding}, dilation ${start.dilation}`;
  const begins = `${title}. Four sliders; first ${set}: ${formula(input, start).replaceAll('<br>', ', ')}.`;
  return shortEnough(`${begins} ${describeWindows(axis)}`, `${begins} ${countWindows(axis)}`, begins);
}

function checkChoices(choices: WindowChoices, start: WindowSettings): void {
  for (const control of CONTROLS) {
    if (choices[control].includes(start[control])) continue;
    throw new RangeError(
      `figures.windowExplorer: start.${control} must be one of its choices. ` +
        `Received ${start[control]}, choices [${choices[control].join(', ')}].`,
    );
  }
  const count = CONTROLS.reduce((product, control) => product * choices[control].length, 1);
  if (count <= MOST_POSITIONS) return;
  throw new RangeError(
    `figures.windowExplorer: the choices must make at most ${MOST_POSITIONS} positions of the sliders. Received ${count}. ` +
      'Leave some choices out.',
  );
}
