import { axisStyle } from '../charts/axis';
import { shortEnough } from '../style/alt';
import { type ColorScaleName, plotlyScale } from '../style/colors';
import type { Figure } from '../style/figure';
import { extent, type Matrix, type Rows, round, showNumber, sizeOf, symmetricExtent, toRows } from '../style/numbers';
import { literal } from '../style/text';
import { baseLayout, FIGURE_WIDTH, type FigureWords, GRID, titleWidth } from '../style/theme';
import { COLOR_BAR_WIDTH, colorAxis } from './colorBar';

export interface MatrixOptions extends FigureWords {
  /** What the rows and columns are; `'row'` and `'column'` when left out. */
  readonly rowName?: string;
  readonly columnName?: string;
  /** Names instead of numbers along the sides. */
  readonly rowLabels?: readonly string[];
  readonly columnLabels?: readonly string[];
  /** What the values are, with their unit, for the colour bar of matrices whose values are not written out. */
  readonly quantity?: string;
  /** `'signed'` when some value is below zero, else `'sequential'`. */
  readonly colors?: ColorScaleName;
  /** The values at the ends of the colour scale; taken from the data when left out. */
  readonly range?: readonly [number, number];
}

/** More cells in a row or column than this are too small for numbers. */
const MOST_WRITTEN = 16;
const CELL = { least: 3, most: 44 } as const;
/** Pixels for the cells, across and down. */
const ROOM = FIGURE_WIDTH - 160;
const TALLEST = 420;
const WRITTEN_LETTER = 7.5;

/**
 * A matrix as coloured cells; up to 16 × 16 the values are written in them.
 *
 * Introduced in notebook welcome.
 *
 * @param values [h, w]
 * @throws TypeError when it is not a matrix
 * @throws RangeError when there are more or fewer labels than rows or columns
 */
export function matrix(values: Matrix, options: MatrixOptions): Figure {
  const rows = toRows(values, 'figures.matrix');
  const [height, width] = sizeOf(rows);
  checkLabels(options.rowLabels, height, 'row');
  checkLabels(options.columnLabels, width, 'column');
  const written = canBeWritten(rows);
  const colors = options.colors ?? (rows.flat().some(value => value < 0) ? 'signed' : 'sequential');
  const range = options.range ?? (colors === 'signed' ? symmetricExtent(rows.flat()) : extent(rows.flat()));
  const alt = options.alt ?? describe(rows, options.title);
  const cell = cellSize(rows, written);
  const margin = { left: 64, right: written ? 16 : COLOR_BAR_WIDTH, bottom: 52 };
  const layout = {
    ...baseLayout({
      ...{ title: options.title, alt, margin, height: Math.max(40, Math.round(height * cell.height)) },
      width: Math.max(titleWidth(options.title), Math.round(width * cell.width) + margin.left + margin.right),
    }),
    // The ground shows in the gaps between the cells, as lines around white ones.
    plot_bgcolor: GRID,
    xaxis: side(options.columnName ?? 'column', options.columnLabels, width, [-0.5, width - 0.5]),
    yaxis: side(options.rowName ?? 'row', options.rowLabels, height, [height - 0.5, -0.5]),
    ...(!written && {
      coloraxis: colorAxis({ colors, range, quantity: options.quantity ?? 'value' }, cell.height * height),
    }),
  };
  const coloring = written
    ? { colorscale: plotlyScale(colors), zmin: range[0], zmax: range[1], showscale: false }
    : { coloraxis: 'coloraxis' };
  const text = written && {
    text: rows.map(row => row.map(showNumber)),
    texttemplate: '%{text}',
    textfont: { size: 13 },
  };
  const trace = {
    type: 'heatmap',
    z: rows.map(row => row.map(round)),
    ...coloring,
    ...text,
    xgap: gap(cell),
    ygap: gap(cell),
  };
  return { data: [{ ...trace, hovertemplate: hover(options) }], layout, alt };
}

interface CellSize {
  readonly width: number;
  readonly height: number;
}

function canBeWritten(rows: Rows): boolean {
  const [height, columns] = sizeOf(rows);
  return Math.max(height, columns) <= MOST_WRITTEN && columns * writtenWidth(rows) <= ROOM;
}

/** Pixels that the longest number takes. */
function writtenWidth(rows: Rows): number {
  return Math.max(...rows.flat().map(value => showNumber(value).length)) * WRITTEN_LETTER + 10;
}

/** Square cells, apart from those made wider for long numbers. */
function cellSize(rows: Rows, written: boolean): CellSize {
  const [height, width] = sizeOf(rows);
  const room = ROOM / width;
  const side = Math.min(CELL.most, Math.max(CELL.least, Math.min(room, TALLEST / height)));
  if (!written) return { width: Math.min(side, room), height: side };
  return { width: Math.min(room, Math.max(side, writtenWidth(rows))), height: Math.max(side, 24) };
}

function gap(cell: CellSize): number {
  return cell.height >= 20 ? 1 : 0;
}

function side(
  name: string,
  labels: readonly string[] | undefined,
  count: number,
  range: readonly [number, number],
): Record<string, unknown> {
  const positions = Array.from({ length: count }, (_, i) => i);
  const ticks = labels ?? (count <= MOST_WRITTEN ? positions.map(String) : undefined);
  const named = ticks && { tickmode: 'array', tickvals: positions, ticktext: ticks.map(literal) };
  return { ...axisStyle(name), ...named, range, showgrid: false, zeroline: false, showline: false };
}

function hover({ rowName = 'row', columnName = 'column', quantity = 'value' }: MatrixOptions): string {
  return `${literal(rowName)} %{y}, ${literal(columnName)} %{x}<br>${literal(quantity)} %{z}<extra></extra>`;
}

function checkLabels(labels: readonly string[] | undefined, count: number, side: 'row' | 'column'): void {
  if (labels === undefined || labels.length === count) return;
  throw new RangeError(`figures.matrix: give one ${side} label per ${side}, ${count}. Received ${labels.length}.`);
}

function describe(rows: Rows, title: string): string {
  const size = sizeOf(rows).join(' × ');
  const [least, most] = extent(rows.flat()).map(showNumber);
  return shortEnough(
    `${title}. A ${size} matrix: ${showRows(rows)}.`,
    `${title}. A ${size} matrix with values from ${least} to ${most}.`,
  );
}

/** `[1, 2], [3, 4]`, for alternative text. */
export function showRows(rows: Rows): string {
  return rows.map(row => `[${row.map(showNumber).join(', ')}]`).join(', ');
}
