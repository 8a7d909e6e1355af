/** From an author's text to the two forms of a notebook: the learner's, with stubs, and the solved one. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { solvedCode } from '../../lib/exercises/engine/solutions';
import { at } from '../../lib/spec/at';
import { type Cell, type Notebook, withStableIds } from '../../lib/workbook/notebook';
import { type Course, textPath } from './course';
import { withHints } from './hints';
import { linksCell, neighboursOf } from './links';
import { learnerCode } from './solutions';
import { foldedMetadata, tagsOfCode } from './tags';

export type Form = 'learner' | 'solved';

export interface Source {
  readonly name: string;
  readonly learner: Notebook;
  readonly solved: Notebook;
  /** Where each cell stands, such as `notebooks/text/01-x.md:120`. */
  readonly places: readonly string[];
  /** Hash of the code cells with their solutions and tags. A change of prose, or of what is folded, leaves it as it is. */
  readonly code: string;
}

const CONVERTER = join(__dirname, 'convert.py');
const LANGUAGE = { name: 'typescript', file_extension: '.ts', mimetype: 'text/typescript' };
/** Jupytext's mark for a fenced block that stays text; a reader need not see it. */
const SHOWN_BLOCK = /^(```\w+) \.noeval$/gm;
/** What Jupytext puts before the code of a block in another language. */
const OTHER_LANGUAGE = /^%%(\w+)\n/;
const CONVERTER_OUTPUT_BYTES = 256 * 2 ** 20;

/**
 * Reads the texts of notebooks. All go through one Python process, because Jupytext takes seconds to load.
 * @param course its folders
 * @param names names of notebooks
 * @returns both forms of each
 * @throws SyntaxError when solution markers do not pair, or a fenced block would become a cell of another language
 */
export function readSources(course: Course, names: readonly string[]): Source[] {
  if (names.length === 0) return [];
  const paths = names.map(name => textPath(course, name));
  const json = execFileSync(course.python, [CONVERTER, ...paths], {
    encoding: 'utf8',
    maxBuffer: CONVERTER_OUTPUT_BYTES,
  });
  // Written by nbformat: its texts are whole strings, and it has no outputs yet.
  const notebooks = JSON.parse(json) as Notebook[];
  return notebooks.map((notebook, index) => toSource(course, at(names, index), notebook));
}

function toSource(course: Course, name: string, written: Notebook): Source {
  const inText = findPlaces(name, readFileSync(textPath(course, name), 'utf8'), written.cells);
  written.cells.forEach((cell, index) => {
    refuseOtherLanguages(cell, at(inText, index));
  });
  const links = linksCell(neighboursOf(course, name));
  const notebook = links === undefined ? written : { ...written, cells: [links, ...written.cells, links] };
  const places = links === undefined ? inText : [placeOf(name), ...inText, placeOf(name)];
  const learner = withCode(notebook, places, learnerCode);
  const solved = withCode(notebook, places, solvedCode);
  return { name, learner, solved, places, code: hashCode(solved) };
}

function withCode(notebook: Notebook, places: readonly string[], edit: typeof learnerCode): Notebook {
  const cells = notebook.cells.map((cell, index) => {
    if (cell.cell_type !== 'code') return { ...cell, source: cell.source.replace(SHOWN_BLOCK, '$1') };
    return { ...cell, metadata: foldedMetadata(cell), source: withHints(edit(cell.source, at(places, index))) };
  });
  const { kernelspec } = notebook.metadata;
  return {
    cells: withStableIds(cells),
    metadata: { kernelspec, language_info: LANGUAGE },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

function findPlaces(name: string, text: string, cells: readonly Cell[]): string[] {
  let from = 0;
  return cells.map(cell => {
    const written = cell.source.replace(OTHER_LANGUAGE, '');
    const at = text.indexOf(written, from);
    if (at < 0) return placeOf(name);
    from = at + written.length;
    return `${placeOf(name)}:${text.slice(0, at).split('\n').length}`;
  });
}

const placeOf = (name: string): string => `notebooks/text/${name}.md`;

/** Jupytext makes a cell of a fenced block of any language that a Jupyter kernel exists for. */
function refuseOtherLanguages(cell: Cell, place: string): void {
  const language = cell.cell_type === 'code' ? cell.source.match(OTHER_LANGUAGE)?.[1] : undefined;
  if (language === undefined) return;
  throw new SyntaxError(
    `${place}: a \`\`\`${language} block would become a code cell, which the TypeScript kernel cannot run. ` +
      `Write \`\`\`${language} .noeval to show it as text.`,
  );
}

function hashCode(notebook: Notebook): string {
  const code = notebook.cells.filter(cell => cell.cell_type === 'code').map(cell => [cell.source, tagsOfCode(cell)]);
  return createHash('sha256').update(JSON.stringify(code)).digest('hex').slice(0, 16);
}
