import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type RegionHeads, readRegionHeads, writeRegionHeads } from '../../../lib/detection';
import { Random } from '../../../lib/spec';
import { writeSafetensors } from '../../../lib/tfjs';

const folder = mkdtempSync(join(tmpdir(), 'heads-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'heads.safetensors');

const random = new Random('heads');
const matrix = (rows: number, columns: number) => ({
  shape: [rows, columns],
  data: Float32Array.from({ length: rows * columns }, () => random.uniform(-1, 1)),
});
const linear = (rows: number, columns: number) => ({
  weights: matrix(rows, columns),
  biases: matrix(1, rows).data,
});

const heads: RegionHeads = {
  kind: 'svm',
  classifier: linear(3, 5),
  regressors: [linear(4, 5), null, linear(4, 5)],
  scale: 0.37109375,
};

test('heads are read as they were written, with classes that have no regressor', async () => {
  await writeRegionHeads(path, heads);
  assert.deepEqual(stored(await readRegionHeads(path)), heads);
  const softmax: RegionHeads = { ...heads, kind: 'softmax', classifier: linear(4, 5) };
  await writeRegionHeads(path, softmax);
  assert.deepEqual(stored(await readRegionHeads(path)), softmax);
});

/** Without what files say of element types. */
function stored({ kind, classifier, regressors, scale }: RegionHeads): RegionHeads {
  const bare = ({ weights: { shape, data }, biases }: RegionHeads['classifier']) => ({
    weights: { shape: [...shape], data },
    biases,
  });
  return { kind, scale, classifier: bare(classifier), regressors: regressors.map(one => one && bare(one)) };
}

test('other files are refused, with what to do', async () => {
  await assert.rejects(readRegionHeads(join(folder, 'none.safetensors')), /there is no such file/);
  await writeSafetensors(path, new Map([['a', matrix(1, 2)]]));
  await assert.rejects(readRegionHeads(path), /holds no heads of regions\. Give a file that writeRegionHeads wrote/);
  const metadata = new Map([
    ['kind', 'svm'],
    ['classes', '3'],
  ]);
  await writeSafetensors(path, new Map([['classifier.weight', matrix(3, 2)]]), { metadata });
  await assert.rejects(readRegionHeads(path), /has no "classifier\.bias"/);
  const entries = (rows: number) =>
    new Map([
      ['classifier.weight', matrix(rows, 2)],
      ['classifier.bias', { shape: [rows], data: new Float32Array(rows) }],
    ]);
  await writeSafetensors(path, entries(4), { metadata });
  await assert.rejects(readRegionHeads(path), /must have 3 scores for 3 classes\. Received 4/);
  await writeSafetensors(path, entries(3), { metadata });
  await assert.rejects(readRegionHeads(path), /has no "scale"/);
});
