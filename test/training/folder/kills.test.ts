import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { Random } from '../../../lib/spec/random';
import { readCheckpoint } from '../../../lib/training/folder/checkpoint';

const folders: string[] = [];
after(() => Promise.all(folders.map(folder => rm(folder, { recursive: true, force: true }))));

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kills-'));
  folders.push(folder);
  return folder;
}

function start(script: string, folder: string): ChildProcess {
  const args = ['--import', 'tsx', join(__dirname, script), folder];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Reads every checkpoint of a folder; a damaged one throws. The newest step. */
async function readAll(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.safetensors'));
  const found = await Promise.all(names.map(name => readCheckpoint(join(folder, name))));
  for (const { arrays, state } of found) {
    const data = arrays.get('a')?.data;
    if (data !== undefined) assert.ok(data.every(value => value === state.step));
  }
  return Math.max(0, ...found.map(({ state }) => state.step));
}

/** From the names alone: a run that goes on removes old files meanwhile. */
async function newestStep(folder: string): Promise<number> {
  const steps = (await readdir(folder)).map(name => Number(/^step-(\d+)\.safetensors$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...steps);
}

const ROUNDS = 30;

test(`killed ${3 * ROUNDS} times while writing, every checkpoint is whole and none is lost`, async () => {
  await Promise.all([1, 2, 3].map(writeAndKill));

  async function writeAndKill(writer: number): Promise<void> {
    const folder = await newFolder();
    const random = new Random(`kills of writer ${writer}`);
    let newest = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const child = start('checkpointWriter.ts', folder);
      if (child.stdout !== null) await once(child.stdout, 'data');
      await setTimeout(random.uniform(0, 60));
      await kill(child);
      const step = await readAll(folder);
      assert.ok(step > newest, `step ${step} after ${newest}, though one more was written`);
      newest = step;
    }
    assert.ok((await readdir(folder)).length <= 5, 'at most three checkpoints, and a half-written file or two');
  }
});

test('killed 10 times while training, a run ends with the weights of one that was never stopped', async () => {
  const [folder, whole] = [await newFolder(), await newFolder()];
  const random = new Random('kills of a run');
  let newest = 0;
  for (let round = 0; round < 10; round++) {
    const child = start('trainingRun.ts', folder);
    while (child.exitCode === null && (await newestStep(folder)) < newest + 5) await setTimeout(20);
    await setTimeout(random.uniform(0, 100));
    await kill(child);
    newest = await readAll(folder);
  }
  assert.ok(newest < 300, 'the run must not be over yet');
  const finish = async (folder: string): Promise<string> => {
    const child = start('trainingRun.ts', folder);
    return child.stdout === null ? '' : text(child.stdout);
  };
  const expected = await finish(whole);
  assert.equal(JSON.parse(expected).steps, 300);
  assert.equal(await finish(folder), expected);
});
