/** `npm run notebooks -- --check`: do text, code and committed outputs belong together? Nothing is executed. */
import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { at } from '../../lib/spec/at';
import { type CodeCell, isFigure, type Notebook, type Output, parseNotebook } from '../../lib/workbook/notebook';
import { type Course, listCommitted, notebookPath, slugOf } from './course';
import { readSources, type Source } from './forms';
import { lacksImage } from './images';
import { libraryPart } from './library';
import { isLinks, neighboursOf } from './links';
import { machinePath } from './outputs';
import { type NotebookRuns, readRuns } from './runs';
import { hasTag, KNOWN_TAGS, unknownTags } from './tags';

export interface Problem {
  /** The notebook, or a cell as `notebooks/text/01-x.md:120 (cell 9)`. */
  readonly place: string;
  readonly message: string;
  /** The command that mends it, or what to edit. */
  readonly remedy: string;
}

/** A committed notebook with what it is compared to. */
export interface Committed {
  readonly source: Source;
  readonly notebook: Notebook;
  /** Hash of the library as it is now. */
  readonly library: string;
  /** Size of the file. */
  readonly bytes: number;
  /** The checkout's folder, which no output may name. */
  readonly root: string;
}

export const MAX_BYTES = 1_500_000;
/** A line of code that fits beside JupyterLab's file panel on a screen 1,366 pixels wide. */
export const MAX_COLUMNS = 95;

const rerun = (name: string): string => `npm run notebooks -- ${slugOf(name)}`;

/**
 * Checks notebooks against their texts and the library.
 * @param course its folders
 * @param names notebooks to check
 * @returns what does not fit, in the order of the notebooks
 */
export async function checkCourse(course: Course, names: readonly string[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const source of readSources(course, names)) {
    const path = notebookPath(course, source.name);
    if (!existsSync(path)) {
      const place = `notebooks/${source.name}.ipynb`;
      problems.push({ place, message: 'it has not been made from its text yet.', remedy: rerun(source.name) });
      continue;
    }
    const json = readFileSync(path, 'utf8');
    const { hash: library } = await libraryPart(course, source.solved);
    const committed = {
      source,
      notebook: parseNotebook(json),
      library,
      bytes: Buffer.byteLength(json),
      root: course.root,
    };
    problems.push(...checkNext(source, neighboursOf(course, source.name).next));
    problems.push(...checkNotebook(committed), ...checkRuns(source.name, readRuns(course)[slugOf(source.name)]));
  }
  return problems;
}

/**
 * Finds notebooks whose text is gone.
 * @param course its folders
 * @param names all notebooks that have a text
 * @returns one problem for each orphan
 */
export function checkOrphans(course: Course, names: readonly string[]): Problem[] {
  return listCommitted(course)
    .filter(name => !names.includes(name))
    .map(name => ({
      place: `notebooks/${name}.ipynb`,
      message: `it has no text notebooks/text/${name}.md.`,
      remedy: 'write the text, or delete the notebook',
    }));
}

/**
 * Checks one committed notebook.
 * @param committed the notebook, its text's forms, the library's hash and the file's size
 * @returns what does not fit
 */
export function checkNotebook(committed: Committed): Problem[] {
  const parts = [checkTags, checkLines, checkCells, checkProvenance, checkOutputs, checkSize];
  return parts.flatMap(part => part(committed));
}

function checkTags({ source }: Committed): Problem[] {
  return source.learner.cells.flatMap((cell, index) =>
    unknownTags(cell).map(tag => ({
      place: placeOf(source, index),
      message: `nothing knows the tag "${tag}".`,
      remedy: `a code cell may have the tags ${KNOWN_TAGS}`,
    })),
  );
}

/** Lines of both forms: those that a learner starts from, and those of the solutions that are shown. */
function checkLines({ source }: Committed): Problem[] {
  return source.learner.cells.flatMap((cell, index) => {
    if (cell.cell_type !== 'code') return [];
    const lines = [cell, source.solved.cells[index]].flatMap(form => form?.source.split('\n') ?? []);
    return [...new Set(lines)]
      .filter(line => line.length > MAX_COLUMNS)
      .map(line => ({
        place: placeOf(source, index),
        message: `a line of code has ${line.length} characters, and may have ${MAX_COLUMNS}: ${line.trim()}`,
        remedy: 'break the line; a longer one is cut off beside the file panel of a small screen',
      }));
  });
}

const NEXT = /^Next: notebook \*(?<slug>[^*]+)\*/m;

/**
 * Checks what a text announces.
 * @param source the notebook
 * @param next the full name of the notebook that follows, if there is one
 * @returns a problem if the text says that another one follows
 */
export function checkNext(source: Source, next: string | undefined): Problem[] {
  return source.learner.cells.flatMap((cell, index) => {
    const announced = cell.cell_type === 'markdown' ? NEXT.exec(cell.source)?.groups?.slug : undefined;
    if (announced === undefined || next === undefined || announced === slugOf(next)) return [];
    const message = `it announces notebook ${announced}, and ${slugOf(next)} is next.`;
    return [{ place: placeOf(source, index), message, remedy: `write Next: notebook *${slugOf(next)}*` }];
  });
}

const OTHER_LINKS = 'its links do not lead to the notebooks before and after it.';

function checkCells({ source, notebook }: Committed): Problem[] {
  const expected = source.learner.cells;
  const remedy = rerun(source.name);
  const different = expected.findIndex((cell, index) => {
    const found = notebook.cells[index];
    const same = found?.cell_type === cell.cell_type && found.source === cell.source && found.id === cell.id;
    return !same || !isDeepStrictEqual(found.metadata, cell.metadata);
  });
  if (different >= 0) {
    const message = isLinks(at(expected, different)) ? OTHER_LINKS : 'the notebook holds another cell than its text.';
    return [{ place: placeOf(source, different), message, remedy }];
  }
  if (notebook.cells.length === expected.length) return [];
  const message = `it has ${notebook.cells.length} cells, and its text has ${expected.length}.`;
  return [{ place: `notebooks/${source.name}.ipynb`, message, remedy }];
}

function checkProvenance({ source, notebook, library }: Committed): Problem[] {
  const place = `notebooks/${source.name}.ipynb`;
  const recorded = notebook.metadata.convnets;
  const problems: string[] = [];
  if (recorded?.code !== source.code)
    problems.push('code cells or solutions have changed since its outputs were made.');
  if (recorded?.library !== library) problems.push('lib has changed since its outputs were made.');
  return problems.map(message => ({ place, message, remedy: rerun(source.name) }));
}

function checkOutputs({ source, notebook, root }: Committed): Problem[] {
  const code = notebook.cells.flatMap((cell, index) => (cell.cell_type === 'code' ? [{ cell, index }] : []));
  return code.flatMap(({ cell, index }, order) => {
    const place = placeOf(source, index);
    const remedy = rerun(source.name);
    const problems = cell.outputs.flatMap(output => outputProblems(cell, output, root));
    if (cell.execution_count !== order + 1) {
      problems.push(`its execution count is ${cell.execution_count}, and should be ${order + 1}.`);
    }
    return problems.map(message => ({ place, message, remedy }));
  });
}

function outputProblems(cell: CodeCell, output: Output, root: string): string[] {
  const problems: string[] = [];
  const mayFail = hasTag(cell, 'raises-exception');
  if (output.output_type === 'error' && !mayFail) problems.push(`it holds an error, ${output.ename}.`);
  if (output.output_type === 'stream' && output.name === 'stderr' && !mayFail)
    problems.push('it holds text on stderr.');
  if (lacksImage(output))
    problems.push('a figure has no static image. Chromium draws it: install one or set CHROMIUM.');
  if (isFigure(output) && !output.data['text/plain']) problems.push('a figure has no alternative text.');
  const path = machinePath(output, root);
  if (path !== undefined) problems.push(`an output names a folder of somebody's machine, ${path}.`);
  return problems;
}

function checkSize({ source, bytes }: Committed): Problem[] {
  if (bytes <= MAX_BYTES) return [];
  const megabytes = (size: number): string => (size / 1e6).toFixed(2);
  return [
    {
      place: `notebooks/${source.name}.ipynb`,
      message: `it has ${megabytes(bytes)} MB, and may have ${megabytes(MAX_BYTES)}.`,
      remedy: 'show fewer or smaller figures',
    },
  ];
}

function checkRuns(name: string, runs: NotebookRuns | undefined): Problem[] {
  if (runs?.learner && runs.solved) return [];
  const message = 'the times of its two forms are not both recorded.';
  return [{ place: 'notebooks/runs.json', message: `${slugOf(name)}: ${message}`, remedy: `${rerun(name)} --force` }];
}

function placeOf(source: Source, index: number): string {
  return `${source.places[index] ?? `notebooks/${source.name}.ipynb`} (cell ${index + 1})`;
}
