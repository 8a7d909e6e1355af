import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { analyze } from '../../lib/arithmetic/analyze';
import { Competitor } from '../../scripts/bench/competitor';
import { tf } from '../../scripts/bench/library';
import { measureJob, measureStart } from '../../scripts/bench/measure';
import { type Entrant, fieldOf } from '../../scripts/bench/opponents';
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
  const { entrants } = fieldOf(['stock'], undefined);
  const row = await measureJob(job, entrants, { rounds: 2, threads: 1, say: assert.fail });
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

/** A process that answers each line by calling `answer` with how many it has answered. */
function scripted(name: string, answer: string): Entrant {
  const code = `const answer = ${answer}; let n = 0;
    require('node:readline').createInterface({ input: process.stdin })
      .on('line', line => console.log(JSON.stringify(answer(n++, JSON.parse(line)))));`;
  return { name, file: process.execPath, args: ['-e', code], kinds: ['train', 'predict'] };
}

const WORKING = 'n => n === 0 ? { version: "v", parameters: 7 } : { ms: 150, peakBytes: 5 }';
const READS_ONNX = `(n, { onnx }) => n === 0 ? { version: onnx.path, parameters: onnx.parameters } : { ms: 150, peakBytes: 5 }`;
const failing = (n: number): string =>
  `(n) => { if (n === ${n}) { console.error("Traceback\\nMemoryError: full"); process.exit(1); } return (${WORKING})(n); }`;
const job = { id: 'predict/tiny', title: 'Tiny', kind: 'predict', batch: 1, network } as const;
const SETTINGS = { rounds: 3, threads: 1 };

test('networks of different sizes are not compared', async () => {
  const competing = [scripted('a', WORKING), scripted('b', WORKING.replace('7', '8'))];
  await assert.rejects(measureJob(job, competing, { ...SETTINGS, say: assert.fail }), {
    name: 'RangeError',
    message: 'predict/tiny: the networks must have the same number of weights. Received a 7, b 8.',
  });
});

for (const [when, answers] of Object.entries({ start: 0, 'warm-up': 1, round: 4 })) {
  test(`an opponent that fails in its ${when} is left out of the row, with a line`, async () => {
    const said: string[] = [];
    const competing = [scripted('ours', WORKING), scripted('compile', failing(answers))];
    const { times } = await measureJob(job, competing, { ...SETTINGS, say: line => said.push(line) });
    assert.deepEqual(times, [{ name: 'ours', version: 'v', rounds: [150, 150, 150], peakBytes: 5 }]);
    assert.deepEqual(said, ['predict/tiny: compile is left out. MemoryError: full']);
  });

  test(`the course must not fail in its ${when}`, async () => {
    const competing = [scripted('ours', failing(answers)), scripted('compile', WORKING)];
    await assert.rejects(measureJob(job, competing, { ...SETTINGS, say: assert.fail }), {
      message: 'ours stopped before it answered. It printed last:\nTraceback\nMemoryError: full',
    });
  });
}

test('those that read ONNX get one export of the network, which is removed', async () => {
  const exporter = scripted('the export to ONNX', '() => ({ version: "v", parameters: 7 })');
  const competing = ['onnxruntime', 'openvino'].map(name => ({ ...scripted(name, READS_ONNX), exporter }));
  const { times } = await measureJob(job, [scripted('ours', WORKING), ...competing], { ...SETTINGS, say: assert.fail });
  const [, path, same] = times.map(({ version }) => version);
  assert.ok(path != null && path === same && path.endsWith('network.onnx'), String(path));
  assert.ok(!existsSync(dirname(path)));
});

test('where the export fails, those that read it are left out', async () => {
  const said: string[] = [];
  const exporter = scripted('the export to ONNX', failing(0));
  const competing = [scripted('ours', WORKING), { ...scripted('openvino', READS_ONNX), exporter }];
  const { times } = await measureJob(job, competing, { ...SETTINGS, say: line => said.push(line) });
  assert.equal(times.length, 1);
  assert.deepEqual(said, ['predict/tiny: openvino is left out. MemoryError: full']);
});

test('who only predicts does not train', async () => {
  const competing = [scripted('ours', WORKING), { ...scripted('openvino', failing(0)), kinds: ['predict'] as const }];
  const { times } = await measureJob({ ...job, kind: 'train' }, competing, { ...SETTINGS, say: assert.fail });
  assert.deepEqual(
    times.map(({ name }) => name),
    ['ours'],
  );
});

test('a start that fails is left out of the row', async () => {
  const said: string[] = [];
  const competitors = [
    { name: 'ours', measure: async () => 5 },
    { name: 'stock', measure: () => Promise.reject(new Error('stock printed no time.')) },
  ];
  const start = { id: 'start/x', title: 'X', competitors };
  const { times } = await measureStart(start, { rounds: 2, say: line => said.push(line) });
  assert.deepEqual(times, [{ name: 'ours', version: null, rounds: [5, 5], peakBytes: null }]);
  assert.deepEqual(said, ['start/x: stock is left out. stock printed no time.']);
});
