import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { conditionOf } from '../../scripts/setup/condition.mjs';
import { type Places, placesOf } from '../../scripts/setup/places.mjs';
import { setUp } from '../../scripts/setup/run.mjs';
import { createScreen } from '../../scripts/setup/screen.mjs';
import { allSources, damagedSources, mendSources, neededSources, programs } from '../../scripts/setup/sources.mjs';
import { courseSteps } from '../../scripts/setup/steps.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const notebook = 'notebooks/03-counting.ipynb';
const source = 'lib/ops/array.ts';

function write(places: Places, path: string, text: string): void {
  mkdirSync(dirname(join(places.root, path)), { recursive: true });
  writeFileSync(join(places.root, path), text);
}
const remove = (places: Places, path: string): void => rmSync(join(places.root, path), { recursive: true });
const read = (places: Places, path: string): string => readFileSync(join(places.root, path), 'utf8');

function git(places: Places, ...args: string[]): void {
  assert.equal(spawnSync('git', args, { cwd: places.root }).status, 0, args.join(' '));
}

/** A course of one notebook and one file of lib, as downloaded. */
function course(): Places {
  const places = placesOf(mkdtempSync(join(tmpdir(), 'convnets-sources-')));
  folders.push(places.root);
  for (const path of [...programs, source]) write(places, path, `contents of ${path}`);
  write(places, notebook, '{"cells": []}');
  write(places, 'notebooks/text/03-counting.md', '# Counting');
  write(places, 'data/registry.json', '[]');
  return places;
}

/** The same, as cloned. */
function clone(): Places {
  const places = course();
  git(places, 'init', '-q');
  git(places, 'add', '.');
  git(places, '-c', 'user.name=test', '-c', 'user.email=test@example.invalid', 'commit', '-qm', 'course');
  return places;
}

function mended(places: Places): string[] {
  const said: string[] = [];
  mendSources(places, line => said.push(line));
  return said;
}
const taken = (path: string): string => `${path} is missing or damaged: taking it from Git again.`;

test('a course that is whole is left alone', () => {
  for (const places of [course(), clone()]) {
    assert.deepEqual(damagedSources(places, allSources(places)), []);
    assert.deepEqual(mended(places), []);
  }
});

const damages: readonly [string, string, (places: Places, path: string) => void][] = [
  ['a notebook is missing', notebook, remove],
  ['a notebook is empty', notebook, (places, path) => write(places, path, '')],
  ['a notebook is cut', notebook, (places, path) => write(places, path, '{"cells": [')],
  ['a notebook has no cells', notebook, (places, path) => write(places, path, 'null')],
  ["the kernel's first file is empty", 'lib/jupyter/start.cjs', (places, path) => write(places, path, '')],
  ["JupyterLab's first file is missing", 'scripts/start/lab.py', remove],
  ["JupyterLab's first file is zeros", 'scripts/start/lab.py', (places, path) => write(places, path, '\0'.repeat(500))],
  [
    "JupyterLab's first file is a folder",
    'scripts/start/lab.py',
    (places, path) => {
      remove(places, path);
      write(places, `${path}/in it`, '');
    },
  ],
];
for (const [what, path, damage] of damages) {
  test(`${what}: set-up and the doctor see it, and Git mends it`, () => {
    const downloaded = course();
    damage(downloaded, path);
    assert.deepEqual(damagedSources(downloaded, neededSources(downloaded)), [path]);
    const places = clone();
    const before = read(places, path);
    damage(places, path);
    assert.deepEqual(mended(places), [taken(path)]);
    assert.equal(read(places, path), before);
  });
}

test('of lib, too, Git gives back what is missing or empty, and nothing that an author has written or removed', () => {
  const places = clone();
  write(places, source, 'an author’s');
  write(places, notebook, '{"cells": [], "metadata": {}}');
  git(places, 'rm', '-q', '--cached', 'notebooks/text/03-counting.md');
  assert.deepEqual(mended(places), []);
  write(places, source, '');
  assert.deepEqual(mended(places), [taken(source)]);
  remove(places, source);
  assert.deepEqual(mended(places), [taken(source)]);
  git(places, 'rm', '-q', source);
  assert.deepEqual(mended(places), []);
});

test('nothing is said to be set up while a notebook or a program is damaged', async () => {
  const places = clone();
  const step = courseSteps.find(({ id }) => id === 'data');
  assert.ok(step);
  let printed = '';
  const screen = createScreen({ write: text => (printed += text) });
  const run = (): Promise<boolean> => setUp({ root: places.root, steps: [step], screen });
  assert.ok(await run(), printed);
  assert.deepEqual(conditionOf(step, places), { state: 'done' });

  const damaged = ['scripts/start/lab.py', notebook];
  for (const path of damaged) write(places, path, '');
  assert.equal(await run(), false);
  const told = [
    'Set-up stopped at the step "Course files": files of the course are missing or damaged.',
    ...damaged.map(path => `    ${path}`),
    `  Remedy:  npx convnets doctor --fix (or: git checkout -- ${damaged.join(' ')})`,
  ];
  assert.ok(printed.includes(`${told.join('\n')}\n`), printed);

  assert.deepEqual(mended(places), damaged.map(taken));
  assert.ok(await run(), printed);
  write(places, notebook, '{"cells": [], "metadata": {}}');
  assert.ok(await run(), printed);
});

test('the programs are those of this course that nothing else would miss', () => {
  const inFolder = (folder: string, ending: RegExp): string[] =>
    readdirSync(join(root, folder))
      .filter(name => ending.test(name))
      .map(name => `${folder}/${name}`);
  assert.deepEqual([...programs].sort(), [
    ...inFolder('lib/jupyter', /\.cjs$/),
    ...inFolder('scripts/cli', /./),
    ...inFolder('scripts/doctor', /./),
    ...inFolder('scripts/setup', /\.(cjs|py)$/),
    ...inFolder('scripts/start', /./),
  ]);
});
