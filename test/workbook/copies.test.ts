import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { courseCatalogue } from '../../lib/exercises/engine/catalogue';
import { fileJournal } from '../../lib/exercises/engine/journal';
import { resetNotebook } from '../../lib/exercises/engine/resetNotebook';
import { describeReset, describeUpdates, resetCopy, updateCopies } from '../../lib/workbook';
import { type Cell, formatNotebook, parseNotebook, withStableIds } from '../../lib/workbook/notebook';
import { makeSink, textOf } from '../notebook/sink';
import { added, answered, code, smallCourse, stub, text } from './course';

const ROOT = join(__dirname, '..', '..');
const INTRO = text('# Counting\n\nA layer has weights, and they can be counted by hand.');
const NEW_INTRO = text('# Counting\n\nA layer has weights, and they can all be counted by hand.');
const COUNTING = [INTRO, stub('counting.1')];
const NOW = new Date(2026, 10, 5, 9, 8, 7, 65);
const BACKUP = join('my-notebooks', 'backups', '03-counting 2026-11-05 09.08.07.065.ipynb');

const answerAll = (cells: readonly Cell[]) => cells.map(cell => answered(cell, '7'));
const statesOf = (root: string) => updateCopies(root, () => NOW).map(({ state }) => state);

/** All files of the learner with their bytes. */
function filesOf(root: string): ReadonlyMap<string, string> {
  const folder = join(root, 'my-notebooks');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(file => join(folder, file));
  return new Map(files.filter(file => statSync(file).isFile()).map(file => [file, readFileSync(file, 'latin1')]));
}

test('a course update: answers in two notebooks, progress and the new text are all there', t => {
  const { root, read, edit, sources } = smallCourse(t);
  const names = readdirSync(join(ROOT, 'notebooks')).filter(file => /-(welcome|counting)\.ipynb$/.test(file));
  assert.equal(names.length, 2);
  for (const part of [...names, 'text']) {
    cpSync(join(ROOT, 'notebooks', part), join(root, 'notebooks', part), { recursive: true });
  }
  assert.deepEqual(statesOf(root), ['new', 'new']);

  // The learner answers every exercise of both, adds a cell, runs it all, and solves two.
  const journal = fileJournal(join(root, '.progress', 'exercises.jsonl'), () => NOW);
  for (const id of ['welcome.1', 'counting.2']) journal.record(id, 'solved');
  const isExercise = (cell: Cell): boolean => /^exercise\('/m.test(cell.source);
  const work = (cells: readonly Cell[]) => [
    ...cells.map(cell => (isExercise(cell) ? { ...cell, source: `// mine\n${cell.source}` } : cell)),
    added('// my last thought'),
  ];
  const slugs = names.map(file => file.replace('.ipynb', ''));
  for (const name of slugs) edit(name, work);
  const mine = slugs.map(name => sources(name).filter(source => source.startsWith('// mine\n')));
  assert.ok(mine.every(answers => answers.length >= 3));

  // The course adds a sentence to every text, a section to the end, and a word to one stub of each.
  for (const file of names) {
    const path = join(root, 'notebooks', file);
    const notebook = read(path);
    const last = notebook.cells.map(isExercise).lastIndexOf(true);
    const cells = notebook.cells.map((cell, i) => {
      if (i === last) return { ...cell, source: `// updated stub\n${cell.source}` };
      return cell.cell_type === 'markdown' ? { ...cell, source: `${cell.source} (updated)` } : cell;
    });
    const next = { ...notebook, cells: withStableIds([...cells, text('A new section.')]) };
    writeFileSync(path, formatNotebook(next));
  }
  const updates = updateCopies(root, () => NOW);
  slugs.forEach((name, i) => {
    const after = sources(name);
    const course = read(join(root, 'notebooks', `${name}.ipynb`)).cells;
    assert.deepEqual(
      after.filter(source => source.startsWith('// mine\n')),
      mine[i],
      'answers',
    );
    const texts = course.filter(({ cell_type }) => cell_type === 'markdown').map(({ source }) => source);
    assert.deepEqual(
      after.filter(source => texts.includes(source)),
      texts,
      'new text',
    );
    assert.equal(after.length, course.length + 1);
    assert.ok(after.includes('// my last thought'));
  });
  const said = describeUpdates(updates, root).join('\n');
  for (const slug of ['welcome', 'counting']) {
    assert.match(said, new RegExp(`Notebook ${slug} is brought up to date; what you wrote is still there\\.`));
    assert.match(said, new RegExp(`yours stayed: exercise ${slug}\\.\\d+\\.\n`));
  }

  assert.equal(journal.read().standings.get('counting.2')?.solved, true);
  assert.ok('code' in courseCatalogue(join(ROOT, 'lib', 'exercises'), root).solutionOf('counting.2'));

  const files = filesOf(root);
  assert.deepEqual(statesOf(root), ['unchanged', 'unchanged']);
  assert.deepEqual(filesOf(root), files, 'once more changes nothing');
});

test('the first start makes copies and says where they are; the next says nothing', t => {
  const { root, publish } = smallCourse(t);
  publish('03-counting', COUNTING);
  assert.deepEqual(describeUpdates(updateCopies(root), root), ['Your own notebooks are in my-notebooks.']);
  assert.deepEqual(describeUpdates(updateCopies(root), root), []);
  publish('05-alexnet', [text('AlexNet')]);
  assert.deepEqual(describeUpdates(updateCopies(root), root), [
    'Your own notebooks are in my-notebooks; new: alexnet.',
  ]);
});

test('an update that both were part of is told, with the backup', t => {
  const { root, publish, edit } = smallCourse(t);
  publish('03-counting', COUNTING);
  updateCopies(root);
  edit('03-counting', answerAll);
  publish('03-counting', [INTRO, stub('counting.1', ' // a whole number')]);
  assert.deepEqual(
    describeUpdates(
      updateCopies(root, () => NOW),
      root,
    ),
    [
      'Notebook counting is brought up to date; what you wrote is still there.',
      '  The course has changed these as well, and yours stayed: exercise counting.1.',
      '  A fresh notebook, with your answers in it:  npx convnets reset counting --keep-answers',
      `  As it was before:  ${BACKUP}`,
    ],
  );
});

test('an update of a notebook in which the learner wrote nothing leaves no backup', t => {
  const { root, publish, sources } = smallCourse(t);
  publish('03-counting', COUNTING);
  updateCopies(root);
  publish('03-counting', [NEW_INTRO, stub('counting.1')]);
  assert.deepEqual(statesOf(root), ['updated']);
  assert.deepEqual(sources('03-counting')[0], NEW_INTRO.source);
  assert.equal(existsSync(join(root, 'my-notebooks', 'backups')), false);
});

test('a notebook that gets another number in the course takes the learner’s work along', t => {
  const { root, publish, edit, sources } = smallCourse(t);
  publish('03-counting', COUNTING);
  updateCopies(root);
  edit('03-counting', answerAll);
  renameSync(join(root, 'notebooks', '03-counting.ipynb'), join(root, 'notebooks', '04-counting.ipynb'));
  assert.deepEqual(statesOf(root), ['updated']);
  assert.deepEqual(sources('04-counting')[1], answered(stub('counting.1'), '7').source);
  assert.equal(existsSync(join(root, 'my-notebooks', '03-counting.ipynb')), false);
});

test('a copy that is damaged is left as it is, the others are updated, and the learner is told', t => {
  const { root, publish } = smallCourse(t);
  publish('03-counting', COUNTING);
  publish('05-alexnet', [text('AlexNet')]);
  updateCopies(root);
  const damaged = join(root, 'my-notebooks', '03-counting.ipynb');
  for (const [content, reason] of [
    ['{"cells": [', /Unexpected end of JSON input\. It is damaged: mend it in a text editor, or take a fresh one\.$/],
    ['[]', /it has no list of cells\. It is damaged: mend it/],
  ] as const) {
    writeFileSync(damaged, content);
    publish('05-alexnet', [text(`AlexNet ${reason}`)]);
    const updates = updateCopies(root);
    assert.deepEqual(
      updates.map(({ state }) => state),
      ['unreadable', 'updated'],
    );
    const [said = '', remedy] = describeUpdates(updates, root);
    assert.ok(said.startsWith(`Notebook counting was left as it is. ${damaged} cannot be read as a notebook: `), said);
    assert.match(said, reason);
    assert.equal(remedy, '  A fresh one, beside a backup of the old:  npx convnets reset counting');
    assert.equal(readFileSync(damaged, 'utf8'), content);
  }
  assert.throws(() => resetCopy('counting', { keepAnswers: true }, root), /cannot be read as a notebook/);
  const { backup } = resetCopy('counting', {}, root, NOW);
  assert.equal(backup, join(root, BACKUP));
  assert.equal(readFileSync(backup, 'utf8'), '[]');
});

test('a fresh notebook, and where the old one is', t => {
  const { root, publish, edit, sources } = smallCourse(t);
  publish('03-counting', COUNTING);
  updateCopies(root);
  edit('03-counting', answerAll);
  const old = sources('03-counting');
  const reset = resetCopy('counting', {}, root, NOW);
  assert.deepEqual(
    sources('03-counting'),
    COUNTING.map(({ source }) => source),
  );
  assert.deepEqual(describeReset(reset, root), [
    `${join('my-notebooks', '03-counting.ipynb')} is fresh. It has no answers.`,
    `As it was before: ${BACKUP}`,
    'What you solved still counts. If the notebook is open in JupyterLab, choose File → Reload Notebook from Disk.',
  ]);
  const kept = parseNotebook(readFileSync(join(root, BACKUP), 'utf8'));
  assert.deepEqual(
    kept.cells.map(({ source }) => source),
    old,
  );
});

test('a call in a cell gives a fresh notebook with the answers in it', t => {
  const { root, publish, edit, sources } = smallCourse(t);
  publish('03-counting', COUNTING);
  updateCopies(root);
  edit('03-counting', cells => [code('my own'), ...answerAll(cells)]);
  const { messages, send } = makeSink();
  resetNotebook('counting', { keepAnswers: true }, root, send);
  assert.deepEqual(sources('03-counting'), [INTRO.source, answered(stub('counting.1'), '7').source]);
  const said = textOf(messages[0]);
  assert.ok(
    said.startsWith(`${join('my-notebooks', '03-counting.ipynb')} is fresh. Your answers are in it: counting.1.`),
  );
  assert.deepEqual(statesOf(root), ['unchanged']);
});

test('a notebook that the course does not have is named', t => {
  const { root, publish } = smallCourse(t);
  publish('03-counting', COUNTING);
  for (const [slug, message] of [
    ['countng', "There is no notebook 'countng'. Did you mean 'counting'?"],
    ['x', "There is no notebook 'x'. There are: counting."],
  ] as const) {
    assert.throws(() => resetCopy(slug, {}, root), { name: 'RangeError', message });
  }
});

test('an update that is killed leaves each notebook whole', { timeout: 120_000 }, async t => {
  const { root, publish, edit } = smallCourse(t);
  const long = Array.from({ length: 400 }, (_, i) => text(`${i} ${'words '.repeat(2000)}`));
  const first = [...long, stub('counting.1')];
  publish('03-counting', first);
  updateCopies(root);
  edit('03-counting', answerAll);
  const script = `
    const { resetCopy } = require(${JSON.stringify(join(ROOT, 'lib', 'workbook', 'copies.ts'))});
    console.log('begun');
    for (;;) resetCopy('counting', { keepAnswers: true }, ${JSON.stringify(root)});`;
  for (const delay of [40, 110, 230]) {
    const child = spawn(process.execPath, ['--import', 'tsx', '--eval', script], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await sleep(delay);
    child.kill('SIGKILL');
    await once(child, 'close');
    for (const [file, content] of filesOf(root)) {
      if (!file.endsWith('.ipynb')) continue;
      const last = parseNotebook(content).cells.at(-1);
      assert.equal(last?.source, answered(stub('counting.1'), '7').source, file);
    }
  }
});
