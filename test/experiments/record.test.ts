import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { LabelledImages } from '../../lib/datasets';
import { parseCsv } from '../../lib/datasets/csv';
import { at, Graph } from '../../lib/spec';
import { buildModel } from '../../lib/tfjs';
import { nudge, record, scaleWeights } from '../../scripts/experiments/record';

const folder = mkdtempSync(join(tmpdir(), 'record-'));
after(() => rmSync(folder, { recursive: true }));

const g = new Graph('tiny', [2, 2, 1]);
const net = g.build(g.dense(g.flatten(g.input(), 'flatten'), { units: 2 }, 'fc'));
const train: LabelledImages = {
  images: Uint8Array.from({ length: 32 }, (_, i) => i),
  ...{ shape: [8, 2, 2, 1], labels: Int32Array.from({ length: 8 }, (_, i) => i % 2), classNames: ['a', 'b'] },
};

test('a run leaves one file with a row for each epoch, its settings in each', async () => {
  const path = join(folder, 'runs', 'tiny-seed3.csv');
  const run = { net, train, initializer: 'he', seed: 3, settings: { variant: 'tiny' } } as const;
  await record({ ...run, options: { epochs: 3, batchSize: 4 }, until: ({ epoch }) => epoch === 2 }, path);
  const [heading = '', ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
  assert.match(heading, /^variant,seed,images,batchSize,epoch,step,.*,seconds,cpuSeconds,machine,date$/);
  assert.equal(rows.length, 2);
  assert.match(at(rows, 1), /^tiny,3,8,4,2,4,0\.05,[\d.]+,[\d.]+,,,/);
  assert.deepEqual(readdirSync(join(folder, 'runs')), ['tiny-seed3.csv']);
});

test('what is measured once, on test images or on the trained network, stands in the last row', async () => {
  const path = join(folder, 'tested.csv');
  const run = { net, train, initializer: 'he', seed: 1, settings: {}, test: train } as const;
  const atEnd = (): Record<string, number> => ({ dead: 0.25 });
  await record({ ...run, options: { epochs: 2, batchSize: 4 }, atEnd }, path);
  const rows = parseCsv(readFileSync(path, 'utf8'), path);
  assert.deepEqual(
    rows.map(({ dead }) => dead),
    [Number.NaN, 0.25],
  );
  const [first, last] = [at(rows, 0), at(rows, 1)];
  assert.ok(Number.isNaN(first.testAccuracy) && Number.isNaN(first.testLoss));
  // Eight images: the accuracy is a number of eighths.
  assert.equal((Number(last.testAccuracy) * 8) % 1, 0);
  assert.ok(Number(last.testLoss) > 0);
});

test('a layer is scaled, and a nudge moves every weight by a millionth', () => {
  const model = buildModel(net, { seed: 0, initializer: 'he' });
  const weights = (): number[] => [...at(model.getLayer('fc').getWeights(), 0).dataSync()];
  const before = weights();
  scaleWeights(model, 'fc', 0.5);
  assert.deepEqual(
    weights(),
    before.map(weight => weight / 2),
  );
  nudge(model);
  weights().forEach((weight, i) => {
    assert.ok(Math.abs(weight / (at(before, i) / 2) - 1 - 1e-6) < 2e-7, `weight ${i}`);
  });
  model.dispose();
});

test('a run that fails leaves no file', async () => {
  const path = join(folder, 'failed.csv');
  const run = { net, train, initializer: 'he', seed: 0, settings: {} } as const;
  await assert.rejects(record({ ...run, options: { epochs: 0 } }, path), /epochs must be a whole number/);
  assert.ok(!readdirSync(folder).includes('failed.csv'));
});
