import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { allExercises } from '../../lib/exercises/engine/desk';
import * as spec from '../../lib/spec';
import { learnerCode, solvedCode } from '../../scripts/notebooks/solutions';

const TEXTS = join(__dirname, '../../notebooks/text');

/** Runs the code of a solution and gives back what it calls its answer. A solution may use the room `spec`. */
function run(code: string, name: string): unknown {
  return new Function('spec', `${ts.transpile(code, { target: ts.ScriptTarget.ES2022 })}; return ${name};`)(spec);
}

for (const task of allExercises) {
  test(`${task.id}: the solution passes, a stub is unanswered, and there are hints`, async () => {
    assert.equal((await task.check(run(task.solution, task.answerName))).kind, 'right');
    assert.deepEqual(await task.check(undefined), { kind: 'unanswered' });
    assert.ok(task.hints.length >= 2 && task.hints.every(text => text.length > 0));
    assert.match(task.id, /^\d\d\.\d+$/);
  });
}

test('ids are in order and none is there twice', () => {
  const ids = allExercises.map(task => task.id);
  assert.deepEqual(ids, [...new Set(ids)].sort());
});

/** The cells of a notebook's text that ask an exercise, by its id. */
function askingCells(text: string): Map<string, string> {
  const cells = [...text.matchAll(/^```typescript[^\n]*\n([\s\S]*?)^```/gm)].map(match => match[1] ?? '');
  const asked = cells.flatMap(cell => {
    const id = cell.match(/\bexercise\('([^']+)'/)?.[1];
    return id === undefined ? [] : [[id, cell] as const];
  });
  return new Map(asked);
}

/** The code of a cell without what surrounds a solution: imports and the call of the check. */
function bare(code: string): string {
  return code
    .replace(/^import .*\n+/gm, '')
    .replace(/^.*\bexercise\('.*\n?/gm, '')
    .trim();
}

const asked = new Map(
  readdirSync(TEXTS)
    .filter(name => name.endsWith('.md'))
    .flatMap(name => [...askingCells(readFileSync(join(TEXTS, name), 'utf8'))]),
);

test('the notebooks ask every exercise, and no other', () => {
  assert.deepEqual(
    [...asked.keys()].sort(),
    allExercises.map(task => task.id),
  );
});

for (const task of allExercises) {
  test(`${task.id}: the notebook's solution is the one that solution('${task.id}') shows, and its stub is unanswered`, async () => {
    const cell = asked.get(task.id) ?? '';
    assert.equal(bare(solvedCode(cell, task.id)), task.solution);
    const stub = run(bare(learnerCode(cell, task.id)), task.answerName);
    assert.deepEqual(await task.check(stub), { kind: 'unanswered' });
  });
}
