import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe, difference, readValues } from '../../lib/notebook/values';

test('numbers are read in every form that a learner may give', () => {
  const grid = { shape: [2, 2], data: [1, 2, 3, 4] };
  const forms: [unknown, unknown][] = [
    [5, { shape: [], data: [5] }],
    [
      [
        [1, 2],
        [3, 4],
      ],
      grid,
    ],
    [[new Float32Array([1, 2]), new Uint8Array([3, 4])], grid],
    [[new Int16Array([1, 2]), new Uint8ClampedArray([3, 4])], grid],
    [new DataView(new ArrayBuffer(2)), 'a number or an array of numbers was expected. Received an object'],
    [{ shape: [2, 2], data: new Float32Array([1, 2, 3, 4]) }, grid],
    [[], { shape: [0], data: [] }],
  ];
  for (const [value, expected] of forms) assert.deepEqual(readValues(value), expected);
});

test('whole numbers are compared exactly, others to a tolerance', () => {
  assert.equal(difference(55, 55), undefined);
  assert.equal(difference(55.0001, 55), 'expected 55, received 55.0001');
  assert.equal(difference(1 / 3 + 1e-7, 1 / 3), undefined);
  assert.equal(difference(0.34, 1 / 3), 'expected 0.333333, received 0.34');
  assert.equal(difference(0.34, 1 / 3, 0.05), undefined);
  assert.equal(difference(Number.NaN, 1), 'expected 1, received NaN');
});

test('arrays are compared by shape, then value by value, and the first difference is named', () => {
  const right = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  assert.equal(difference(right, right), undefined);
  assert.equal(difference({ shape: [2, 3], data: new Float32Array([1, 2, 3, 4, 5, 6]) }, right), undefined);
  assert.equal(difference([1, 2, 3], right), 'expected an array of shape [2, 3], received an array of shape [3]');
  assert.equal(difference(7, right), 'expected an array of shape [2, 3], received one number');
  assert.equal(
    difference(
      [
        [1, 2, 3],
        [4, 9, 9],
      ],
      right,
    ),
    'at [1][1]: expected 5, received 9',
  );
});

test('what is no array of numbers is described', () => {
  assert.equal(difference('55', 55), "a number or an array of numbers was expected. Received the text '55'");
  assert.equal(difference([1, undefined], [1, 2]), 'a number or an array of numbers was expected. Received undefined');
  assert.equal(
    difference(
      [[1, 2], [3]],
      [
        [1, 2],
        [3, 4],
      ],
    ),
    'all rows must be equally long. Received row 1 with 1 values, row 0 with 2',
  );
});

test('values are described shortly', () => {
  const cases: [unknown, string][] = [
    [115605504, '115,605,504'],
    [0.1 + 0.2, '0.3'],
    [
      [
        [1, 2],
        [3, 4],
      ],
      '[[1, 2], [3, 4]]',
    ],
    [new Float32Array([1, 2]), '[1, 2]'],
    [Array.from({ length: 8 }, () => new Float32Array(8)), 'an array of shape [8, 8]'],
    [() => 1, 'a function'],
    [{ a: 1 }, 'an object'],
    [['a'], 'an array'],
    [{ shape: [2], data: new Float32Array([1, 2]) }, '{ shape: [2], data: [1, 2] }'],
    [null, 'null'],
    [true, 'true'],
  ];
  for (const [value, words] of cases) assert.equal(describe(value), words);
});
