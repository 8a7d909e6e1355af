/** A small course in a temporary folder, with notebooks that a test changes as an author or as a learner would. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Cell, formatNotebook, type Notebook, parseNotebook } from '../../lib/workbook/notebook';
import { codeCell, notebookOf } from '../notebooks/course';

export const text = (source: string): Cell => ({ cell_type: 'markdown', id: '', metadata: {}, source });
export const code = (source: string, printed?: string): Cell =>
  codeCell(source, printed === undefined ? {} : { execution_count: 1, outputs: [stream(printed)] });
export const stream = (printed: string) => ({ output_type: 'stream', name: 'stdout', text: printed }) as const;

/** The stub of an exercise. */
export const stub = (id: string, hint = ''): Cell =>
  code(`let answer: number | undefined;${hint}\n// Your code here.\nexercise('${id}', answer);`);

/** A learner fills a stub in. */
export const answered = (cell: Cell, answer: string): Cell => ({
  ...cell,
  source: cell.source.replace('// Your code here.', `answer = ${answer};`),
});

/** A cell that a learner adds in JupyterLab. */
export const added = (source: string): Cell => ({ ...code(source), id: 'd3b0c442-98fc-4c14-9afb-f4c8996fb924' });

export interface SmallCourse {
  readonly root: string;
  /** Writes a notebook as the course has it, such as `03-counting`. */
  readonly publish: (name: string, cells: readonly Cell[]) => void;
  readonly read: (path: string) => Notebook;
  /** Changes a learner's copy, and saves it as Jupyter does: with other spaces and another order of keys. */
  readonly edit: (name: string, change: (cells: readonly Cell[]) => readonly Cell[]) => void;
  /** The texts of a learner's copy. */
  readonly sources: (name: string) => readonly string[];
}

export function smallCourse(t: TestContext): SmallCourse {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'workbook-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'notebooks'));
  const copy = (name: string): string => join(root, 'my-notebooks', `${name}.ipynb`);
  const read = (path: string): Notebook => parseNotebook(readFileSync(path, 'utf8'));
  return {
    root,
    read,
    publish(name, cells) {
      writeFileSync(join(root, 'notebooks', `${name}.ipynb`), formatNotebook(notebookOf(cells)));
    },
    edit(name, change) {
      const notebook = read(copy(name));
      writeFileSync(copy(name), JSON.stringify(reversed({ ...notebook, cells: change(notebook.cells) })));
    },
    sources: name => read(copy(name)).cells.map(({ source }) => source),
  };
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}
