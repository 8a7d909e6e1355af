import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { filesUnder, fingerprint, stampsIn, writeWhole } from '../../scripts/setup/stamp.mjs';

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

test('a stamp holds for its inputs only, until it is removed', () => {
  const stamps = stampsIn(join(folder, 'stamps'));
  assert.ok(!stamps.any() && !stamps.holds('a', '1'));
  stamps.write('a', '1');
  assert.ok(stamps.any() && stamps.holds('a', '1') && !stamps.holds('a', '2') && !stamps.holds('b', '1'));
  stamps.remove('a');
  assert.ok(!stamps.holds('a', '1'));
});

test('a file is written whole, and nothing is left beside it', () => {
  const place = join(folder, 'whole');
  writeWhole(join(place, 'file'), 'one');
  writeWhole(join(place, 'file'), 'two');
  assert.equal(readFileSync(join(place, 'file'), 'utf8'), 'two');
  assert.deepEqual(readdirSync(place), ['file']);
});
