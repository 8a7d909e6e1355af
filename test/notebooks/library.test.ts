import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Course } from '../../scripts/notebooks/course';
import { hashLibrary } from '../../scripts/notebooks/library';
import { codeCell, notebookOf, sampleCourse } from './course';

const USER = notebookOf([codeCell("import { figures } from '../lib';"), codeCell("import * as fs from 'node:fs';")]);

const EDITS = [
  { name: 'a comment', file: 'figures.ts', from: 'Shows a chart', to: 'Displays a chart', changes: false },
  { name: 'a type', file: 'figures.ts', from: 'y: number[]', to: 'y: readonly number[]', changes: false },
  {
    name: 'the layout of the code',
    file: 'figures.ts',
    from: 'const layout =',
    to: 'const layout\n   =',
    changes: false,
  },
  { name: 'a text that readers see', file: 'figures.ts', from: "'Loss'", to: "'Mean loss'", changes: true },
  { name: 'a room that the notebook does not import', file: 'unused.ts', from: '3 * x', to: '4 * x', changes: false },
];

function edit(course: Course, file: string, from: string, to: string): void {
  const path = join(course.root, 'lib', file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

for (const { name, file, from, to, changes } of EDITS) {
  test(`the library's hash ${changes ? 'changes' : 'stays'} with ${name}`, async (t: TestContext) => {
    const course = sampleCourse(t);
    const before = await hashLibrary(course, USER);
    edit(course, file, from, to);
    assert.equal((await hashLibrary(course, USER)) !== before, changes);
    assert.match(before, /^[0-9a-f]{16}$/);
  });
}

test('a notebook that imports another room has another hash', async t => {
  const course = sampleCourse(t);
  const other = notebookOf([codeCell("import { unused as room } from '../lib';")]);
  assert.notEqual(await hashLibrary(course, other), await hashLibrary(course, USER));
});

test('a notebook imports lib by its rooms', async t => {
  const course = sampleCourse(t);
  const notebook = notebookOf([codeCell("import { showLine } from '../lib/figures';")]);
  await assert.rejects(hashLibrary(course, notebook), {
    name: 'SyntaxError',
    message: "A cell imports from '../lib/figures'. Notebooks write: import { models, figures } from '../lib'.",
  });
});
