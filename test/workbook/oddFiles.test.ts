import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeUpdates, resetCopy, updateCopies } from '../../lib/workbook';
import { answered, smallCourse, stub, text } from './course';

const COUNTING = [text('# Counting'), stub('counting.1')];
const SOURCES = COUNTING.map(({ source }) => source);
const NOW = new Date(2026, 10, 5, 9, 8, 7, 65);
const BACKUP = join('my-notebooks', 'backups', '03-counting 2026-11-05 09.08.07.065.ipynb');
const isWindows = process.platform === 'win32';

type OddFile = readonly [what: string, make: (path: string) => void, reason: string];
/** What may lie in a notebook's place, how it gets there, and what is said of it. */
const onAll: readonly OddFile[] = [['a folder', path => mkdirSync(path), 'it is a folder or a pipe, not a file']];
const notOnWindows: readonly OddFile[] = [
  ['a pipe', path => execFileSync('mkfifo', [path]), 'it is a folder or a pipe, not a file'],
  ['a link to itself', path => symlinkSync(path, path), 'its links lead in a circle (ELOOP)'],
  ['a link to nothing', path => symlinkSync(`${path}.none`, path), 'it is a link that leads nowhere'],
];
for (const [what, make, reason] of [...onAll, ...(isWindows ? [] : notOnWindows)]) {
  test(`${what} in place of a copy is left as it is, and is moved away for a fresh one`, { timeout: 60_000 }, t => {
    const { root, publish, sources } = smallCourse(t);
    publish('03-counting', COUNTING);
    publish('05-alexnet', [text('AlexNet')]);
    const copy = join(root, 'my-notebooks', '03-counting.ipynb');
    mkdirSync(join(root, 'my-notebooks'));
    make(copy);
    const { mode } = lstatSync(copy);
    const message = `${copy} cannot be read as a notebook: ${reason}. Mend that, or take a fresh one.`;
    assert.deepEqual(describeUpdates(updateCopies(root), root), [
      'Your own notebooks are in my-notebooks; new: alexnet.',
      `Notebook counting was left as it is. ${message}`,
      '  A fresh one, beside a backup of the old:  npx convnets reset counting',
    ]);
    assert.equal(lstatSync(copy).mode, mode);
    assert.throws(() => resetCopy('counting', { keepAnswers: true }, root), { message });
    assert.equal(lstatSync(copy).mode, mode);

    const { backup } = resetCopy('counting', {}, root, NOW);
    assert.equal(backup, join(root, BACKUP));
    assert.equal(lstatSync(backup).mode, mode);
    assert.deepEqual(sources('03-counting'), SOURCES);
    assert.equal(existsSync(`${copy}.none`), false);
  });
}

for (const [what, make] of [
  ['a file', (path: string) => writeFileSync(path, 'mine')],
  ...(isWindows ? [] : [['a link to nothing', (path: string) => symlinkSync(`${path}.none`, path)] as const]),
] as const) {
  test(`${what} in place of the folder of copies, or of that of backups, is named`, t => {
    const { root, publish } = smallCourse(t);
    publish('03-counting', COUNTING);
    const folder = join(root, 'my-notebooks');
    const message = (path: string) =>
      `${path} must be a folder. Give another name to what is there now, and try again.`;
    make(folder);
    assert.throws(() => updateCopies(root), { message: message(folder) });
    assert.throws(() => resetCopy('counting', {}, root), { message: message(folder) });
    rmSync(folder);
    updateCopies(root);
    const before = readFileSync(join(folder, '03-counting.ipynb'), 'utf8');
    make(join(folder, 'backups'));
    assert.throws(() => resetCopy('counting', {}, root), { message: message(join(folder, 'backups')) });
    assert.equal(readFileSync(join(folder, '03-counting.ipynb'), 'utf8'), before);
  });
}

test('a mark at the start of a copy is no damage', t => {
  const { root, publish, edit, sources } = smallCourse(t);
  publish('03-counting', COUNTING);
  updateCopies(root);
  edit('03-counting', cells => cells.map(cell => answered(cell, '7')));
  const copy = join(root, 'my-notebooks', '03-counting.ipynb');
  writeFileSync(copy, `\ufeff${readFileSync(copy, 'utf8')}`);
  assert.deepEqual(resetCopy('counting', { keepAnswers: true }, root).answers, ['counting.1']);
  assert.equal(sources('03-counting')[1], answered(stub('counting.1'), '7').source);
});

test('the course’s own notebook that is damaged has a remedy of its own', t => {
  const { root, publish } = smallCourse(t);
  publish('03-counting', COUNTING);
  updateCopies(root);
  const original = join(root, 'notebooks', '03-counting.ipynb');
  const copy = join(root, 'my-notebooks', '03-counting.ipynb');
  const before = readFileSync(copy, 'utf8');
  writeFileSync(original, '');
  const message =
    `${original} cannot be read as a notebook: Unexpected end of JSON input. It belongs to the course: ` +
    'take it from Git with "git checkout -- notebooks/03-counting.ipynb", or download the course again.';
  assert.deepEqual(describeUpdates(updateCopies(root), root), [
    `Notebook counting could not be brought up to date. ${message}`,
  ]);
  assert.throws(() => resetCopy('counting', {}, root), { message });
  assert.equal(readFileSync(copy, 'utf8'), before);
  assert.equal(existsSync(join(root, BACKUP)), false);
  rmSync(copy);
  assert.throws(() => resetCopy('counting', {}, root), { message });
});

test('set-up’s own memory of the copies may be anything', t => {
  const { root, publish } = smallCourse(t);
  publish('03-counting', COUNTING);
  mkdirSync(join(root, '.setup', 'notebooks.json'), { recursive: true });
  const states = () => updateCopies(root).map(({ state }) => state);
  assert.deepEqual([states(), states()], [['new'], ['unchanged']]);
});
