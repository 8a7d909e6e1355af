import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fuzz } from './fuzz';
import { readersIn } from './readers';

// The first of the 10,000 inputs that `npm run test:faults -- fuzz` gives each reader.

const COUNT = 300;

test('damaged files are refused with errors of our own', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'few-inputs-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const reader of await readersIn(folder)) {
    await t.test(reader.name, () => fuzz(reader, { seed: 1, count: COUNT }));
  }
});
