import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic/analyze';
import { Competitor } from '../../scripts/bench/competitor';
import { tf } from '../../scripts/bench/library';
import { commands, measureJob } from '../../scripts/bench/measure';
import { prepare } from '../../scripts/bench/ours';
import { serve } from '../../scripts/bench/protocol';
import { tinyNetwork } from './network';

const network = tinyNetwork();
const assignment = { kind: 'train', batch: 4, network, threads: 1 } as const;

test('a child answers the assignment and each request with one line, and does as many steps as were asked for', async () => {
  const input = new PassThrough();
  const output = new PassThrough();
  let steps = 0;
  const workload = { version: 'v', parameters: 7, step: () => void steps++ };
  const served = serve(() => workload, input, output);
  for (const message of [assignment, { steps: 2 }, { steps: 3 }]) input.write(`${JSON.stringify(message)}\n`);
  input.end();
  await served;
  const [ready, ...timings] = String(output.read())
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  assert.deepEqual(ready, { version: 'v', parameters: 7 });
  assert.equal(timings.length, 2);
  for (const { ms, peakBytes } of timings) assert.ok(ms >= 0 && peakBytes > 1e6);
  assert.equal(steps, 5);
});

test('processes of the library and of stock layers are timed on the same network', async () => {
  const job = { id: 'train/tiny', title: 'Tiny', kind: 'train', batch: 4, network } as const;
  const row = await measureJob(job, commands(undefined), { rounds: 2, threads: 1 });
  assert.deepEqual(
    row.times.map(({ name }) => name),
    ['ours', 'stock'],
  );
  for (const { rounds } of row.times) assert.ok(rounds.length === 2 && rounds.every(ms => ms > 0));
});

for (const kind of ['train', 'predict'] as const) {
  test(`the library's step leaves no tensor behind: ${kind}`, async () => {
    const { parameters, step } = prepare({ kind, batch: 2, network, threads: 1 });
    assert.equal(parameters, analyze(network).totals.params);
    await step(); // makes what the optimizer keeps
    const before = tf.memory().numTensors;
    await step();
    assert.equal(tf.memory().numTensors, before);
  });
}

test('a process that stops is reported with its last words', async () => {
  const file = process.execPath;
  const dying = { name: 'PyTorch', file, args: ['-e', 'console.error("No module named torch"); process.exit(1)'] };
  await assert.rejects(Competitor.start(dying, assignment), {
    message: 'PyTorch stopped before it answered. It printed last:\nNo module named torch',
  });
});

test('a program that is not there is reported', async () => {
  const missing = { name: 'PyTorch', file: 'no-such-python', args: [] };
  await assert.rejects(Competitor.start(missing, assignment), /PyTorch stopped before it answered[\s\S]*ENOENT/);
});

test('networks of different sizes are not compared', async () => {
  const answer = 'process.stdin.on("data", () => console.log(JSON.stringify({ version: "", parameters: COUNT })))';
  const competing = [1, 2].map(count => ({
    name: `competitor ${count}`,
    file: process.execPath,
    args: ['-e', answer.replace('COUNT', String(count))],
  }));
  const job = { id: 'train/tiny', title: 'Tiny', kind: 'train', batch: 1, network } as const;
  await assert.rejects(measureJob(job, competing, { rounds: 1, threads: 1 }), {
    name: 'RangeError',
    message: 'train/tiny: the networks must have the same number of weights. Received competitor 1 1, competitor 2 2.',
  });
});
