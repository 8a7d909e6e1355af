/** A small course in a temporary folder, for tests of the notebook pipeline. */
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { TestContext } from 'node:test';
import ts from 'typescript';
import type { Cell, CodeCell, Notebook } from '../../lib/workbook/notebook';
import { withStableIds } from '../../lib/workbook/notebook';
import { type Course, courseIn, textPath } from '../../scripts/notebooks/course';

const ROOT = join(__dirname, '..', '..');

/** Copies the sample course, and removes it after the test. */
export function sampleCourse(t: TestContext): Course {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'sample-course-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  cpSync(join(__dirname, 'fixtures', 'course'), root, { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'junction');
  return { root, python: courseIn(ROOT).python };
}

/** Copies what the course's notebooks are made from and what they are, and removes it after the test. */
export function copyOfCourse(t: TestContext): Course {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'course-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const part of ['lib', 'notebooks', 'package.json']) {
    cpSync(join(ROOT, part), join(root, part), { recursive: true, filter: path => basename(path) !== 'dist' });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'), 'junction');
  return { root, python: courseIn(ROOT).python };
}

/** Compiles the sample course's lib, which its kernels load. */
export function compileLibrary(course: Course): void {
  const options = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    outDir: join(course.root, 'lib', 'dist'),
    declaration: true,
    skipLibCheck: true,
  };
  ts.createProgram([join(course.root, 'lib', 'index.ts')], options).emit();
}

/** Replaces words in a notebook's text. */
export function editText(course: Course, name: string, from: string, to: string): void {
  const text = readFileSync(textPath(course, name), 'utf8');
  writeFileSync(textPath(course, name), text.replace(from, to));
}

export function codeCell(source: string, change: Partial<CodeCell> = {}): CodeCell {
  return { cell_type: 'code', id: '', metadata: {}, source, execution_count: null, outputs: [], ...change };
}

export function notebookOf(cells: readonly Cell[], kernel = 'tslab'): Notebook {
  const kernelspec = { name: kernel, display_name: 'TypeScript', language: 'typescript' };
  return { cells: withStableIds(cells), metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
}
