/** The rows as text. */
import { at } from '../../lib/spec/at';
import { type Comparison, compare, comparisonsOf } from './compare';
import type { Row, Times } from './measure';
import { OURS } from './opponents';
import { summarize } from './statistics';

const BYTES_PER_MEGABYTE = 1e6;
const GAP = '  ';
const NOTHING = '–';
const EAGER = 'eager';

/** Columns of text: the first to the left, the others to the right. */
export function alignColumns(lines: readonly (readonly string[])[]): string {
  const widths = at(lines, 0).map((_, column) => Math.max(...lines.map(line => at(line, column).length)));
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(at(widths, column)) : cell.padStart(at(widths, column));
  return lines.map(line => line.map(pad).join(GAP).trimEnd()).join('\n');
}

/**
 * A table with one line a row: median and quartiles of each competitor in milliseconds.
 *
 * @param head what the rows have in common
 * @param rows one that lacks a competitor of another row has a dash in its place
 */
export function timeTable(head: string, rows: readonly Row[]): string {
  const names = competitors(rows);
  const lines = rows.map(row => [row.title, ...names.map(name => showCell(row, name, showTimes))]);
  return alignColumns([[`${head}, ms`, ...names], ...lines]);
}

/** A table of how the course compares; of several opponents it names the one that was fastest. */
export function ratioTable(head: string, rows: readonly Row[]): string {
  const columns = comparisonsOf(competitors(rows));
  const lines = rows.map(row => [row.title, ...columns.map(column => showRatio(row, column))]);
  return alignColumns([[`${head}, ratios`, ...columns.map(({ title }) => title)], ...lines]);
}

/** A table of the peaks of memory. */
export function memoryTable(head: string, rows: readonly Row[]): string {
  const names = competitors(rows);
  const lines = rows.map(row => [row.title, ...names.map(name => showCell(row, name, showMemory)), memoryRatio(row)]);
  return alignColumns([[`${head}, MB`, ...names, `${OURS} / ${EAGER}`], ...lines]);
}

/** What ran, of all that say so. */
export function versions(rows: readonly Row[]): string {
  return [...new Set(rows.flatMap(({ times }) => times.flatMap(({ version }) => version ?? [])))].join('; ');
}

function competitors(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.flatMap(({ times }) => times.map(({ name }) => name)))];
}

const timesOf = ({ times }: Row, name: string): Times | undefined => times.find(one => one.name === name);

function showCell(row: Row, name: string, show: (times: Times) => string): string {
  const times = timesOf(row, name);
  return times === undefined ? NOTHING : show(times);
}

function showTimes({ rounds }: Times): string {
  const { median, lower, upper } = summarize(rounds);
  return `${showMs(median)} (${showMs(lower)}–${showMs(upper)})`;
}

const showMs = (ms: number): string => ms.toFixed(ms < 100 ? 1 : 0);

function showRatio(row: Row, { title, among }: Comparison): string {
  const compared = compare(row).find(one => one.title === title);
  if (compared === undefined) return NOTHING;
  const ratio = compared.ratio.toFixed(2);
  return among.length === 1 ? ratio : `${compared.opponent} ${ratio}`;
}

const showMemory = ({ peakBytes }: Times): string =>
  peakBytes === null ? NOTHING : (peakBytes / BYTES_PER_MEGABYTE).toFixed(0);

function memoryRatio(row: Row): string {
  const [ours, eager] = [OURS, EAGER].map(name => timesOf(row, name)?.peakBytes ?? null);
  return ours == null || eager == null ? NOTHING : (ours / eager).toFixed(2);
}
