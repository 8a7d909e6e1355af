import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contents, converse, run, writtenKernelspec } from './harness';

test('an object takes the variables of earlier cells by their names alone', { timeout: 120_000 }, async () => {
  const { spec } = await writtenKernelspec(process.execPath);
  const replies = await converse(spec, [
    run('const size = 3; let names = ["a"]; let rest = 0;'),
    run('const both = { size, names, own: 1 } as const; both'),
    run('function make(extra: number) { return { size, extra }; } make(2)'),
    run('({ size: rest } = { size: 7 }); ({ names } = { names: ["b"] }); ({ rest, names })'),
    run('const rows = [{ name: "a" }]; rows.map(({ name }) => ({ name, size }))'),
    run(
      'const sets = [{ name: "A", rows }]; sets.map(({ name, rows }) => ({ name, rows, taken: rows.map(({ name }) => name) }))',
    ),
  ]);
  const results = replies.map(messages => {
    assert.deepEqual(contents(messages, 'error'), []);
    const { data } = messages.find(({ type }) => type === 'execute_result')?.content ?? {};
    return JSON.stringify(data);
  });
  assert.deepEqual(results.slice(1), [
    JSON.stringify({ 'text/plain': "{ size: 3, names: [ 'a' ], own: 1 }" }),
    JSON.stringify({ 'text/plain': '{ size: 3, extra: 2 }' }),
    JSON.stringify({ 'text/plain': "{ rest: 7, names: [ 'b' ] }" }),
    JSON.stringify({ 'text/plain': "[ { name: 'a', size: 3 } ]" }),
    JSON.stringify({ 'text/plain': "[ { name: 'A', rows: [ [Object] ], taken: [ 'a' ] } ]" }),
  ]);
});

test('a field keeps its name in a pattern, whatever earlier cells have defined', { timeout: 120_000 }, async () => {
  const { spec } = await writtenKernelspec(process.execPath);
  const replies = await converse(spec, [
    run(
      'const rows = [{ a: 1, macs: 2 }]; const macs = 5; const earlier = { box: 4, deep: { box: 5 } }; let rest = 0;',
    ),
    run('rows.map(({ a, macs: paper }) => [a, paper, macs, earlier.box])'),
    run('const { box: near, deep: { box: far }, ...others } = earlier; [near, far, others]'),
    run(
      'const list = []; for (const { macs: m } of rows) list.push(m); ({ deep: { box: rest } } = earlier); [list, rest]',
    ),
    run(
      '({ macs: earlier.box } = { macs: 6 }); const box = 9; const { ["box"]: computed } = earlier; [computed, { box: macs }]',
    ),
  ]);
  const results = replies.slice(1).map(messages => contents(messages, 'execute_result')[0]?.data);
  assert.deepEqual(results, [
    { 'text/plain': '[ [ 1, 2, 5, 4 ] ]' },
    { 'text/plain': '[ 4, 5, {} ]' },
    { 'text/plain': '[ [ 2 ], 5 ]' },
    { 'text/plain': '[ 6, { box: 5 } ]' },
  ]);
});
