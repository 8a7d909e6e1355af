import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../../scripts/bench/measure';
import { byOp, opTable } from '../../scripts/bench/profile';
import { memoryTable, timeTable } from '../../scripts/bench/report';

const rows: readonly Row[] = [
  {
    id: 'train/a',
    title: 'A',
    times: [
      { name: 'ours', rounds: [100, 110, 120], peakBytes: 500e6 },
      { name: 'stock', rounds: [300, 330, 360], peakBytes: 1250e6 },
      { name: 'PyTorch', rounds: [80, 88, 96], peakBytes: null },
    ],
  },
  { id: 'train/b', title: 'Longer B', times: [{ name: 'ours', rounds: [9.04], peakBytes: 80e6 }] },
];

test('a row shows medians, quartiles and both ratios; what was not measured is a dash', () => {
  assert.deepEqual(timeTable('step', rows).split('\n'), [
    'step           ours, ms      stock, ms       PyTorch, ms  stock / ours  ours / PyTorch',
    'A         110 (105–115)  330 (315–345)  88.0 (84.0–92.0)          3.00            1.25',
    'Longer B  9.0 (9.0–9.0)              –                 –             –               –',
  ]);
});

test('the table of memory is in megabytes', () => {
  assert.deepEqual(memoryTable('peak', rows).split('\n'), [
    'peak      ours, MB  stock, MB  PyTorch, MB',
    'A              500       1250            –',
    'Longer B        80          –            –',
  ]);
});

test('a profile adds the same op over shapes, shows the slowest first, and what the ops leave of the step', () => {
  const ops = byOp([
    { op: 'Relu', shapes: '[1 2]', calls: 2, ms: 1 },
    { op: 'Conv2D', shapes: '[1 8 8 3] [3 3 3 4]', calls: 1, ms: 5 },
    { op: 'Relu', shapes: '[1 4]', calls: 3, ms: 1.5 },
  ]);
  assert.deepEqual(opTable(ops, 10).split('\n'), [
    'op          calls     ms  of the step  inputs',
    'Conv2D          1   5.00       50.0 %',
    'Relu            5   2.50       25.0 %',
    'other ops           0.00        0.0 %',
    'JavaScript          2.50       25.0 %',
    'step               10.00      100.0 %',
  ]);
});
