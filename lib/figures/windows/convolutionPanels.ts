import type { ResolvedWindow } from '../../spec/window';
import { round, showNumber } from '../style/numbers';
import { EMPTY, FONT_SIZE, HIGHLIGHT, MUTED, PAPER } from '../style/theme';

/** A matrix in a figure whose axis units are screen pixels. */
export interface Panel {
  readonly left: number;
  readonly top: number;
  /** Pixels of a cell's side. */
  readonly cell: number;
  readonly rows: number;
  readonly columns: number;
}

/** The cells' values on colours; a cell without a value stays empty. */
export function numberCells(
  panel: Panel,
  values: readonly (readonly (number | null)[])[],
  most: number,
): Record<string, unknown> {
  const { left, top, cell } = panel;
  return {
    type: 'heatmap',
    z: values.map(row => row.map(value => (value === null ? null : round(value)))),
    text: values.map(row => row.map(value => (value === null ? '' : showNumber(value)))),
    texttemplate: '%{text}',
    textfont: { size: textSize(values, cell) },
    ...{ x0: left + cell / 2, dx: cell, y0: top + cell / 2, dy: cell, xgap: 1, ygap: 1 },
    ...{ zmin: round(-most), zmax: round(most), showscale: false, hoverinfo: 'skip' },
  };
}

/** The zeros of the padding: not a value of the input, so they are gray on gray. */
export function paddingZeros(panel: Panel, padding: ResolvedWindow['padding']): Record<string, unknown> {
  const [[top, bottom], [left, right]] = padding;
  const inside = (place: number, before: number, after: number, count: number): boolean =>
    place >= before && place < count - after;
  const cells = Array.from({ length: panel.rows * panel.columns }, (_, i) => ({
    row: Math.floor(i / panel.columns),
    column: i % panel.columns,
  })).filter(
    ({ row, column }) => !(inside(row, top, bottom, panel.rows) && inside(column, left, right, panel.columns)),
  );
  return {
    type: 'scatter',
    mode: 'text',
    x: cells.map(({ column }) => panel.left + (column + 0.5) * panel.cell),
    y: cells.map(({ row }) => panel.top + (row + 0.5) * panel.cell),
    text: cells.map(() => '0'),
    textfont: { size: FONT_SIZE, color: MUTED },
    hoverinfo: 'skip',
  };
}

/** As large as the longest number allows. */
function textSize(values: readonly (readonly (number | null)[])[], cell: number): number {
  const letters = Math.max(1, ...values.flat().map(value => (value === null ? 0 : showNumber(value).length)));
  return Math.max(9, Math.min(14, Math.floor((cell - 4) / (letters * 0.6))));
}

/** A gray square under each cell, so that padding and outputs to come can be seen. */
export function emptyGrid({ left, top, cell, rows, columns }: Panel): Record<string, unknown>[] {
  const lines = [
    ...Array.from({ length: columns - 1 }, (_, i) => `M${left + (i + 1) * cell},${top}V${top + rows * cell}`),
    ...Array.from({ length: rows - 1 }, (_, i) => `M${left},${top + (i + 1) * cell}H${left + columns * cell}`),
  ];
  const area = { x0: left, y0: top, x1: left + columns * cell, y1: top + rows * cell };
  const ground = { type: 'rect', ...area, fillcolor: EMPTY, line: { width: 0 }, layer: 'below' };
  const grid = { type: 'path', path: lines.join(''), line: { color: PAPER, width: 1 }, layer: 'below' };
  return lines.length === 0 ? [ground] : [ground, grid];
}

/** The words above a panel. */
export function panelCaption({ left, top }: Panel, text: string): Record<string, unknown> {
  const font = { size: FONT_SIZE, color: MUTED };
  return { text, x: left, y: top - 2, xanchor: 'left', yanchor: 'bottom', showarrow: false, font };
}

/** The corners of a rectangle of cells, closed. */
export function box(panel: Panel, row: number, column: number, size: readonly [number, number] = [1, 1]): number[][] {
  const { left, top, cell } = panel;
  const [x0, y0] = [left + column * cell, top + row * cell];
  const [x1, y1] = [x0 + size[1] * cell, y0 + size[0] * cell];
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
    [x0, y0],
  ];
}

/** Frames around rectangles, as one line with gaps. */
export function outline(boxes: readonly (readonly (readonly number[])[])[]): Record<string, unknown> {
  const points = boxes.flatMap<readonly (number | null)[]>((corners, i) =>
    i === 0 ? corners : [[null, null], ...corners],
  );
  return {
    type: 'scatter',
    mode: 'lines',
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    line: { color: HIGHLIGHT, width: 3 },
    hoverinfo: 'skip',
    cliponaxis: false,
  };
}
