import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { filesUnder, fingerprint, type Stamp, stampsIn, writeWhole } from '../../scripts/setup/stamp.mjs';

const folder = mkdtempSync(join(tmpdir(), 'convnets-stamp-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with two files. */
function checkout(name: string): { root: string; files: string[] } {
  const root = join(folder, name);
  mkdirSync(join(root, 'lib', 'dist'), { recursive: true });
  for (const file of ['lib/b.ts', 'lib/a.ts', 'lib/dist/a.js']) writeFileSync(join(root, file), file);
  return { root, files: filesUnder(join(root, 'lib'), entry => entry === 'dist') };
}

test('files come sorted, without what is skipped', () => {
  const { root, files } = checkout('sorted');
  assert.deepEqual(files, [join(root, 'lib', 'a.ts'), join(root, 'lib', 'b.ts')]);
  assert.deepEqual(filesUnder(join(root, 'nothing')), []);
});

test('a fingerprint is the same wherever the checkout lies', () => {
  const [one, other] = [checkout('one'), checkout('other')];
  assert.equal(fingerprint(one.root, one.files), fingerprint(other.root, other.files));
});

test('a fingerprint changes with a content, a name, a missing file and a value', () => {
  const { root, files } = checkout('changes');
  const seen = new Set([
    fingerprint(root, files),
    fingerprint(root, files, ['x64']),
    fingerprint(root, files.slice(1)),
  ]);
  seen.add(fingerprint(root, [...files, join(root, 'missing')]));
  writeFileSync(join(root, 'lib', 'a.ts'), 'changed');
  seen.add(fingerprint(root, files));
  assert.equal(seen.size, 5);
});

test('a stamp is read as it was written, until it is removed or damaged', () => {
  const place = join(folder, 'stamps');
  const stamps = stampsIn(place);
  assert.ok(!stamps.any() && stamps.read('a') === undefined);
  const stamp: Stamp = { inputs: '1', files: { 'lib/a.js': [3, 1000.5, 'abc'] } };
  stamps.write('a', stamp);
  assert.ok(stamps.any() && stamps.read('b') === undefined);
  assert.deepEqual(stamps.read('a'), stamp);
  // What set-ups wrote before they remembered files is none.
  const files = [
    null,
    [],
    'a',
    { 'lib/a.js': null },
    { 'lib/a.js': [3, 1000.5] },
    { 'lib/a.js': ['3', 1000.5, 'abc'] },
  ];
  for (const damaged of [
    ...[JSON.stringify(stamp).slice(0, -1), '"1"', 'null', ''],
    ...files.map(files => JSON.stringify({ ...stamp, files })),
  ]) {
    writeFileSync(join(place, 'a'), damaged);
    assert.equal(stamps.read('a'), undefined, damaged);
  }
  stamps.remove('a');
  assert.ok(!stamps.any());
});

test('a folder in the place of a stamp is none, and can be removed or written over', () => {
  const place = join(folder, 'odd');
  const stamps = stampsIn(place);
  mkdirSync(join(place, 'a', 'b'), { recursive: true });
  assert.equal(stamps.read('a'), undefined);
  stamps.write('a', { inputs: '1', files: {} });
  assert.deepEqual(stamps.read('a'), { inputs: '1', files: {} });
  mkdirSync(join(place, 'c', 'd'), { recursive: true });
  stamps.remove('c');
  assert.deepEqual(readdirSync(place), ['a']);
});

test('a file is written whole, and nothing is left beside it', () => {
  const place = join(folder, 'whole');
  writeWhole(join(place, 'file'), 'one');
  writeWhole(join(place, 'file'), 'two');
  assert.equal(readFileSync(join(place, 'file'), 'utf8'), 'two');
  assert.deepEqual(readdirSync(place), ['file']);
});
