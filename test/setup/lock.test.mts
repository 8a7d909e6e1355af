import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { takeLock } from '../../scripts/setup/lock.mjs';
import { startOf } from '../../scripts/setup/processes.mjs';

const folder = mkdtempSync(join(tmpdir(), 'convnets-lock-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const silent = (): void => {};

/** A process that does nothing, leading its own group as set-up's children do. */
function sleeper(): { pid: number; ended: Promise<void>; end: () => void } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
  const { pid } = child;
  assert.ok(pid !== undefined);
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  return { pid, ended, end: () => child.kill('SIGKILL') };
}

/** Numbers of a process that has ended. */
async function deadProcess(): Promise<{ pid: number; start: string }> {
  const { pid, ended, end } = sleeper();
  const start = startOf(pid);
  end();
  await ended;
  return { pid, start };
}

test('a lock is there while it is held, and names its holder', async () => {
  const file = join(folder, 'held');
  const lock = await takeLock(file, silent);
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).pid, process.pid);
  lock.release();
  assert.ok(!existsSync(file));
});

test('a second set-up says that it waits, and goes on when the first ends', async () => {
  const file = join(folder, 'second');
  const first = sleeper();
  writeFileSync(file, JSON.stringify({ pid: first.pid, start: startOf(first.pid), children: [] }));
  const said: string[] = [];
  const taking = takeLock(file, text => {
    said.push(text);
    first.end();
  });
  const lock = await taking;
  assert.deepEqual(said, [`Another set-up of this folder is running (process ${first.pid}). Waiting until it ends.`]);
  lock.release();
});

test('what a killed set-up had started is ended before its lock is taken', async () => {
  const file = join(folder, 'orphan');
  const orphan = sleeper();
  const children = [{ pid: orphan.pid, start: startOf(orphan.pid) }];
  writeFileSync(file, JSON.stringify({ ...(await deadProcess()), children }));
  const lock = await takeLock(file, silent);
  await orphan.ended;
  lock.release();
});

test('a process that only has the number of an earlier child is left alone', async () => {
  const file = join(folder, 'other');
  const other = sleeper();
  const children = [{ pid: other.pid, start: 'another time' }];
  writeFileSync(file, JSON.stringify({ ...(await deadProcess()), children }));
  const lock = await takeLock(file, silent);
  assert.notEqual(startOf(other.pid), '');
  other.end();
  await other.ended;
  lock.release();
});

const broken = [
  '{"pid":',
  'null',
  '{"pid":99999999,"start":"x"}',
  '{"pid":99999999,"start":"x","children":5}',
  '{"pid":99999999,"start":"x","children":[null]}',
  '{"pid":-1,"start":"x","children":[]}',
  'a folder',
];
for (const text of broken) {
  test(`a lock that is damaged is taken: ${text}`, async () => {
    const place = mkdtempSync(join(folder, 'broken-'));
    const file = join(place, 'lock');
    if (text === 'a folder') mkdirSync(join(file, 'in it'), { recursive: true });
    else writeFileSync(file, text);
    const lock = await takeLock(file, silent);
    assert.equal(JSON.parse(readFileSync(file, 'utf8')).pid, process.pid);
    lock.release();
    assert.deepEqual(readdirSync(place), []);
  });
}

test('releasing ends the children that still run', async () => {
  const lock = await takeLock(join(folder, 'children'), silent);
  const child = sleeper();
  lock.childStarted(child.pid);
  lock.release();
  await child.ended;
});
