/** The rows as text. */
import { at } from '../../lib/spec/at';
import type { Row, Times } from './measure';
import { ratio, summarize } from './statistics';

const BYTES_PER_MEGABYTE = 1e6;
const GAP = '  ';

/** Columns of text: the first to the left, the others to the right. */
export function alignColumns(lines: readonly (readonly string[])[]): string {
  const widths = at(lines, 0).map((_, column) => Math.max(...lines.map(line => at(line, column).length)));
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(at(widths, column)) : cell.padStart(at(widths, column));
  return lines.map(line => line.map(pad).join(GAP).trimEnd()).join('\n');
}

/**
 * A table with one line a row: median and quartiles in milliseconds of each competitor, and how ours compares.
 *
 * @param head what the rows have in common
 * @param rows with the same competitors; one that a row lacks is shown as a dash
 */
export function timeTable(head: string, rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(({ times }) => times.map(({ name }) => name)))];
  const others = names.filter(name => name !== OURS);
  const titles = [head, ...names.map(name => `${name}, ms`), ...others.map(comparison)];
  const lines = rows.map(row => [
    row.title,
    ...names.map(name => withRounds(row, name, showTimes)),
    ...others.map(name => withRounds(row, name, other => showRatio(row, name, other))),
  ]);
  return alignColumns([titles, ...lines]);
}

/** A table of the peaks of memory. */
export function memoryTable(head: string, rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(({ times }) => times.map(({ name }) => name)))];
  const lines = rows.map(row => [row.title, ...names.map(name => withRounds(row, name, showMemory))]);
  return alignColumns([[head, ...names.map(name => `${name}, MB`)], ...lines]);
}

const OURS = 'ours';

/** Against PyTorch the share of its time, against stock layers how many times faster: the forms of the targets. */
const comparison = (name: string): string => (name === 'stock' ? 'stock / ours' : `ours / ${name}`);

function withRounds(row: Row, name: string, show: (times: Times) => string): string {
  const times = row.times.find(candidate => candidate.name === name);
  return times === undefined ? '–' : show(times);
}

function showRatio(row: Row, name: string, other: Times): string {
  return withRounds(row, OURS, ours => {
    const value = name === 'stock' ? ratio(other.rounds, ours.rounds) : ratio(ours.rounds, other.rounds);
    return value.toFixed(2);
  });
}

function showTimes({ rounds }: Times): string {
  const { median, lower, upper } = summarize(rounds);
  return `${showMs(median)} (${showMs(lower)}–${showMs(upper)})`;
}

const showMs = (ms: number): string => ms.toFixed(ms < 100 ? 1 : 0);
const showMemory = ({ peakBytes }: Times): string =>
  peakBytes === null ? '–' : (peakBytes / BYTES_PER_MEGABYTE).toFixed(0);
