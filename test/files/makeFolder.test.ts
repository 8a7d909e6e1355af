import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeFolder } from '../../lib/files/makeFolder';

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'make-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a folder is made with those above it, and one that is there stays', t => {
  const folder = newFolder(t);
  const path = join(folder, 'a', 'b', 'c');
  makeFolder(path);
  writeFileSync(join(path, 'file'), '');
  makeFolder(path);
  assert.deepEqual(readdirSync(path), ['file']);
  makeFolder('/');
});

test('a relative path begins where the process is', t => {
  const [before, folder] = [process.cwd(), newFolder(t)];
  process.chdir(folder);
  try {
    makeFolder('x/y');
    makeFolder('.');
  } finally {
    process.chdir(before);
  }
  assert.ok(statSync(join(folder, 'x', 'y')).isDirectory());
});

test('a link to a folder stands for it', t => {
  const folder = newFolder(t);
  symlinkSync('.', join(folder, 'link'));
  makeFolder(join(folder, 'link', 'inside'));
  assert.ok(statSync(join(folder, 'inside')).isDirectory());
});

test("what is in the way is the system's error", t => {
  const folder = newFolder(t);
  writeFileSync(join(folder, 'file'), '');
  symlinkSync('nowhere', join(folder, 'link'));
  assert.throws(() => makeFolder(join(folder, 'file')), { code: 'EEXIST' });
  assert.throws(() => makeFolder(join(folder, 'file', 'inside')), { code: 'ENOTDIR' });
  assert.throws(() => makeFolder(join(folder, 'link', 'inside')), { code: 'EEXIST' });
});

if (process.platform === 'linux') {
  test('below /proc nothing can be made, and that is said at once', () => {
    for (const path of ['/proc/x', '/proc/x/y/z']) assert.throws(() => makeFolder(path), { code: 'ENOENT' });
  });
}
