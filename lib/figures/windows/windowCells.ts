import { outputSize } from '../../spec/window';
import { axisStyle } from '../charts/axis';
import { showNumber } from '../style/numbers';
import { EMPTY, HIGHLIGHT, MUTED, PAPER, SERIES_COLORS } from '../style/theme';

/** A window that moves along one axis, in pixels. */
export interface WindowAxis {
  readonly input: number;
  readonly size: number;
  /** 1 when left out. */
  readonly stride?: number;
  /** Before and after; none when left out. */
  readonly padding?: readonly [number, number];
  /** 1 when left out. */
  readonly dilation?: number;
  /** Round the output size up; false when left out. */
  readonly ceilMode?: boolean;
}

/** What a cell of the picture is: a place along the axis (across) under one window (down). */
const CELL = { outside: 0, input: 1, padding: 2, readInput: 3, readPadding: 4, neverRead: 5 } as const;

/** How each kind of cell looks, and what the legend calls it. */
const LOOKS = [
  { kind: CELL.input, name: 'input pixel', color: '#c6dcee' },
  { kind: CELL.padding, name: 'padding', color: EMPTY },
  { kind: CELL.readInput, name: 'read', color: SERIES_COLORS[0] },
  { kind: CELL.readPadding, name: 'padding, read', color: MUTED },
  { kind: CELL.neverRead, name: 'never read', color: HIGHLIGHT },
] as const;

/** Colours of a heatmap of cells, from `CELL.outside` to `CELL.neverRead`. */
export const CELL_COLORS = {
  zmin: CELL.outside,
  zmax: CELL.neverRead,
  colorscale: [[0, PAPER], ...LOOKS.map(({ kind, color }) => [kind / CELL.neverRead, color])],
  showscale: false,
} as const;

/** Names for the legend. */
export const CELL_LEGEND: readonly { readonly name: string }[] = LOOKS;

/** Squares that are nowhere but in the legend. */
export function legendTraces(): Record<string, unknown>[] {
  return LOOKS.map(({ name, color }) => ({
    ...{ type: 'scatter', mode: 'markers', name, x: [null], y: [null] },
    marker: { symbol: 'square', size: 12, color, line: { width: 1, color: MUTED } },
  }));
}

/** Cells stand close; lines of a grid would run through them. */
const BARE = { showgrid: false, zeroline: false, showline: false, ticks: '' } as const;

/** The axis across: places from the first to the last. */
export function placeAxis(from: number, to: number): Record<string, unknown> {
  return { ...axisStyle('place along the input (pixels)'), ...BARE, dtick: 1, range: [from - 0.5, to + 0.5] };
}

/** The axis down: a row for the input, then one for each output. */
export function outputAxis(outputs: number): Record<string, unknown> {
  const rows = Array.from({ length: outputs }, (_, o) => o);
  const ticks = { tickmode: 'array', tickvals: [-1, ...rows], ticktext: ['input', ...rows.map(String)] };
  return { ...axisStyle('output'), ...BARE, ...ticks, range: [outputs - 0.5, -1.5] };
}

/** For each output, the places that its window reads; places before 0 and from `input` on are padding. */
export function placesRead(axis: WindowAxis): number[][] {
  const { input, size, stride = 1, padding = [0, 0], dilation = 1, ceilMode = false } = axis;
  const outputs = Math.max(0, outputSize(input, { size, stride, padding, dilation, ceilMode }));
  return Array.from({ length: outputs }, (_output, o) =>
    Array.from({ length: size }, (_tap, tap) => o * stride - padding[0] + tap * dilation),
  );
}

/** The input pixels that lie under no window's values. */
export function pixelsNeverRead(axis: WindowAxis): number[] {
  const read = new Set(placesRead(axis).flat());
  return Array.from({ length: axis.input }, (_, pixel) => pixel).filter(pixel => !read.has(pixel));
}

/**
 * The picture as kinds of cells: first a row for the input itself, then one for each output.
 *
 * @param from first place along the axis, negative in the padding
 * @param to last place
 */
export function windowCells(axis: WindowAxis, from: number, to: number): number[][] {
  const { input, padding = [0, 0] } = axis;
  const never = new Set(pixelsNeverRead(axis));
  const places = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const idle = (at: number): number => {
    if (at >= 0 && at < input) return CELL.input;
    return at >= -padding[0] && at < input + padding[1] ? CELL.padding : CELL.outside;
  };
  const top = places.map(at => (never.has(at) ? CELL.neverRead : idle(at)));
  const rows = placesRead(axis).map(read => places.map(at => (read.includes(at) ? under(at, input) : idle(at))));
  return [top, ...rows];
}

/** A ceil-mode window may reach past the padding; what lies there is not read either, and counts as padding. */
function under(at: number, input: number): number {
  return at >= 0 && at < input ? CELL.readInput : CELL.readPadding;
}

/** Where the windows stand, in words, for alternative text. */
export function describeWindows(axis: WindowAxis): string {
  const places = placesRead(axis).map(at => at.map(showNumber).join(' '));
  return `${counts(axis)}, which read the places ${places.join('; ')}. ${neverRead(axis)}`;
}

/** The same without the place of each window. */
export function countWindows(axis: WindowAxis): string {
  return `${counts(axis)}. ${neverRead(axis)}`;
}

function counts(axis: WindowAxis): string {
  const { input, padding = [0, 0] } = axis;
  const outputs = placesRead(axis).length;
  return `input of ${input} pixels, padding ${padding[0]} before and ${padding[1]} after, ${outputs} outputs`;
}

function neverRead(axis: WindowAxis): string {
  const never = pixelsNeverRead(axis);
  return never.length === 0 ? 'Every input pixel is read.' : `No window reads ${never.join(', ')}.`;
}
