import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SetupFailure } from '../../scripts/setup/failure.mjs';
import { waits, withRetries } from '../../scripts/setup/retry.mjs';

const cut = (): SetupFailure =>
  new SetupFailure('npm ci failed.', {
    network: true,
    lines: ['npm error code ECONNRESET'],
    remedy: 'check the connection.',
  });

/** Work that fails some times, then succeeds. */
function failing(times: number, failure: () => Error): { work: () => Promise<string>; count: () => number } {
  let count = 0;
  return {
    work: async () => {
      if (count++ < times) throw failure();
      return 'done';
    },
    count: () => count,
  };
}

test('a cut network is tried again after growing waits, each with a line', async () => {
  const slept: number[] = [];
  const notes: string[] = [];
  const { work } = failing(3, cut);
  const result = await withRetries(work, { note: text => notes.push(text), sleep: async s => slept.push(s) });
  assert.equal(result, 'done');
  assert.deepEqual(slept, waits.slice(0, 3));
  assert.deepEqual(notes.slice(0, 2), [
    'The network failed: npm error code ECONNRESET',
    'Trying again in 2 s (1 of 10); it goes on where it stopped.',
  ]);
});

test('a failure that is not of the network is not tried again', async () => {
  const { work, count } = failing(1, () => new SetupFailure('wrong hash', { remedy: 'none' }));
  await assert.rejects(withRetries(work, { note: () => {}, sleep: async () => {} }), /wrong hash/);
  assert.equal(count(), 1);
});

test('after the last wait the failure is passed on', async () => {
  const { work, count } = failing(99, cut);
  await assert.rejects(withRetries(work, { note: () => {}, sleep: async () => {} }), /npm ci failed/);
  assert.equal(count(), waits.length + 1);
});

test('fewer waits can be asked for', async () => {
  const { work, count } = failing(99, cut);
  await assert.rejects(withRetries(work, { note: () => {}, sleep: async () => {}, most: 2 }), /npm ci failed/);
  assert.equal(count(), 3);
});

test('work that gets further starts again from the shortest wait', async () => {
  const slept: number[] = [];
  let bytes = 0;
  let tries = 0;
  const work = async (): Promise<void> => {
    tries++;
    if (tries === 3) bytes = 100;
    if (tries <= 4) throw cut();
  };
  await withRetries(work, { note: () => {}, sleep: async s => slept.push(s), reached: () => bytes });
  assert.deepEqual(slept, [2, 5, 2, 5]);
});
