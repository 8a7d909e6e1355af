import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { at } from '../../lib/spec';
import { LOCK } from '../../lib/training/folder/lock';

/** Nothing here takes a quarter of this. Milliseconds. */
const TIMEOUT = 120_000;

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const RUN = ['--import', 'tsx', join(__dirname, 'checkpointsRun.ts')];

/** A training in another process, which ends with the test. */
function start(t: TestContext, folder: string, steps: number): ChildProcess {
  const child = spawn(process.execPath, [...RUN, folder, String(steps)], { stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

interface Outcome {
  /** What was said of saving. */
  readonly said: readonly string[];
  readonly hash: string;
  readonly names: readonly string[];
}

function outcome(output: string): Outcome {
  const lines = output.trim().split('\n');
  return { ...JSON.parse(at(lines, lines.length - 1)), said: lines.filter(line => /could not be saved/.test(line)) };
}

const said = (child: ChildProcess): Promise<string> =>
  child.stdout === null ? Promise.resolve('') : text(child.stdout);

const isCheckpoint = (name: string): boolean => name.endsWith('.safetensors');

async function firstCheckpoint(folder: string): Promise<void> {
  for (const end = Date.now() + TIMEOUT; !(existsSync(folder) && readdirSync(folder).some(isCheckpoint)); ) {
    assert.ok(Date.now() < end, 'no checkpoint appeared');
    await setTimeout(20);
  }
}

const STEPS = 12;
const last = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `step-${String(STEPS - count + 1 + i).padStart(8, '0')}.safetensors`);

test('two trainings in one folder: the second is told who is there, and the first keeps its files', {
  timeout: TIMEOUT,
}, async t => {
  const folder = join(newFolder(t), 'run');
  const first = start(t, folder, 300);
  const firstSaid = said(first);
  await firstCheckpoint(folder);
  const second = await said(start(t, folder, 5));
  assert.match(
    second,
    new RegExp(
      `RangeError: fit: process ${first.pid} has been training in ${folder} since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d, and two runs`,
    ),
  );
  assert.equal(first.exitCode, null, 'the first trains still');
  assert.ok(existsSync(join(folder, LOCK)));
  first.kill('SIGKILL');
  await firstSaid;
});

test('the folder of a training that was killed is free at once', { timeout: TIMEOUT }, async t => {
  const folder = newFolder(t);
  const first = start(t, folder, 300);
  await firstCheckpoint(folder);
  first.kill('SIGKILL');
  await once(first, 'exit');
  assert.ok(existsSync(join(folder, LOCK)));
  assert.deepEqual(outcome(await said(start(t, folder, STEPS))).names, last(3));
});

test('of eight processes that find the lock of one that is gone, one gets the folder', {
  timeout: TIMEOUT,
}, async t => {
  const folder = newFolder(t);
  const gone = { pid: 2 ** 30, start: null, host: hostname(), since: new Date().toISOString(), token: 'gone' };
  writeFileSync(join(folder, LOCK), JSON.stringify(gone));
  const moment = String(Date.now() + 6000); // all of them are there by then
  const holder = ['--import', 'tsx', join(__dirname, '../training/folder/lockHolder.ts'), folder, moment];
  const words = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const child = spawn(process.execPath, holder, { stdio: ['ignore', 'pipe', 'ignore'] });
      t.after(() => child.kill('SIGKILL'));
      return String((await once(child.stdout, 'data'))[0]);
    }),
  );
  assert.equal(words.filter(one => one === 'taken\n').length, 1, words.join(''));
  assert.equal(words.filter(one => one.includes('has been training in')).length, 7, words.join(''));
});

/** Runs a command with a limit that the system sets. */
type Limited = (folder: string, bytes: number, command: readonly string[]) => ReturnType<typeof spawnSync>;

const shell =
  (before: string, prefix: readonly string[] = []): Limited =>
  (folder, bytes, command) => {
    const [file = 'sh', ...args] = [
      ...prefix,
      'sh',
      '-c',
      `${before} && exec "$@"`,
      'sh',
      folder,
      String(bytes),
      ...command,
    ];
    return spawnSync(file, args, { encoding: 'utf8', timeout: TIMEOUT });
  };

const MOUNT = 'mount -t tmpfs -o size=$2 none "$1" && shift 2';

/** A small disk of its own in the folder, which is gone with the command. */
const smallDisk = [
  ['unshare', '--mount'],
  ['unshare', '--user', '--map-root-user', '--mount'],
]
  .map(prefix => shell(MOUNT, prefix))
  .find(limited => limited(tmpdir(), 65536, ['true']).status === 0);

/** No file may have more bytes, in the units of 512 that a shell has. */
const shortFiles = shell('ulimit -f $(($2 / 512)) && shift 2');

function runIn(limited: Limited, folder: string, bytes: number): Outcome {
  const { stdout, status } = limited(folder, bytes, [process.execPath, ...RUN, folder, String(STEPS)]);
  assert.equal(status, 0, String(stdout));
  return outcome(String(stdout));
}

const UNSAVED = (step: number, problem: string, folder: string): RegExp =>
  new RegExp(
    `^Step ${step} could not be saved; training goes on and tries it again\\. safetensors "${folder}/step-0000000${step}\\.safetensors": ` +
      `the file cannot be written: ${problem}\\. Check that you may write to ${folder} and that the disk has room\\.$`,
  );

test('a disk with room for fewer checkpoints than are kept', { timeout: 2 * TIMEOUT }, async t => {
  const whole = newFolder(t);
  const free = outcome(await said(start(t, whole, STEPS)));
  assert.deepEqual(free.names, last(3));
  const { size } = statSync(join(whole, at(free.names, 2)));
  const page = 4096;
  const room = (checkpoints: number): number => Math.ceil((checkpoints * size) / page) * page + 4 * page;

  await t.test('a system that writes half of one: it is said once, and the run ends as it would have', t => {
    const folder = newFolder(t);
    const { said, hash, names } = runIn(shortFiles, folder, room(0.5));
    assert.equal(said.length, 1);
    assert.match(at(said, 0), UNSAVED(1, 'it would be larger than is allowed \\(EFBIG\\)', folder));
    assert.deepEqual({ hash, names }, { hash: free.hash, names: [] });
  });

  if (smallDisk === undefined) {
    t.diagnostic('This system mounts no disk for a test; files that may not grow stand for it.');
    return;
  }
  for (const [checkpoints, kept] of [
    [3.5, 3],
    [2.5, 2],
  ] as const) {
    await t.test(`room for ${checkpoints}: the oldest make room, nothing is said, and the newest are there`, t => {
      const { said, hash, names } = runIn(smallDisk, newFolder(t), room(checkpoints));
      assert.deepEqual({ said, hash, names }, { said: [], hash: free.hash, names: last(kept) });
    });
  }

  await t.test('room for 1.5: the only good one stays, and what cannot be saved is said once', t => {
    const folder = newFolder(t);
    const { said, hash, names } = runIn(smallDisk, folder, room(1.5));
    assert.equal(said.length, 1);
    assert.match(at(said, 0), UNSAVED(2, 'the device is full \\(ENOSPC\\)', folder));
    assert.deepEqual({ hash, names }, { hash: free.hash, names: ['step-00000001.safetensors'] });
  });

  await t.test('room for half of one: it is said once, and the run ends as it would have', t => {
    const folder = newFolder(t);
    const { said, hash, names } = runIn(smallDisk, folder, room(0.5));
    assert.equal(said.length, 1);
    assert.match(at(said, 0), UNSAVED(1, 'the device is full \\(ENOSPC\\)', folder));
    assert.deepEqual({ hash, names }, { hash: free.hash, names: [] });
  });
});
