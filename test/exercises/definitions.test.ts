import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { courseCatalogue } from '../../lib/exercises/engine/catalogue';
import { solutionIn } from '../../lib/exercises/engine/solutions';
import * as spec from '../../lib/spec';
import { courseIn, listNotebooks, slugOf, textPath } from '../../scripts/notebooks/course';
import { learnerCode } from '../../scripts/notebooks/solutions';

const course = courseIn(join(__dirname, '../..'));
const catalogue = courseCatalogue();
const allExercises = catalogue.notebooks.flatMap(notebook => catalogue.exercisesOf(notebook));
const texts = listNotebooks(course, []).map(name => ({
  slug: slugOf(name),
  text: readFileSync(textPath(course, name), 'utf8'),
}));

/** The calls `exercise('counting.3', share)` of a text: the id, and the name that holds the answer. */
const askedIn = (text: string): { id: string; answer: string }[] =>
  [...text.matchAll(/^(?:await )?exercise\('(?<id>[^']+)', (?<answer>\w+)\);$/gm)].flatMap(({ groups }) =>
    groups?.id && groups.answer ? [{ id: groups.id, answer: groups.answer }] : [],
  );

/** Runs the code of a cell and gives back what it calls its answer. It may use the room `spec`. */
function run(code: string, answer: string): unknown {
  return new Function('spec', `${ts.transpile(code, { target: ts.ScriptTarget.ES2022 })}; return ${answer};`)(spec);
}

test('the catalogue has the notebooks in the order of the course', () => {
  const slugs = texts.map(({ slug }) => slug);
  assert.deepEqual(
    catalogue.notebooks,
    slugs.filter(slug => catalogue.notebooks.includes(slug)),
  );
});

for (const notebook of catalogue.notebooks) {
  test(`${notebook}: ids are numbered from 1 on, and each exercise has hints`, () => {
    const exercises = catalogue.exercisesOf(notebook);
    assert.ok(exercises.length > 0);
    exercises.forEach(({ id, hints }, i) => {
      assert.equal(id, `${notebook}.${i + 1}`);
      assert.ok(hints.length >= 2 && hints.every(text => text.length > 0), id);
    });
  });
}

test('the notebooks ask every exercise once, each its own, and no other', () => {
  const asked = texts.flatMap(({ slug, text }) => askedIn(text).map(({ id }) => ({ slug, id })));
  assert.deepEqual(
    asked.map(({ id }) => id),
    allExercises.map(({ id }) => id),
  );
  for (const { slug, id } of asked) assert.ok(id.startsWith(`${slug}.`), `${id} is asked in ${slug}`);
});

for (const { text } of texts) {
  for (const { id, answer } of askedIn(text)) {
    test(`${id}: its solution passes, and its stub is unanswered`, async () => {
      const task = allExercises.find(candidate => candidate.id === id);
      assert.ok(task);
      const solution = catalogue.solutionOf(id);
      assert.ok('code' in solution);
      assert.equal((await task.check(run(solution.code, answer))).kind, 'right');
      const stub = solutionIn(learnerText(text), id);
      assert.ok(stub);
      assert.deepEqual(await task.check(run(stub, answer)), { kind: 'unanswered' });
      assert.deepEqual(await task.check(undefined), { kind: 'unanswered' });
    });
  }
}

/** A text as a learner has it, cell by cell. */
function learnerText(text: string): string {
  return text.replace(/^```typescript[\s\S]*?^```/gm, cell => learnerCode(cell, 'cell'));
}
