import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contents, converse, run, writtenKernelspec } from './harness';

/** Cells, each with what it shows. */
const cells: readonly (readonly [code: string, shown: string | undefined])[] = [
  ['let k = 1;\nconst read = () => k;\nfunction raise() { k++; }\nlet given = 5;', undefined],
  ['k = 2;\n[k, read()]', '[ 2, 2 ]'],
  ['raise();\nk += 10;\ngiven = k;\n[k, read(), given]', '[ 13, 13, 13 ]'],
  // A new variable of the same name is another one, as in any scope within a scope.
  ["let k = 'new';\n[k, read()]", "[ 'new', 13 ]"],
  ['raise();\n[k, read()]', "[ 'new', 14 ]"],
  ['let [p, { q }] = [1, { q: 2 }];\nvar swap = () => { [p, q] = [q, p]; };', undefined],
  ['swap();\n({ p } = { p: p + 1 });\n[p, q]', '[ 3, 1 ]'],
  ['let late: number | undefined;\nvoid Promise.resolve().then(() => { late = 4; });', undefined],
  ['late', '4'],
  ["import { sep } from 'path';\nenum Size { S = 3 }\nclass Net { size = Size.S }\nnew Net().size", '3'],
  ['const sep = Size.S + new Net().size;\nsep', '6'],
  ['const settled = await (Promise.resolve(8));\nsettled', '8'],
  ['(async () => { await null; })();\nsettled + 1', '9'],
];

test('cells share their variables', { timeout: 120_000 }, async () => {
  const { spec } = await writtenKernelspec(process.execPath);
  const replies = await converse(
    spec,
    cells.map(([code]) => run(code)),
  );
  const shown = replies.map(messages => {
    assert.deepEqual(contents(messages, 'error'), []);
    return Object.assign({ 'text/plain': undefined }, contents(messages, 'execute_result')[0]?.data)['text/plain'];
  });
  assert.deepEqual(
    shown,
    cells.map(([, expected]) => expected),
  );
});
