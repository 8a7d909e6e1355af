import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { at } from '../../lib/spec/at';
import { contents, converse, type Message, run, temporaryFolder, writtenKernelspec } from './harness';

const folder = JSON.stringify(join(temporaryFolder(), 'run'));
const steps = [
  run(`import { datasets, spec, tfjs, training } from '../lib';
const g = new spec.Graph('digits', [28, 28, 1]);
const x = g.relu(g.conv2d(g.input(), { filters: 8, kernelSize: 5, strides: 4 }, 'conv'));
const net = g.build(g.dense(g.dropout(g.flatten(x), { rate: 0.2 }), { units: 10 }, 'fc'));
const digits = datasets.firstOfEachClass(datasets.mnist().train, 64);
const [model, other] = [tfjs.buildModel(net, { seed: 1 }), tfjs.buildModel(net, { seed: 1 })];
const options = { epochs: 40, learningRate: 0.02, augment: { crop: 2 } };
const weights = (m: typeof model) => m.getWeights().flatMap(w => [...w.dataSync()]);`),
  run(
    `await training.fit(model, digits, {
  ...options, checkpoints: { folder: ${folder} },
  onEpoch: row => { if (row.epoch === 2) console.log('go'); }
});`,
    { interrupt_after: 0.05 },
  ),
  run('const history = await training.resume();\n[history.steps.length, history.epochs.length].join()'),
  run(`await training.fit(other, digits, { ...options, checkpoints: false, display: false });
const theirs = weights(other);
weights(model).every((value, i) => value === theirs[i])`),
];

let answers: Message[][] = [];
before(async () => {
  const { spec } = await writtenKernelspec(process.execPath);
  answers = await converse(spec, steps);
});

/** All that a cell showed, as plain text. */
function shown(messages: readonly Message[]): string {
  const all = ['display_data', 'update_display_data', 'execute_result'].flatMap(type => contents(messages, type));
  return all.map(({ data }) => JSON.stringify(data)).join('\n');
}

test('an interrupt stops after the current step, saves the run and says how to go on', () => {
  const interrupted = at(answers, 1);
  const [reply] = contents(interrupted, 'execute_reply');
  assert.deepEqual([reply?.status, reply?.ename], ['error', 'Interrupted'], shown(interrupted));
  assert.match(
    shown(interrupted),
    /Stopped after step \d+ of 400\. Go on with: await training\.resume\(\)\. Saved as [^ ]+step-\d{8}\.safetensors; in a new kernel call fit with resume: true\./,
  );
});

test('the run goes on in the next cell and ends as one that was never stopped', () => {
  assert.match(shown(at(answers, 2)), /"400,40"/);
  assert.match(shown(at(answers, 3)), /"true"/);
});
