import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { filesRemedy, lookAtData, mendData } from '../../scripts/setup/data.mjs';
import { isRepository } from '../../scripts/setup/git.mjs';
import { type Places, placesOf } from '../../scripts/setup/places.mjs';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const names = ['a.bin', 'b.bin'];
const registry = 'data/registry.json';
const module = new URL('../../scripts/setup/data.mjs', import.meta.url).href;

/** A checkout with two data files in a Git repository. */
function repository(): Places {
  const root = mkdtempSync(join(tmpdir(), 'convnets-data-'));
  folders.push(root);
  mkdirSync(join(root, 'data'));
  for (const name of names) writeFileSync(join(root, 'data', name), `contents of ${name}`);
  const sha256 = (name: string): string => createHash('sha256').update(`contents of ${name}`).digest('hex');
  write(root, registry, JSON.stringify(names.map(name => ({ path: name, sha256: sha256(name) }))));
  const as = ['-c', 'user.name=test', '-c', 'user.email=test@example.invalid'];
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    [...as, 'commit', '-qm', 'data'],
  ]) {
    assert.equal(spawnSync('git', args, { cwd: root }).status, 0);
  }
  return placesOf(root);
}

const write = (root: string, path: string, text: string): void => writeFileSync(join(root, path), text);
const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');
const taken = (path: string): string => `${path} is missing or damaged: taking it from Git again.`;

function mended(places: Places): string[] {
  const said: string[] = [];
  mendData(places, line => said.push(line));
  return said;
}

test('whole data is left alone', () => {
  const places = repository();
  assert.deepEqual(lookAtData(places), { files: 2, damaged: [] });
  assert.deepEqual(mended(places), []);
});

test('a file that is damaged or missing is taken from Git again, and no other file', () => {
  const places = repository();
  write(places.root, 'data/a.bin', 'damaged');
  rmSync(join(places.root, 'data', 'b.bin'));
  write(places.root, 'data/own.txt', 'a learner’s own');
  assert.deepEqual(lookAtData(places).damaged, ['data/a.bin', 'data/b.bin']);
  assert.deepEqual(mended(places), [taken('data/a.bin'), taken('data/b.bin')]);
  assert.deepEqual(lookAtData(places).damaged, []);
  assert.equal(read(places.root, 'data/own.txt'), 'a learner’s own');
});

test('a file in whose place a folder lies counts as damaged', () => {
  const places = repository();
  rmSync(join(places.root, 'data', 'a.bin'));
  mkdirSync(join(places.root, 'data', 'a.bin'));
  assert.deepEqual(lookAtData(places).damaged, ['data/a.bin']);
});

test('a pipe in the place of a file counts as damaged, and nobody waits for it', () => {
  if (process.platform === 'win32') return; // there are no such pipes
  const places = repository();
  const damaged = [registry, 'data/a.bin'];
  for (const path of damaged) {
    rmSync(join(places.root, path));
    assert.equal(spawnSync('mkfifo', [join(places.root, path)]).status, 0);
  }
  // In a process of its own, which can be ended.
  const script = `import(${JSON.stringify(module)}).then(m => m.mendData(${JSON.stringify(places)}, console.log))`;
  const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 20_000 });
  assert.equal(stdout, damaged.map(path => `${taken(path)}\n`).join(''));
  assert.deepEqual(lookAtData(places), { files: 2, damaged: [] });
});

for (const text of ['', '[{"path":', '{}', '[null]', '[{"path": "a.bin"}]']) {
  test(`a registry that reads ${JSON.stringify(text)} is taken again, and then what it lists`, () => {
    const places = repository();
    write(places.root, registry, text);
    write(places.root, 'data/a.bin', 'damaged');
    assert.deepEqual(lookAtData(places), { files: 0, damaged: [registry] });
    assert.deepEqual(mended(places), [taken(registry), taken('data/a.bin')]);
    assert.deepEqual(lookAtData(places), { files: 2, damaged: [] });
  });
}

test('where a checksum is what is damaged, the registry is taken again', () => {
  const places = repository();
  write(places.root, registry, read(places.root, registry).replace(/"sha256":"./, '"sha256":"x'));
  assert.deepEqual(mended(places), [taken('data/a.bin'), taken(registry)]);
  assert.deepEqual(lookAtData(places), { files: 2, damaged: [] });
});

test('what Git cannot give back is said once, with its reason', () => {
  const places = repository();
  rmSync(join(places.root, '.git'), { recursive: true });
  write(places.root, 'data/a.bin', 'damaged');
  const [first, reason, second, again, ...more] = mended(places);
  assert.deepEqual([first, second, more], [taken('data/a.bin'), taken(registry), []]);
  assert.match(reason ?? '', /^ {4}\S.*\.git/);
  assert.equal(again, reason);
});

test('a repository is one of its own, not a folder in another', () => {
  const { root } = repository();
  assert.equal(isRepository(root), true);
  assert.equal(isRepository(join(root, 'data')), false);
  rmSync(join(root, '.git'), { recursive: true });
  assert.equal(isRepository(root), false);
});

test('the remedy is Git where there is one, and a new download elsewhere', () => {
  assert.equal(
    filesRemedy(['data/a', 'data/b'], true),
    'npx convnets doctor --fix (or: git checkout -- data/a data/b)',
  );
  assert.equal(
    filesRemedy(['data/a', 'data/b'], false),
    'this folder has no Git repository to take it from: download the course again, and copy into this folder: data/a, data/b',
  );
});
