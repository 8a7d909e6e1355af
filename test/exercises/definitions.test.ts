import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { courseCatalogue } from '../../lib/exercises/engine/catalogue';
import { solutionIn } from '../../lib/exercises/engine/solutions';
import type { Exercise, Kind } from '../../lib/exercises/engine/types';
import * as spec from '../../lib/spec';
import { MAX_COLUMNS } from '../../scripts/notebooks/check';
import { courseIn, listNotebooks, slugOf, textPath } from '../../scripts/notebooks/course';
import { learnerCode } from '../../scripts/notebooks/solutions';

const course = courseIn(join(__dirname, '../..'));
const catalogue = courseCatalogue();
const allExercises = catalogue.notebooks.flatMap(notebook => catalogue.exercisesOf(notebook));
const texts = listNotebooks(course, []).map(name => ({
  slug: slugOf(name),
  text: readFileSync(textPath(course, name), 'utf8'),
}));
const slugs = texts.map(({ slug }) => slug);

/** The calls `exercise('counting.3', share)` of a text: the id, and the name that holds the answer. */
const askedIn = (text: string): { id: string; answer: string }[] =>
  [...text.matchAll(/^(?:await )?exercise\('(?<id>[^']+)', (?<answer>\w+)\);$/gm)].flatMap(({ groups }) =>
    groups?.id && groups.answer ? [{ id: groups.id, answer: groups.answer }] : [],
  );

/** The code cells of a text, each with its tags in the first line. */
const cellsOf = (text: string): string[] => text.match(/^```typescript[\s\S]*?^```/gm) ?? [];
const REVEALS = /^```typescript.*\btags=.*"reveals"/;

/** Runs the code of a cell and gives back what it calls its answer. It may use the room `spec`. */
function run(code: string, answer: string): unknown {
  return new Function('spec', `${ts.transpile(code, { target: ts.ScriptTarget.ES2022 })}; return ${answer};`)(spec);
}

test('the catalogue has the notebooks in the order of the course', () => {
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

/** What every notebook asks at least once. `learning` teaches how to train, and from there on a notebook asks that too. */
const KINDS: readonly Kind[] = ['calculation', 'prediction', 'implementation', 'design', 'interpretation'];
const KINDS_WITH_TRAINING: readonly Kind[] = [...KINDS, 'training'];
/** The first minutes of the course: its one exercise shows how exercises work, and it teaches nothing to be tested. */
const EXEMPT = 'welcome';

for (const notebook of catalogue.notebooks.filter(slug => slug !== EXEMPT)) {
  test(`${notebook}: each kind of exercise is there`, () => {
    const trains = slugs.slice(slugs.indexOf('learning')).includes(notebook) && slugs.includes('learning');
    const kinds = catalogue.exercisesOf(notebook).map(({ kind }) => kind);
    const missing = (trains ? KINDS_WITH_TRAINING : KINDS).filter(kind => !kinds.includes(kind));
    assert.deepEqual(missing, [], `${notebook} lacks these kinds`);
  });
}

for (const task of allExercises) {
  test(`${task.id}: has a kind, says where it leads, and one of its choices is right`, () => {
    assert.ok(KINDS_WITH_TRAINING.includes(task.kind), task.kind);
    assert.match(task.leadsTo, /\S.*[.?]$/s, 'leadsTo is a sentence');
    if (task.choices !== undefined) checkChoices(task.choices);
    const long = task.anotherWay?.split('\n').filter(line => line.length > MAX_COLUMNS);
    assert.deepEqual(long ?? [], [], 'another way to write it is as wide as a cell');
  });
}

function checkChoices(choices: NonNullable<Exercise['choices']>): void {
  assert.ok(choices.length >= 2, 'there are two answers or more');
  assert.equal(choices.filter(({ right }) => right).length, 1, 'one answer is right');
  const answers = choices.map(({ answer }) => answer.toLowerCase());
  assert.equal(new Set(answers).size, answers.length, 'no two answers are called the same');
  for (const { answer, text, says } of choices)
    assert.ok(text.trim() && says.trim(), `${answer} has a text and says why`);
}

for (const { slug, text } of texts) {
  test(`${slug}: what is predicted is shown later, and what a cell reveals was asked before`, () => {
    const steps = cellsOf(text).flatMap(cell => {
      const asked = askedIn(cell).map(({ id }) => id);
      const predictions = asked.filter(id => allExercises.find(task => task.id === id)?.kind === 'prediction');
      return [...predictions, ...(REVEALS.test(cell) ? ['reveals'] : [])];
    });
    assert.notEqual(steps[0], 'reveals', 'a cell is tagged reveals before anything is predicted');
    const last = steps.at(-1);
    assert.ok(last === undefined || last === 'reveals', `no cell tagged reveals comes after ${last}`);
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
