import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fuzz } from '../fuzz/fuzz';
import { readersIn } from '../fuzz/readers';

// Every reader with 10,000 damaged files. A failure prints `FUZZ=reader:seed:index`; with this in front, the same command
// runs that input alone: FUZZ=png:1:1234 npm run test:faults -- fuzz

const COUNT = 10_000;

test('damaged files are refused with errors of our own, soon, and with little memory', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [name, seed = '1', only] = (process.env.FUZZ ?? '').split(':');
  for (const reader of await readersIn(folder)) {
    if (name !== '' && reader.name !== name) continue;
    await t.test(reader.name, () => {
      fuzz(reader, { seed: Number(seed), count: COUNT, ...(only !== undefined && { only: Number(only) }) });
    });
  }
});
