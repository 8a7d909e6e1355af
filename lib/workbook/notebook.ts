/** The parts of the notebook format (nbformat 4.5) that the course works with. Texts are whole strings in memory. */
import { createHash } from 'node:crypto';
import { at } from '../spec/at';
import { notebookFault } from './notebookFault';

export type MimeBundle = Record<string, unknown>;

export interface StreamOutput {
  readonly output_type: 'stream';
  readonly name: 'stdout' | 'stderr';
  readonly text: string;
}

export interface DisplayOutput {
  readonly output_type: 'display_data' | 'execute_result';
  readonly data: MimeBundle;
  readonly metadata: Record<string, unknown>;
  /** Only a result has one. */
  readonly execution_count?: number;
}

export interface ErrorOutput {
  readonly output_type: 'error';
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export type Output = StreamOutput | DisplayOutput | ErrorOutput;

export interface CellMetadata {
  readonly tags?: readonly string[];
  readonly [key: string]: unknown;
}

export interface TextCell {
  readonly cell_type: 'markdown' | 'raw';
  readonly id: string;
  readonly metadata: CellMetadata;
  readonly source: string;
}

export interface CodeCell {
  readonly cell_type: 'code';
  readonly id: string;
  readonly metadata: CellMetadata;
  readonly source: string;
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

export type Cell = TextCell | CodeCell;

/** What the committed outputs were made from; `--check` compares it with what is there now. */
export interface Provenance {
  /** Hash of the code cells, solutions included. */
  readonly code: string;
  /** Hash of the part of lib that the notebook uses. */
  readonly library: string;
}

/** What a learner's copy remembers of a cell of the course. */
export interface RecordedCell {
  /** The cell's id, which begins with the hash of its text. */
  readonly id: string;
  /** The exercise that the cell asks, such as `counting.3`. */
  readonly exercise?: string;
  /** Hash of the outputs that the cell came with, where there were any. */
  readonly outputs?: string;
}

export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: {
    readonly kernelspec: Readonly<Record<string, string>>;
    readonly language_info?: Readonly<Record<string, string>>;
    readonly convnets?: Provenance;
    /** In a learner's copy: the cells of the course's notebook that it was made from, in their order. */
    readonly course?: { readonly cells: readonly RecordedCell[] };
  };
  readonly nbformat: 4;
  readonly nbformat_minor: number;
}

export const PLOTLY = 'application/vnd.plotly.v1+json';

/**
 * Tells whether an output holds an interactive figure.
 * @param output any output of a code cell
 * @returns true for a display that has plotly JSON
 */
export function isFigure(output: Output): output is DisplayOutput {
  return 'data' in output && PLOTLY in output.data;
}

/** Eight hexadecimal digits for a cell's type and text. */
export function textHash(cell: Cell): string {
  return createHash('sha256').update(`${cell.cell_type}\n${cell.source}`).digest('hex').slice(0, 8);
}

/**
 * Gives each cell an id made from its type and text, so that editing one cell changes one id in a diff.
 * @param cells cells in their order; equal cells are told apart by a counter
 * @returns the same cells with their ids
 */
export function withStableIds(cells: readonly Cell[]): Cell[] {
  const seen = new Map<string, number>();
  return cells.map(cell => {
    const hash = textHash(cell);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return { ...cell, id: count === 1 ? hash : `${hash}-${count}` };
  });
}

/**
 * Reads a notebook file.
 * @param json the content of an .ipynb file
 * @returns the notebook, with every text joined into one string
 * @throws SyntaxError when it is no JSON, or no notebook: what is wrong, without a stop
 */
export function parseNotebook(json: string): Notebook {
  // Some editors of Windows put a mark at the start.
  const parsed: unknown = JSON.parse(json.replace(/^\ufeff/, ''));
  const fault = notebookFault(parsed);
  if (fault !== undefined) throw new SyntaxError(fault);
  // The format is nbformat's own, written by this pipeline or by Jupyter: the one place where its JSON gets a type.
  const raw = parsed as Notebook;
  return { ...raw, cells: raw.cells.map(joinCell) };
}

/**
 * Writes a notebook file as Jupyter does, with texts as lists of lines and keys in order, but each figure on one line.
 * @param notebook the notebook
 * @returns the content of the .ipynb file
 */
export function formatNotebook(notebook: Notebook): string {
  const figures: string[] = [];
  const toJson = (key: string, value: unknown): unknown => {
    if (key === PLOTLY) return `@figure ${figures.push(JSON.stringify(value)) - 1}@`;
    if (isText(key) && typeof value === 'string') return value.match(/.*\n|.+$/g) ?? [];
    return isObject(value) ? Object.fromEntries(Object.entries(value).sort(byKey)) : value;
  };
  const json = JSON.stringify(notebook, toJson, 1);
  return `${json.replace(/"@figure (\d+)@"/g, (_, index) => at(figures, Number(index)))}\n`;
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Fields that Jupyter writes as a list of lines. An image stays one string: its base64 has no lines. */
function isText(key: string): boolean {
  return key === 'source' || key === 'text' || key.startsWith('text/') || key === 'image/svg+xml';
}

function joinCell(cell: Cell): Cell {
  const source = joined(cell.source);
  return cell.cell_type === 'code' ? { ...cell, source, outputs: cell.outputs.map(joinOutput) } : { ...cell, source };
}

function joinOutput(output: Output): Output {
  if (output.output_type === 'stream') return { ...output, text: joined(output.text) };
  if (output.output_type === 'error') return output;
  const data = Object.entries(output.data).map(([mime, value]) => [mime, isText(mime) ? joined(value) : value]);
  return { ...output, data: Object.fromEntries(data) };
}

function joined(lines: unknown): string {
  return Array.isArray(lines) ? lines.join('') : String(lines);
}
