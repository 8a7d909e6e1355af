import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsv, toCsv } from '../../lib/datasets/csv';

test('rows become text; what was not measured is empty, numbers keep six digits', () => {
  assert.equal(toCsv([{ a: 'x', b: 1 / 3, c: Number.NaN, d: 12_345_678 }]), 'a,b,c,d\nx,0.333333,,12345700\n');
});

test('text becomes rows, numbers as numbers, nothing as NaN', () => {
  assert.deepEqual(parseCsv('net,seed,loss\r\ndeep,0,2.5e-1\r\nwide,1,\r\n', 'x.csv'), [
    { net: 'deep', seed: 0, loss: 0.25 },
    { net: 'wide', seed: 1, loss: Number.NaN },
  ]);
});

test('commas, quotes and line ends within a value survive', () => {
  const rows = [{ machine: 'a "fast", old one', note: 'two\nlines', seed: 3 }];
  assert.deepEqual(parseCsv(toCsv(rows), 'x.csv'), rows);
});

test('a damaged table is refused by its name', () => {
  assert.throws(() => parseCsv('a,b\n1,2\n3\n', 'depth/x.csv'), {
    name: 'TypeError',
    message:
      'depth/x.csv is no table of comma-separated values: Too few fields: expected 2 fields but parsed 1. Make it again.',
  });
  assert.throws(() => parseCsv('a,b\n1,"2\n', 'depth/x.csv'), {
    name: 'TypeError',
    message: 'depth/x.csv is no table of comma-separated values: Quoted field unterminated. Make it again.',
  });
  assert.throws(() => parseCsv('a,b,a\n1,2,3\n', 'depth/x.csv'), {
    name: 'TypeError',
    message: "depth/x.csv has two columns named 'a'. Give each its own name.",
  });
});
