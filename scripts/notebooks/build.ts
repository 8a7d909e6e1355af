/** Makes one notebook of the course: runs a form of it, and writes the learner's with its outputs. */
import { existsSync, readFileSync } from 'node:fs';
import { writeWholeSync } from '../../lib/files/writeWhole';
import { at } from '../../lib/spec/at';
import {
  type Cell,
  type CodeCell,
  formatNotebook,
  type Notebook,
  type Provenance,
  parseNotebook,
} from '../../lib/workbook/notebook';
import { type Course, notebookPath } from './course';
import { type Executed, execute, type Limits, type Progress } from './execute';
import type { Form, Source } from './forms';
import { type Painter, withImages } from './images';
import { withRelativePaths } from './outputs';
import { withCover } from './tags';

/** A notebook that did not run. The message names the cell and says what happened. */
export class NotebookFailure extends Error {}

export interface RunOptions {
  readonly limits: Limits;
  readonly quick: boolean;
  readonly signal: AbortSignal;
  readonly onCell: (progress: Progress, total: number) => void;
}

const MESSAGE_LINES = 15;

/**
 * Executes one form of a notebook.
 * @param course its folders
 * @param source the notebook
 * @param form which form
 * @param options limits, quick or full, and what to do on the way
 * @returns the executed notebook, with its time and memory
 * @throws NotebookFailure when a cell fails or takes too long
 */
export async function runForm(course: Course, source: Source, form: Form, options: RunOptions): Promise<Executed> {
  const notebook = source[form];
  const total = notebook.cells.filter(cell => cell.cell_type === 'code').length;
  const result = await execute(course, notebook, {
    ...options,
    onCell: progress => options.onCell(progress, total),
  });
  if (result.event === 'done') return { ...result, notebook: withRelativePaths(result.notebook, course.root) };
  const number = notebook.cells.slice(0, result.cell + 1).filter(cell => cell.cell_type === 'code').length;
  const lines = result.message.replaceAll(`${course.root}/`, '').split('\n');
  throw new NotebookFailure(
    [
      `${source.name}, ${form} form: cell ${result.cell + 1} (In [${number}]) ${EXPLAIN[result.kind]}`,
      `  at ${at(source.places, result.cell)}`,
      ...lines.slice(0, MESSAGE_LINES).map(line => `  | ${line}`),
    ].join('\n'),
  );
}

const EXPLAIN = {
  error: 'failed',
  stderr: 'wrote to stderr; a notebook shows no warnings',
  'cell-time': 'took too long',
  'notebook-time': 'did not end in time',
  died: 'ended the kernel',
};

/**
 * Looks whether the committed notebook still fits, so that only its prose needs to be brought up to date.
 * @param course its folders
 * @param source the notebook
 * @param provenance what its outputs would be made from now
 * @returns the learner's notebook with the committed outputs, or undefined when it has to run
 */
export function withCommittedOutputs(course: Course, source: Source, provenance: Provenance): Notebook | undefined {
  const path = notebookPath(course, source.name);
  if (!existsSync(path)) return undefined;
  const committed = parseNotebook(readFileSync(path, 'utf8'));
  const recorded = committed.metadata.convnets;
  if (recorded?.code !== provenance.code || recorded.library !== provenance.library) return undefined;
  const executed = committed.cells.filter(isCode);
  const wanted = source.learner.cells.filter(isCode);
  const same = executed.length === wanted.length && wanted.every((cell, i) => cell.source === executed[i]?.source);
  if (!same) return undefined;
  const cells = source.learner.cells.map(cell => (isCode(cell) ? takeOutputs(cell, executed.shift()) : cell));
  return { ...source.learner, cells };
}

/**
 * Writes the learner's notebook.
 * @param course its folders
 * @param name name of the notebook
 * @param notebook the executed notebook
 * @param provenance what its outputs were made from
 * @param painter draws the static images; without one, figures have none
 */
export async function writeNotebook(
  course: Course,
  name: string,
  notebook: Notebook,
  provenance: Provenance,
  painter: Painter | undefined,
): Promise<void> {
  const drawn = painter ? await withImages(notebook, painter) : notebook;
  const cells = drawn.cells.map(cell => (isCode(cell) ? withCover(cell) : cell));
  const whole = { ...drawn, cells, metadata: { ...drawn.metadata, convnets: provenance } };
  writeWholeSync(notebookPath(course, name), formatNotebook(whole));
}

function isCode(cell: Cell): cell is CodeCell {
  return cell.cell_type === 'code';
}

function takeOutputs(cell: CodeCell, executed: CodeCell | undefined): CodeCell {
  if (executed === undefined) return cell;
  return { ...cell, execution_count: executed.execution_count, outputs: executed.outputs };
}
