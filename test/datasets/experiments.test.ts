import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { experiment } from '../../lib/datasets';

const root = mkdtempSync(join(tmpdir(), 'experiments-'));
after(() => rmSync(root, { recursive: true }));
const folder = join(root, 'data', 'experiments', 'depth');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'deep-seed1.csv'), 'net,seed,loss\ndeep,1,0.5\n');
writeFileSync(join(folder, 'deep-seed0.csv'), 'net,seed,loss\ndeep,0,2.5\ndeep,0,\n');
writeFileSync(join(folder, 'notes.txt'), 'no results');

test('all runs are read in the order of their names, numbers as numbers', () => {
  assert.deepEqual(experiment('depth', root), [
    { net: 'deep', seed: 0, loss: 2.5 },
    { net: 'deep', seed: 0, loss: Number.NaN },
    { net: 'deep', seed: 1, loss: 0.5 },
  ]);
});

test('an unknown experiment is refused with those there are', () => {
  assert.throws(() => experiment('width', root), {
    name: 'RangeError',
    message: "experiment: there is none named 'width'. Choose one of depth.",
  });
});
