import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { at } from '../../lib/spec/at';
import { contents, converse, type Message, run, temporaryFolder, writtenKernelspec } from './harness';

const folder = JSON.stringify(join(temporaryFolder(), 'run'));
const steps = {
  define: run(`import { datasets, exercise, notebook, spec, tfjs, training } from '../lib';
const g = new spec.Graph('digits', [28, 28, 1]);
const x = g.relu(g.conv2d(g.input(), { filters: 8, kernelSize: 5, strides: 4 }, 'conv'));
const net = g.build(g.dense(g.dropout(g.flatten(x), { rate: 0.2 }), { units: 10 }, 'fc'));
const digits = datasets.firstOfEachClass(datasets.mnist().train, 64);
const [model, other] = [tfjs.buildModel(net, { seed: 1 }), tfjs.buildModel(net, { seed: 1 })];
const options = { epochs: 40, learningRate: 0.02, augment: { crop: 2 } };
const folder = ${folder};
process.env.CONVNETS_PROGRESS = folder;
const weights = (m: typeof model) => m.getWeights().flatMap(w => [...w.dataSync()]);`),
  interrupted: run(
    `const history = await training.fit(model, digits, {
  ...options, checkpoints: { folder },
  onEpoch: row => { if (row.epoch === 2) console.log('go'); }
});`,
    { interrupt_after: 0.05 },
  ),
  unset: run('history.last'),
  kept: run(`import { cpSync } from 'node:fs';
cpSync(folder, folder + '-kept', { recursive: true });`),
  resumed: run('await training.resume();'),
  again: run('const history = await training.resume();\n[history.steps.length, history.epochs.length].join()'),
  same: run(`await training.fit(other, digits, { ...options, checkpoints: false, display: false });
const theirs = weights(other);
weights(model).every((value, i) => value === theirs[i])`),
  restarted: run(`const fresh = tfjs.buildModel(net, { seed: 1 });
await training.fit(fresh, digits, { ...options, checkpoints: { folder: folder + '-kept' }, resume: true });
weights(fresh).every((value, i) => value === theirs[i])`),
  loop: run(
    `const bar = notebook.progress({ label: 'rates, runs', total: 3 });
for (const learningRate of [0.01, 0.02, 0.03]) {
  const model = tfjs.buildModel(net, { seed: 1 });
  await training.fit(model, digits, { ...options, learningRate, epochs: 8, checkpoints: false, display: bar });
  if (learningRate === 0.01) console.log('go');
}`,
    { interrupt_after: 0.05 },
  ),
  check: run(
    `console.log('go');
await exercise('learning.5', { rate: 0.01, momentum: 0.9 });`,
    { interrupt_after: 1, wait: 1 },
  ),
  defineEndless: run(`const [stuck, stuckToo, whole] = [1, 2, 3].map(() => tfjs.buildModel(net, { seed: 1 }));
let calls = 0;
const endless: typeof training.meanCrossEntropy = (outputs, labels) => {
  if (++calls > 4) {
    console.log('go');
    for (;;) {}
  }
  return training.meanCrossEntropy(outputs, labels);
};`),
  endless: run(
    `await training.fit(stuck, digits, {
  ...options, compile: false, loss: endless, checkpoints: { folder: folder + '-stuck', everySteps: 1 }
});`,
    { interrupt_after: 0.1, interrupts: 2 },
  ),
  spoiled: run('await training.fit(stuck, digits, { ...options, checkpoints: false });'),
  spoiledToo: run('await training.resume();'),
  endlessInRecording: run(
    `await training.fit(stuckToo, digits, { ...options, compile: true, checkpoints: false, loss: endless });`,
    { interrupt_after: 0.1, interrupts: 2 },
  ),
  endlessOnEpoch: run(
    `await training.fit(whole, digits, { ...options, checkpoints: false, onEpoch() { console.log('go'); for (;;) {} } });`,
    { interrupt_after: 0.1, interrupts: 2 },
  ),
  wholeAgain: run('(await training.fit(whole, digits, { ...options, epochs: 1, checkpoints: false })).steps.length'),
  goodAfter: run(`const good = tfjs.buildModel(net, { seed: 1 });
await training.fit(good, digits, { ...options, checkpoints: false, display: false });
weights(good).every((value, i) => value === theirs[i])`),
  wholeLoop: run(`const bar = notebook.progress({ label: 'rates, runs', total: 3 });
for (const learningRate of [0.01, 0.02, 0.03]) {
  const model = tfjs.buildModel(net, { seed: 1 });
  await training.fit(model, digits, { ...options, learningRate, epochs: 8, checkpoints: false, display: bar });
}`),
};

let answers = new Map<string, Message[]>();
before(async () => {
  const { spec } = await writtenKernelspec(process.execPath);
  const all = await converse(spec, Object.values(steps));
  answers = new Map(Object.keys(steps).map((key, i) => [key, at(all, i)]));
});

const of = (key: keyof typeof steps): Message[] => answers.get(key) ?? [];

/** Every state of every output of a cell, as plain text. */
function texts(key: keyof typeof steps): string[] {
  const all = ['display_data', 'update_display_data', 'execute_result'].flatMap(type => contents(of(key), type));
  return all.map(({ data }) => String(Object(data)['text/plain']));
}

/** The first text that fits. */
function found(key: keyof typeof steps, pattern: RegExp): string[] {
  const match = texts(key).flatMap(text => pattern.exec(text) ?? []);
  assert.ok(match.length > 0, `${pattern} is not in ${JSON.stringify([texts(key), contents(of(key), 'error')])}`);
  return match;
}

/** Where the run was stopped. */
const stop = (): number => Number(found('interrupted', /^Stopped after step (\d+) of 400\./)[1]);

test('an interrupt stops after the current step, saves the run and says how to go on', () => {
  const [reply] = contents(of('interrupted'), 'execute_reply');
  assert.deepEqual([reply?.status, reply?.ename], ['error', 'Interrupted']);
  found(
    'interrupted',
    /^Stopped after step \d+ of 400\. The cell ended here, so the variable for its result got no value\. To go on, write in a new cell `const history = await training\.resume\(\);`, with the name that you need in place of `history`\. Saved as [^ ]+step-\d{8}\.safetensors; in a new kernel call fit with `resume: true`\.$/,
  );
  found('interrupted', new RegExp(`^training digits, steps: stopped at ${stop()} of 400 in `));
  assert.equal(contents(of('unset'), 'execute_reply')[0]?.status, 'error');
});

test('the run goes on in the next cell, with its bar and curves, and ends as one that was never stopped', () => {
  for (const key of ['resumed', 'restarted'] as const) {
    assert.equal(texts(key)[0], `training digits, steps: ${stop()} of 400`);
    found(key, new RegExp(`^training digits, steps: 400 of 400, the last ${400 - stop()} in .* per second`));
    assert.match(String(texts(key)[1]), /^digits: loss\. .*: training goes from [\d.]+ at 0\.1 to [\d.]+ at \d/);
    assert.match(String(texts(key)[2]), /^digits: accuracy\. .*: training goes from [\d.]+ at 0\.1 to [\d.]+ at \d/);
  }
  assert.deepEqual(texts('same'), ['true']);
  assert.equal(texts('restarted').at(-1), 'true');
});

test('a learner who gave the resumed run no name gets its history again', () => {
  assert.deepEqual(texts('again'), ['400,40']);
});

test('a loop over runs has one line, whole and when it is stopped', () => {
  found(
    'loop',
    /^Stopped after step \d+ of 80\. The cell ended here, so the variables for its results got no value\. Run it again: it starts from its beginning\. Nothing was saved\.$/,
  );
  found('loop', /^rates, runs: stopped at 1 of 3 in /);
  found('wholeLoop', /^rates, runs: [012] of 3 · .* (each|per second) · .* left/);
  assert.match(String(texts('wholeLoop').at(-1)), /^rates, runs: 3 of 3 in /);
  assert.equal(contents(of('wholeLoop'), 'display_data').length, 1);
});

test('an exercise whose check trains shows it, and one that is stopped gives no verdict', () => {
  const [reply] = contents(of('check'), 'execute_reply');
  assert.deepEqual([reply?.status, reply?.ename], ['error', 'Interrupted']);
  found('check', /^training with your recipe, runs: [01] of 3 · /);
  found('check', /^training with your recipe, runs: stopped at [012] of 3/);
  assert.deepEqual(
    texts('check').filter(text => /^[✓✗]/.test(text)),
    [],
  );
});

test('a loss that never ends is stopped, and fit says what it leaves behind', () => {
  for (const key of ['endless', 'endlessInRecording', 'endlessOnEpoch'] as const) {
    const [reply] = contents(of(key), 'execute_reply');
    assert.equal(reply?.ename, 'Interrupted', `${key}: ${JSON.stringify(of(key))}`);
  }
  for (const key of ['spoiled', 'spoiledToo'] as const) {
    const [reply] = contents(of(key), 'execute_reply');
    assert.equal(reply?.ename, 'RangeError');
    assert.equal(
      reply?.evalue,
      'fit: the model "digits" was stopped in the middle of a step, so that its weights may be changed in part: they are ' +
        'spoiled. Build the model again, and mend the loss or what else did not end. fit with resume: true goes on from the last checkpoint.',
    );
  }
});

test('a model of which no step was stopped halfway trains on, and others train as if nothing had happened', () => {
  assert.equal(texts('wholeAgain').at(-1), '10');
  assert.equal(texts('goodAfter').at(-1), 'true');
});
