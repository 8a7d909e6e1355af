import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { updateCopies } from '../../lib/workbook';
import { parseNotebook } from '../../lib/workbook/notebook';
import { copiesFolder } from '../../lib/workbook/places';
import { contents, converse, errorText, printed, ROOT, run, stockKernel, writtenKernelspec } from './harness';

updateCopies(ROOT);
const copies = copiesFolder(ROOT);

const CELLS = [
  run(`import { solution } from '../lib';\nsolution('welcome.2');`),
  run(`import { existsSync } from 'node:fs';\nconsole.log(existsSync('../data/registry.json'));`),
];

for (const [name, kernel] of [
  ["the course's kernel", async () => (await writtenKernelspec(process.execPath)).spec],
  ['stock tslab', async () => stockKernel()],
] as const) {
  test(`from a learner's folder, ${name} finds lib, data and the solutions`, { timeout: 120_000 }, async () => {
    const [first = [], second = []] = await converse(await kernel(), CELLS, copies);
    const shown = JSON.stringify([...contents(first, 'display_data'), printed(first)]);
    assert.match(shown, /A solution of welcome\.2[\s\S]*outputSize = /);
    assert.equal(printed(second), 'true\n');
  });
}

test('the first cells of a copy run', { timeout: 120_000 }, async () => {
  const { cells } = parseNotebook(readFileSync(join(copies, '00-welcome.ipynb'), 'utf8'));
  const code = cells.filter(({ cell_type }) => cell_type === 'code').slice(0, 3);
  const { spec } = await writtenKernelspec(process.execPath);
  const messages = await converse(
    spec,
    code.map(({ source }) => run(source)),
    copies,
  );
  assert.match(JSON.stringify(contents(messages[0] ?? [], 'display_data')), /This machine/);
  for (const of of messages) assert.deepEqual(contents(of, 'error'), []);
});

test('a fresh notebook that there is not is refused in a cell', { timeout: 120_000 }, async () => {
  const { spec } = await writtenKernelspec(process.execPath);
  const [messages = []] = await converse(
    spec,
    [run(`import { course } from '../lib';\ncourse.resetNotebook('countng', { keepAnswers: true });`)],
    copies,
  );
  assert.match(errorText(messages), /There is no notebook 'countng'\. Did you mean 'counting'\?/);
});
