import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { writeCheckpoint } from '../../../lib/training/folder/checkpoint';
import { withRoom } from '../../../lib/training/folder/room';

// On a disk that is full indeed: test/faults/checkpoints.test.ts.

/** A folder with the checkpoints of some steps. */
async function folderWith(t: TestContext, steps: readonly number[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'room-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const arrays = new Map([['a', { shape: [2], data: Float32Array.of(1, 2) }]]);
  for (const step of steps) {
    await writeCheckpoint(folder, { arrays, state: { step, settings: {}, run: null } }, Number.POSITIVE_INFINITY);
  }
  return folder;
}

const fileOf = (step: number): string => `step-${String(step).padStart(8, '0')}.safetensors`;
const noRoom = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

/** What is there at each try to write, and at the end, when the disk has no room whatever is removed. */
async function tries(folder: string, step: number): Promise<string[][]> {
  const seen: string[][] = [];
  const write = async (): Promise<never> => {
    seen.push((await readdir(folder)).sort());
    throw noRoom;
  };
  await assert.rejects(withRoom(folder, step, write), noRoom);
  assert.deepEqual((await readdir(folder)).sort(), seen.at(-1));
  return seen;
}

test('the oldest go one by one, and the newest stays', async t => {
  const folder = await folderWith(t, [1, 2, 3]);
  assert.deepEqual(await tries(folder, 4), [[1, 2, 3].map(fileOf), [2, 3].map(fileOf), [fileOf(3)]]);
});

test('what was left half-written goes first, then what an earlier run had that had gone further', async t => {
  const folder = await folderWith(t, [1, 2, 90]);
  const half = `${fileOf(91)}.abc.tmp`;
  await writeFile(join(folder, half), 'half');
  await writeFile(join(folder, 'notes.tmp'), "somebody's own");
  const all = [fileOf(1), fileOf(2), fileOf(90), half].sort();
  const [first, ...later] = await tries(folder, 2);
  assert.deepEqual(first, ['notes.tmp', ...all]);
  assert.deepEqual(later, [
    ['notes.tmp', ...[1, 2, 90].map(fileOf)],
    ['notes.tmp', ...[1, 2].map(fileOf)],
    ['notes.tmp', fileOf(2)],
  ]);
});

test('a damaged one is not taken for the last that is whole', async t => {
  const folder = await folderWith(t, [1, 2, 3]);
  await truncate(join(folder, fileOf(3)), 100);
  assert.deepEqual((await tries(folder, 3)).at(-1), [fileOf(2)]);
});

test('of a run that starts anew, the last one of the run before stays until there is one of its own', async t => {
  const folder = await folderWith(t, [80, 90]);
  assert.deepEqual(await tries(folder, 1), [[80, 90].map(fileOf), [fileOf(90)]]);
});

test('another error is no reason to remove anything', async t => {
  const folder = await folderWith(t, [1, 2]);
  const failure = Object.assign(new Error('EACCES'), { code: 'EACCES' });
  await assert.rejects(
    withRoom(folder, 3, () => Promise.reject(failure)),
    failure,
  );
  assert.deepEqual(await readdir(folder), [1, 2].map(fileOf));
});

test('what cannot be removed does not keep a run from saving', async t => {
  const folder = await folderWith(t, [1]);
  await mkdir(join(folder, fileOf(99)));
  const arrays = new Map([['a', { shape: [1], data: Float32Array.of(1) }]]);
  await writeCheckpoint(folder, { arrays, state: { step: 2, settings: {}, run: null } }, 1);
  assert.deepEqual((await readdir(folder)).sort(), [2, 99].map(fileOf));
});
