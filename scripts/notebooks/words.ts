/** `npm run notebooks -- --words`: how long is each notebook? */
import { table } from '../../lib/notebook/table';
import type { Cell } from '../../lib/workbook/notebook';
import { type Course, slugOf } from './course';
import { readSources, type Source } from './forms';
import { hasTag } from './tags';

/** What a reader has before them. */
export interface Length {
  readonly notebook: string;
  /** Words of prose, code in it included. */
  readonly words: number;
  /** Lines of the learner's code cells that are not blank. */
  readonly 'lines of code': number;
  /** More such lines, in cells tagged `measures`. */
  readonly folded: number;
  /** Lines of the longest cell that is not folded. */
  readonly 'longest cell': number;
}

/**
 * Measures notebooks.
 * @param course its folders
 * @param names notebooks
 * @returns a table, as text
 */
export function tableOfWords(course: Course, names: readonly string[]): string {
  const rows = readSources(course, names).map(source => ({ ...lengthOf(source) }));
  return String(table(rows, { caption: 'Length of the notebooks', maxRows: rows.length })['text/plain']);
}

export function lengthOf({ name, learner: { cells } }: Source): Length {
  const prose = cells.filter(cell => cell.cell_type === 'markdown');
  const code = cells.filter(cell => cell.cell_type === 'code');
  const visible = code.filter(cell => !hasTag(cell, 'measures')).map(linesOf);
  return {
    notebook: slugOf(name),
    words: sum(prose.map(({ source }) => wordsIn(source))),
    'lines of code': sum(visible),
    folded: sum(code.filter(cell => hasTag(cell, 'measures')).map(linesOf)),
    'longest cell': Math.max(0, ...visible),
  };
}

/** What has a letter or a digit between two spaces; a formula is one word. */
function wordsIn(markdown: string): number {
  const plain = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/\$\$[\s\S]*?\$\$|\$[^$\n]+\$/g, 'x');
  return plain.split(/\s+/).filter(word => /[\p{L}\d]/u.test(word)).length;
}

function linesOf({ source }: Cell): number {
  return source.split('\n').filter(line => line.trim() !== '').length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
