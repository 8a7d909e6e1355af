import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataFrame } from '../../lib/notebook/dataFrame';
import { table } from '../../lib/notebook/table';

const lines = (...text: string[]): string => text.join('\n');

test('numbers stand to the right, with separators and as many digits as the largest needs', () => {
  const bundle = table(
    { method: ['loops', 'im2col'], time: [1234.5, 56.78], bytes: [0, 115605504] },
    { caption: 'Costs', units: { time: 'ms' } },
  );
  assert.equal(
    bundle['text/plain'],
    lines(
      'Costs',
      'method  time (ms)        bytes',
      'loops     1,234.5            0',
      'im2col       56.8  115,605,504',
    ),
  );
  const html = String(bundle['text/html']);
  assert.match(html, /<caption [^>]*>Costs<\/caption>/);
  assert.match(html, /<th scope="col" style="text-align:right">time \(ms\)<\/th>/);
  assert.match(html, /<td style="text-align:left">loops<\/td><td style="text-align:right">1,234\.5<\/td>/);
});

test('rows and columns give the same table; a missing value is an empty cell', () => {
  const rows = [
    { name: 'a', n: 1 },
    { name: 'b', n: null },
    { name: 'c', n: 3 },
  ];
  const columns = { name: ['a', 'b', 'c'], n: [1, undefined, 3] };
  assert.deepEqual(table(rows, { caption: 'x' }), table(columns, { caption: 'x' }));
  assert.equal(table(rows, { caption: 'x' })['text/plain'], lines('x', 'name  n', 'a     1', 'b', 'c     3'));
});

test('a long table is cut and says how much is left', () => {
  const n = Array.from({ length: 1025 }, (_, i) => i);
  const text = String(table({ n }, { caption: 'x' })['text/plain']).split('\n');
  assert.equal(text.length, 2 + 20 + 1);
  assert.equal(text.at(-1), '… 1,005 more rows');
  assert.match(String(table({ n }, { caption: 'x', maxRows: 1024 })['text/plain']), /… 1 more row$/);
  assert.doesNotMatch(String(table({ n }, { caption: 'x', maxRows: 1025 })['text/plain']), /more/);
});

test('a value too small for the digits of its column keeps its size; NaN is shown', () => {
  const bundle = table({ x: [12.5, 0.0004, 0, Number.NaN] }, { caption: 'x' });
  assert.equal(bundle['text/plain'], lines('x', '     x', ' 12.50', '4.0e-4', '  0.00', '   NaN'));
});

test('text of cells, headings and caption is escaped', () => {
  const bundle = table([{ '<i>': '<script>alert(1)</script>' }], { caption: 'a < b' });
  assert.doesNotMatch(String(bundle['text/html']), /<script>|<i>|a < b/);
});

test('an empty table is drawn with its caption', () => {
  assert.equal(table([], { caption: 'nothing' })['text/plain'], lines('nothing', ''));
});

test('columns of different lengths are refused', () => {
  assert.throws(() => table({ a: [1, 2, 3], b: [1] }, { caption: 'x' }), {
    name: 'RangeError',
    message: 'table: all columns must have the same length. Received 1 values in "b", 3 in another column.',
  });
});

test('a danfojs DataFrame is a table like any other', async () => {
  const frame = await dataFrame({ name: ['b', 'a'], time: new Float32Array([2.5, 0.5]) });
  const sorted = frame.sortValues('time');
  assert.deepEqual(table(sorted, { caption: 'x' }), table({ name: ['a', 'b'], time: [0.5, 2.5] }, { caption: 'x' }));
});
