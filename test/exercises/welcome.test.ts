import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exercises } from '../../lib/exercises/welcome/exercises';
import { judgeOf } from './judge';

const { judge } = judgeOf(exercises);

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
];
for (const [kernel, message] of cases) {
  test(`welcome.1: ${JSON.stringify(kernel)}`, () => {
    const verdict = judge('welcome.1', kernel);
    assert.equal(verdict.kind === 'slip' ? verdict.message : verdict.kind, message ?? 'right');
  });
}
