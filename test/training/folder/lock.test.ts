import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { FolderLock, LOCK } from '../../../lib/training/folder/lock';
import { type Owner, ownerNow } from '../../../lib/training/folder/owner';

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'lock-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Another process that takes the folder, and what it says of it. */
async function holder(
  t: TestContext,
  folder: string,
): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const args = ['--import', 'tsx', join(__dirname, 'lockHolder.ts'), folder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const [said] = await once(child.stdout, 'data', { signal: AbortSignal.timeout(60_000) });
  return { child, said: String(said).trim() };
}

function ownerOf(folder: string): Owner {
  return JSON.parse(readFileSync(join(folder, LOCK), 'utf8'));
}

/** Writes a lock as another process would have. */
function leave(folder: string, owner: Partial<Owner>): void {
  const lock = { ...ownerNow('token'), ...owner };
  writeFileSync(join(folder, LOCK), JSON.stringify(lock));
}

test('a folder that is free is taken, made where it is missing, and is free again when it is given back', async t => {
  const folder = join(newFolder(t), 'a', 'b');
  const lock = await FolderLock.take(folder);
  assert.ok(lock.isHeld());
  assert.equal(ownerOf(folder).pid, process.pid);
  lock.release();
  assert.deepEqual(readdirSync(folder), []);
});

test('a folder in which another process trains is refused; when that was killed it is free', async t => {
  const folder = newFolder(t);
  const { child, said } = await holder(t, folder);
  assert.equal(said, 'taken');
  const since = new Date(ownerOf(folder).since).toLocaleString('sv-SE');
  await assert.rejects(FolderLock.take(folder), {
    name: 'RangeError',
    message:
      `fit: process ${child.pid} has been training in ${folder} since ${since}, and two runs must not save in one folder. ` +
      "Wait until it is done, or restart its kernel, or choose another folder: checkpoints: { folder: '…' }. " +
      `If it trains no more, delete ${join(folder, LOCK)}.`,
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.ok(existsSync(join(folder, LOCK)), 'nobody has tidied up');
  const lock = await FolderLock.take(folder);
  assert.ok(lock.isHeld());
});

test('a later run of the same process takes the folder over, and the earlier one does not give it back', async t => {
  const folder = newFolder(t);
  const [earlier, later] = [await FolderLock.take(folder), await FolderLock.take(folder)];
  assert.ok(!earlier.isHeld() && later.isHeld());
  earlier.release();
  assert.ok(later.isHeld());
});

test('a process that has the number of one that is gone does not keep the folder', async t => {
  const folder = newFolder(t);
  const { child } = await holder(t, folder);
  const { pid, start } = ownerOf(folder);
  assert.equal(pid, child.pid);
  if (start === null) leave(folder, { pid, start, since: '2001-01-01T00:00:00.000Z' });
  else leave(folder, { pid, start: `${start}0` });
  assert.ok((await FolderLock.take(folder)).isHeld());
});

test('a lock of before the start of the system is taken over, also where the start of a process is not known', async t => {
  const folder = newFolder(t);
  const { child } = await holder(t, folder);
  leave(folder, { pid: child.pid, start: null });
  await assert.rejects(FolderLock.take(folder), { name: 'RangeError' });
  leave(folder, { pid: child.pid, start: null, since: '2001-01-01T00:00:00.000Z' });
  assert.ok((await FolderLock.take(folder)).isHeld());
});

test('of another computer nothing can be known: the message says what to do', async t => {
  const folder = newFolder(t);
  leave(folder, { pid: 4711, host: 'lab-7', since: 'yesterday' });
  assert.notEqual(hostname(), 'lab-7');
  await assert.rejects(FolderLock.take(folder), {
    name: 'RangeError',
    message:
      `fit: process 4711 of the computer "lab-7" has been training in ${folder} since some time ago, and two runs must not ` +
      "save in one folder. Wait until it is done, or restart its kernel, or choose another folder: checkpoints: { folder: '…' }. " +
      `If it trains no more, delete ${join(folder, LOCK)}.`,
  });
  rmSync(join(folder, LOCK));
  assert.ok((await FolderLock.take(folder)).isHeld());
});

for (const [what, content] of [
  ['empty', ''],
  ['cut off', '{"pid": 1'],
  ['too long', JSON.stringify({ ...ownerNow('token'), host: 'x'.repeat(5_000_000) })],
  ['of somebody else', '{"pid":-1,"start":null,"host":"../../etc","since":"","token":""}'],
] as const) {
  test(`a lock that is ${what} is waited for while it may be in the making, and then taken over`, async t => {
    const folder = newFolder(t);
    const path = join(folder, LOCK);
    writeFileSync(path, content);
    const started = performance.now();
    assert.ok((await FolderLock.take(folder)).isHeld());
    assert.ok(performance.now() - started > 1000);
  });
}

test('a link that leads nowhere in the place of the lock', async t => {
  const folder = newFolder(t);
  symlinkSync('nowhere', join(folder, LOCK));
  assert.ok((await FolderLock.take(folder)).isHeld());
});

test('a folder in the place of the lock is refused at once, by its name', async t => {
  const folder = newFolder(t);
  mkdirSync(join(folder, LOCK));
  const started = performance.now();
  await assert.rejects(FolderLock.take(folder), {
    name: 'RangeError',
    message:
      `fit: ${join(folder, LOCK)} is a folder, and the file that says who trains in ${folder} needs its name. ` +
      "Remove it, or choose another folder: checkpoints: { folder: '…' }.",
  });
  assert.ok(performance.now() - started < 1000);
});

test('a link in the place of the lock goes, and the file that it leads to stays as it is', async t => {
  const folder = newFolder(t);
  const victim = join(folder, 'victim.txt');
  for (const content of ['mine', JSON.stringify({ ...ownerNow('token'), pid: 2 ** 30 })]) {
    writeFileSync(victim, content);
    rmSync(join(folder, LOCK), { force: true });
    symlinkSync('victim.txt', join(folder, LOCK));
    const lock = await FolderLock.take(folder);
    assert.ok(lock.isHeld());
    assert.ok(lstatSync(join(folder, LOCK)).isFile());
    assert.equal(readFileSync(victim, 'utf8'), content);
  }
});

if (process.platform !== 'win32') {
  test('a pipe in the place of the lock, which nobody writes to, is replaced', async t => {
    const folder = newFolder(t);
    execFileSync('mkfifo', [join(folder, LOCK)]);
    // In a process of its own: one that reads the pipe would wait for ever.
    assert.equal((await holder(t, folder)).said, 'taken');
    assert.ok(lstatSync(join(folder, LOCK)).isFile());
  });
}
