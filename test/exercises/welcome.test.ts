import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exercises } from '../../lib/exercises/welcome/exercises';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

const cases: [kernel: number[][], message: string | undefined][] = [
  [
    [
      [5, 9, 5],
      [0, 0, 0],
      [-5, -9, -5],
    ],
    undefined,
  ],
  [
    [
      [0, 1, 0],
      [1, -4, 1],
      [0, 1, 0],
    ],
    'The kernel also answers to vertical edges, with -1. Each column has to sum to 0.',
  ],
  [
    [
      [1, 0, -1],
      [2, 0, -2],
      [1, 0, -1],
    ],
    'The kernel answers to vertical edges and not to horizontal ones. Swap its rows and columns.',
  ],
  [
    [
      [-1, -2, -1],
      [0, 0, 0],
      [1, 2, 1],
    ],
    'Where it is bright above and dark below the kernel answers -4. Change all signs.',
  ],
  [
    [
      [1, -2, 1],
      [-2, 4, -2],
      [1, -2, 1],
    ],
    'The kernel answers 0 to a horizontal edge. Its rows need different signs.',
  ],
  [
    [
      [-1, -1, -1],
      [2, 2, 2],
      [-1, -1, -1],
    ],
    'To one edge the kernel answers twice, with 3 and with -3: it finds thin lines. For edges, the top and the bottom row must not have the same sign.',
  ],
  [
    [
      [0, 0, 0],
      [1, 1, 1],
      [-1, -1, -1],
    ],
    undefined,
  ],
];
for (const [kernel, message] of cases) {
  test(`welcome.3: ${JSON.stringify(kernel)}`, () => {
    const verdict = judge('welcome.3', kernel);
    assert.equal(verdict.kind === 'slip' ? verdict.message : verdict.kind, message ?? 'right');
  });
}

test('welcome.1: one answer is right, each other one is told what was overlooked', () => {
  assert.equal(judge('welcome.1', 'a').kind, 'right');
  assert.match(slipOf('welcome.1', 'b'), /left and right see the same/);
  assert.match(slipOf('welcome.1', 'c'), /their difference is 0/);
  assert.match(slipOf('welcome.1', 'z'), /one of 'a', 'b', 'c'/);
});

const sizes: [rows: number, columns: number, message: RegExp][] = [
  [300, 449, /^rows: At the first and at the last row/],
  [300 - 3, 449, /^rows: You took 3 away/],
  [299, 449, /^rows: One row is lost above/],
  [300 / 3, 449, /^rows: The kernel moves one pixel/],
  [298, 451, /^columns: At the first and at the last column/],
  [298, 451 - 3, /^columns: You took 3 away/],
  [298, 450, /^columns: One column is lost/],
  [298, 150, /^columns: The kernel moves one pixel/],
  [449, 298, /^rows: These are the columns\. columns: These are the rows\.$/],
];
for (const [rows, columns, message] of sizes) {
  test(`welcome.2: ${rows} × ${columns} is recognised`, () =>
    assert.match(slipOf('welcome.2', { rows, columns }), message));
}
