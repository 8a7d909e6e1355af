import { at } from '../spec/at';
import { type Bundle, escapeHtml, html } from './content';

/** One value in a table; null and undefined leave the cell empty. */
export type Cell = string | number | boolean | null | undefined;

/** A table as a list of rows, each naming its columns. */
export type Rows = readonly Readonly<Record<string, Cell>>[];

/** A table as columns of equal length. */
export type Columns = Readonly<Record<string, ArrayLike<Cell>>>;

/** What `table` reads of a danfojs DataFrame. */
export interface FrameLike {
  readonly columns: readonly string[];
  readonly dtypes: readonly string[];
  readonly values: readonly unknown[];
}

export interface TableOptions {
  /** The sentence above the table. */
  readonly caption: string;
  /** Unit of each column that has one: `{ time: 'ms' }` makes the heading `time (ms)`. */
  readonly units?: Readonly<Record<string, string>>;
  /** How many rows to draw, 20 when left out; a last line counts the rest. */
  readonly maxRows?: number;
}

interface Column {
  readonly heading: string;
  readonly cells: readonly string[];
  readonly numeric: boolean;
}

/**
 * A table as content for `show`: numbers to the right with thousands separators, at most `maxRows` rows.
 * Introduced in notebook convolution-arithmetic.
 * @param data a list of rows, an object of columns, or a danfojs DataFrame
 * @param options caption, units and the largest number of rows
 * @returns a bundle of `text/html` and `text/plain`
 * @throws RangeError when columns have different lengths
 */
export function table(data: Rows | Columns | FrameLike, options: TableOptions): Bundle {
  const { caption, units = {}, maxRows = 20 } = options;
  const source = toColumns(data);
  const length = Math.max(0, ...source.map(([, cells]) => cells.length));
  const uneven = source.find(([, cells]) => cells.length !== length);
  if (uneven) {
    throw new RangeError(
      `table: all columns must have the same length. Received ${uneven[1].length} values in "${uneven[0]}", ${length} in another column.`,
    );
  }
  const columns = source.map(([name, cells]) => formatColumn(name, units[name], cells.slice(0, maxRows)));
  const rest = length - maxRows;
  const more = rest > 0 ? `… ${rest.toLocaleString('en-US')} more ${rest === 1 ? 'row' : 'rows'}` : undefined;
  return html(drawHtml(caption, columns, more), drawText(caption, columns, more));
}

function toColumns(data: Rows | Columns | FrameLike): [string, Cell[]][] {
  if (isRows(data)) {
    const names = [...new Set(data.flatMap(row => Object.keys(row)))];
    return names.map(name => [name, data.map(row => row[name])]);
  }
  if (isFrame(data)) {
    const rows = data.values.map(row => (Array.isArray(row) ? row : [row]));
    return data.columns.map((name, i) => [name, rows.map(row => toCell(row[i]))]);
  }
  return Object.entries(data).map(([name, cells]) => [name, Array.from(cells)]);
}

function isRows(data: Rows | Columns | FrameLike): data is Rows {
  return Array.isArray(data);
}

function isFrame(data: Columns | FrameLike): data is FrameLike {
  return Array.isArray(data.columns) && Array.isArray(data.dtypes) && Array.isArray(data.values);
}

function toCell(value: unknown): Cell {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? undefined : String(value);
}

function formatColumn(name: string, unit: string | undefined, cells: readonly Cell[]): Column {
  const numbers = cells.filter((cell): cell is number => typeof cell === 'number');
  const present = cells.filter(cell => cell !== null && cell !== undefined);
  const decimals = decimalsFor(numbers);
  return {
    heading: unit === undefined ? name : `${name} (${unit})`,
    cells: cells.map(cell => (typeof cell === 'number' ? formatNumber(cell, decimals) : cellText(cell))),
    numeric: numbers.length > 0 && numbers.length === present.length,
  };
}

function cellText(cell: Exclude<Cell, number>): string {
  return cell === null || cell === undefined ? '' : String(cell);
}

/** None for whole numbers; otherwise so many that the largest number has four digits, and at least one. */
function decimalsFor(numbers: readonly number[]): number {
  const finite = numbers.filter(Number.isFinite);
  if (finite.every(Number.isInteger)) return 0;
  const largest = Math.max(...finite.map(Math.abs));
  return Math.min(6, Math.max(1, 3 - Math.floor(Math.log10(largest))));
}

function formatNumber(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value);
  const tooSmall = value !== 0 && Math.abs(value) < 0.5 * 10 ** -decimals;
  if (tooSmall) return value.toExponential(1);
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

function drawHtml(caption: string, columns: readonly Column[], more: string | undefined): string {
  const align = ({ numeric }: Column): string => `style="text-align:${numeric ? 'right' : 'left'}"`;
  const head = columns.map(column => `<th scope="col" ${align(column)}>${escapeHtml(column.heading)}</th>`).join('');
  const rows = range(columns).map(
    i => `<tr>${columns.map(column => `<td ${align(column)}>${escapeHtml(at(column.cells, i))}</td>`).join('')}</tr>`,
  );
  const foot = more === undefined ? '' : `<tfoot><tr><td colspan="${columns.length}">${more}</td></tr></tfoot>`;
  // A caption is as wide as its table, and a narrow table would break a short sentence into many lines.
  const wrap = caption.length <= 80 ? ';white-space:nowrap' : '';
  const title = `<caption style="text-align:left;padding:4px 0${wrap}">${escapeHtml(caption)}</caption>`;
  return `<table>${title}<thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody>${foot}</table>`;
}

function drawText(caption: string, columns: readonly Column[], more: string | undefined): string {
  const padded = columns.map(pad);
  const line = (texts: readonly string[]): string => texts.join('  ').trimEnd();
  const rows = range(columns).map(i => line(padded.map(({ cells }) => at(cells, i))));
  const lines = [caption, line(padded.map(({ heading }) => heading)), ...rows];
  return (more === undefined ? lines : [...lines, more]).join('\n');
}

/** Heading and cells filled up with spaces to the width of the longest. */
function pad({ heading, cells, numeric }: Column): Column {
  const width = Math.max(heading.length, ...cells.map(cell => cell.length));
  const fill = (text: string): string => (numeric ? text.padStart(width) : text.padEnd(width));
  return { heading: fill(heading), cells: cells.map(fill), numeric };
}

/** Numbers of the rows; a table without columns has none. */
function range([first]: readonly Column[]): number[] {
  return first === undefined ? [] : first.cells.map((_, i) => i);
}
