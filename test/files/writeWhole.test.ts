import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { writeWhole, writeWholeSync } from '../../lib/files/writeWhole';

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'whole-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const WRITERS: readonly (readonly [string, (path: string, content: string) => Promise<void>])[] = [
  ['writeWhole', (path, content) => writeWhole(path, async handle => void (await handle.write(content)))],
  ['writeWholeSync', async (path, content) => writeWholeSync(path, content)],
];

const POSIX = process.platform !== 'win32';

for (const [name, write] of WRITERS) {
  test(`${name} makes a file and replaces it, and leaves nothing beside it`, async t => {
    const folder = newFolder(t);
    const path = join(folder, 'file.txt');
    for (const content of ['first', 'second, longer']) {
      await write(path, content);
      assert.equal(readFileSync(path, 'utf8'), content);
    }
    assert.deepEqual(readdirSync(folder), ['file.txt']);
  });

  test(`${name} takes a name of the longest kind`, async t => {
    const folder = newFolder(t);
    const path = join(folder, 'x'.repeat(255));
    await write(path, 'content');
    assert.deepEqual(readdirSync(folder), ['x'.repeat(255)]);
  });

  test(`${name} keeps a link and writes to where it leads, also when nothing is there yet`, async t => {
    const folder = newFolder(t);
    const link = join(folder, 'link');
    symlinkSync('between', link);
    symlinkSync('target', join(folder, 'between'));
    for (const content of ['first', 'second']) {
      await write(link, content);
      assert.equal(readlinkSync(link), 'between');
      assert.equal(readFileSync(join(folder, 'target'), 'utf8'), content);
    }
    assert.deepEqual(readdirSync(folder).sort(), ['between', 'link', 'target']);
  });

  test(`${name} refuses links in a circle, with the system's error`, async t => {
    const link = join(newFolder(t), 'link');
    symlinkSync('link', link);
    await assert.rejects(write(link, 'content'), { code: 'ELOOP' });
  });

  test(`${name} keeps the mode of the file that it replaces`, async t => {
    const path = join(newFolder(t), 'file');
    writeFileSync(path, 'old');
    for (const mode of POSIX ? [0o600, 0o666, 0o755] : [0o666]) {
      chmodSync(path, mode);
      await write(path, 'new');
      assert.equal((statSync(path).mode & 0o777).toString(8), mode.toString(8));
    }
  });

  test(`${name} leaves a folder as it is, with the system's error`, async t => {
    const folder = newFolder(t);
    await assert.rejects(write(folder, 'content'), { code: 'EISDIR' });
    assert.deepEqual(readdirSync(folder), []);
  });
}

/** What a command of its own writes with `writeWholeSync`, at once or after `prefix`. */
function script(path: string, prefix: readonly string[] = [], content = 'content'): ReturnType<typeof spawnSync> {
  const code = `import(${JSON.stringify(join(__dirname, '../../lib/files/writeWhole.ts'))}).then(m => {
    const { writeWholeSync } = m.default ?? m;
    try { writeWholeSync(${JSON.stringify(path)}, ${JSON.stringify(content)}); } catch ({ code }) { console.error('refused: ' + code); }
  });`;
  const [file = process.execPath, ...args] = [...prefix, process.execPath, '--import', 'tsx', '-e', code];
  return spawnSync(file, args, { encoding: 'utf8', cwd: join(__dirname, '../..') });
}

if (POSIX) {
  test('a device is written to as it is, and a full one says so', async () => {
    writeWholeSync('/dev/null', 'content');
    assert.ok(statSync('/dev/null').isCharacterDevice());
    if (process.platform === 'linux') assert.throws(() => writeWholeSync('/dev/full', 'content'), { code: 'ENOSPC' });
    assert.equal(script('/dev/stdout', ['sh', '-c', '"$@" | cat', 'sh']).stdout, 'content');
  });

  test('a pipe is written to as it is', async t => {
    const pipe = join(newFolder(t), 'pipe');
    execFileSync('mkfifo', [pipe]);
    assert.equal(script(pipe, ['sh', '-c', '"$@" & cat "$0"; wait', pipe]).stdout, 'content');
    assert.ok(statSync(pipe).isFIFO());
  });

  test('a disk without room for it: the old file stays, and nothing beside it', async t => {
    const folder = newFolder(t);
    const path = join(folder, 'file');
    writeFileSync(path, 'old');
    // 8 blocks of 512 bytes (or of 1024 in some shells) are the most that this process may write to a file.
    const { stderr } = script(path, ['sh', '-c', 'ulimit -f 8; exec "$@"', 'sh'], 'x'.repeat(20_000));
    assert.match(String(stderr), /refused: EFBIG/);
    assert.equal(readFileSync(path, 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder), ['file']);
  });

  test('a file that must not be written is not replaced', async t => {
    const folder = newFolder(t);
    const path = join(folder, 'file');
    writeFileSync(path, 'old', { mode: 0o444 });
    // The system's administrator may write everything: then somebody else tries it.
    const somebody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--clear-groups'] : [];
    chmodSync(folder, 0o777);
    const { stderr } = script(path, somebody);
    assert.match(String(stderr), /refused: EACCES/);
    assert.equal(readFileSync(path, 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder), ['file']);
  });
}
