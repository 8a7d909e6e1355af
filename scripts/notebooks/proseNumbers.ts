/** `npm run notebooks -- --numbers`: which numbers in the prose did no cell print, and have no source? */
import { existsSync, readFileSync } from 'node:fs';
import { at } from '../../lib/spec/at';
import { type Cell, type Notebook, type Output, parseNotebook } from '../../lib/workbook/notebook';
import { type Course, notebookPath, slugOf } from './course';
import { readSources, type Source } from './forms';

export interface ProseNumber {
  /** Such as `notebooks/text/03-counting.md:120`. */
  readonly place: string;
  /** As it is written. */
  readonly number: string;
  /** The words around it. */
  readonly context: string;
}

/** A number in a line of prose: its value, its decimals, and what the word behind it multiplies it by. */
interface Found {
  readonly written: string;
  readonly value: number;
  readonly decimals: number;
  readonly unit: number;
  readonly at: number;
}

/** Whole numbers up to this one count things that the reader sees, such as "two lines" or "3 × 3". */
const LARGEST_SMALL = 10;
const YEARS = { first: 1950, last: 2099 } as const;
const CONTEXT = 40;

/**
 * Lists the numbers of notebooks that are neither printed nor sourced.
 * @param course its folders
 * @param names notebooks
 * @throws RangeError when a notebook has not been made from its text yet
 */
export function numbersOf(course: Course, names: readonly string[]): ProseNumber[] {
  return readSources(course, names).flatMap(source => {
    const path = notebookPath(course, source.name);
    if (existsSync(path)) return proseNumbers(source, parseNotebook(readFileSync(path, 'utf8')));
    throw new RangeError(
      `notebooks/${source.name}.ipynb has not been made from its text yet, so nothing is printed in it. ` +
        `Run: npm run notebooks -- ${slugOf(source.name)}`,
    );
  });
}

/**
 * Lists the numbers in Markdown cells that occur in no output and in no code of the notebook, and whose paragraph, list item or
 * row of a table gives no source. Left out are small whole numbers, years, numbers of sections and exercises, names such as
 * VGG-16, formulas and code.
 *
 * @param source the text, whose prose is read
 * @param executed the notebook with its outputs
 */
export function proseNumbers(source: Source, executed: Notebook): ProseNumber[] {
  const known = [...source.solved.cells, ...executed.cells].flatMap(printedIn).flatMap(valuesIn);
  return source.learner.cells.flatMap((cell, index) => {
    if (cell.cell_type !== 'markdown') return [];
    const [file, line = '1'] = at(source.places, index).split(/:(?=\d+$)/);
    return unexplained(cell.source, known).map(({ row, ...found }) => ({
      place: `${file}:${Number(line) + row}`,
      ...found,
    }));
  });
}

/** Texts of a cell in which a number counts as printed: its code, and what readers see of its outputs. */
function printedIn(cell: Cell): string[] {
  return cell.cell_type === 'code' ? [cell.source, ...cell.outputs.flatMap(textsOf)] : [];
}

/** A figure speaks through its alternative text, which is its `text/plain`. */
function textsOf(output: Output): string[] {
  if (output.output_type === 'stream') return [output.text];
  if (output.output_type === 'error') return [output.evalue];
  const html = output.data['text/html'];
  const texts = [output.data['text/plain'], typeof html === 'string' ? html.replace(/<[^>]*>/g, ' ') : undefined];
  return texts.filter((text): text is string => typeof text === 'string');
}

/** Every number of a text, with commas or underscores between thousands or without. */
function valuesIn(text: string): number[] {
  const written = text.match(/\d+(?:[,_]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi) ?? [];
  return written.map(number => Number(number.replace(/[,_]/g, '')));
}

function unexplained(prose: string, known: readonly number[]): (Omit<ProseNumber, 'place'> & { row: number })[] {
  const plain = withoutTechnicalities(prose);
  const lines = prose.split('\n');
  return blocksOf(plain).flatMap(({ row, text }) =>
    hasSource(lines.slice(row, row + text.split('\n').length).join('\n'))
      ? []
      : numbersIn(text)
          .filter((number, i, all) => all.findIndex(({ written }) => written === number.written) === i)
          .filter(number => !known.some(value => means(number, value)))
          .map(({ written, at }) => ({
            row: row + text.slice(0, at).split('\n').length - 1,
            number: written,
            context: contextOf(text, at, written.length),
          })),
  );
}

interface Block {
  /** Line of its beginning, from 0 on. */
  readonly row: number;
  readonly text: string;
}

/** Paragraphs, list items and rows of tables: what one source can speak for. */
function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open = false;
  for (const [row, line] of text.split('\n').entries()) {
    const last = blocks.at(-1);
    if (open && last !== undefined && line.trim() !== '' && !/^\s*([-*|]|\d+\.)\s/.test(line)) {
      blocks[blocks.length - 1] = { row: last.row, text: `${last.text}\n${line}` };
    } else blocks.push({ row, text: line });
    open = line.trim() !== '';
  }
  return blocks;
}

/** What is no prose, replaced by spaces so that every line and place stays. */
const TECHNICALITIES: readonly RegExp[] = [
  /```[\s\S]*?```/g,
  /\$\$[\s\S]*?\$\$/g,
  /\$[^$\n]+\$/g,
  /`[^`\n]*`/g,
  /https?:\/\/\S+/g,
  /<[^>\n]*>/g,
  /^#+ .*$/gm, // headings carry numbers of sections
  /^\s*\d+\.(?= )/gm, // numbers of a list
  /\b(notebooks?|sections?|tables?|figures?|chapters?|exercises?|steps?|rows?|columns?|layers?|seeds?|pages?) \d+(( to |, | and | or |–)\d+)*/gi,
  /\bplan \d+ minutes/gi,
  /\b\d+(\.\d+){2,}\b/g, // versions
  /\b(?=[\w.-]*[A-Za-z])(?=[\w.-]*\d)[A-Za-z][\w-]*(\.[\w-]+)*/g, // names: VGG-16, conv1, layer2.0
  /\b\d+(?:st|nd|rd|th|s|d|D)\b/g,
];

function withoutTechnicalities(prose: string): string {
  return TECHNICALITIES.reduce(
    (text, pattern) => text.replace(pattern, match => match.replace(/[^\n]/g, ' ')),
    prose.replace(/\\\$/g, '  '),
  );
}

/** A link, a word that says so, or a name with a year: `Luo and others (2016`, `Krizhevsky 2012, table 1`. */
function hasSource(text: string): boolean {
  return /https?:\/\/|\]\(|\bsource:/i.test(text) || /\p{Lu}[\p{L}.]+[^.\d\n]{0,40}[ (](?:19|20)\d\d\b/u.test(text);
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^ (?:million|M\b|MB\b)/, 1e6],
  [/^ (?:billion|G\b|GB\b)/, 1e9],
  [/^ (?:thousand|k\b|kB\b)/, 1e3],
];

function numbersIn(text: string): Found[] {
  return [...text.matchAll(/(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\w°]|\.\d|,\d)/g)].flatMap(match => {
    const { 0: written, index: at = 0 } = match;
    const value = Number(written.replace(/,/g, ''));
    const decimals = written.split('.')[1]?.length ?? 0;
    if (isUnremarkable(written, value, decimals)) return [];
    const rest = text.slice(at + written.length);
    const unit = UNITS.find(([pattern]) => pattern.test(rest.replace(/^[\s]+/, ' ')))?.[1] ?? 1;
    return [{ written, value, decimals, unit, at }];
  });
}

function isUnremarkable(written: string, value: number, decimals: number): boolean {
  if (decimals > 0) return false;
  const isYear = value >= YEARS.first && value <= YEARS.last && !written.includes(',');
  return value <= LARGEST_SMALL || isYear;
}

/** Whether a printed value, rounded as the prose rounds, is this number; a million may be printed in full. */
function means({ value, decimals, unit }: Found, printed: number): boolean {
  return [printed, printed / unit].some(candidate => Number(candidate.toFixed(Math.min(decimals, 20))) === value);
}

function contextOf(text: string, at: number, length: number): string {
  const line = (part: string): string => part.replace(/\s+/g, ' ');
  const before = line(text.slice(Math.max(0, at - CONTEXT), at));
  return `${before}${text.slice(at, at + length)}${line(text.slice(at + length, at + length + CONTEXT))}`.trim();
}
