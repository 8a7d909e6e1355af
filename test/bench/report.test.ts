import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../../scripts/bench/compare';
import type { Row, Times } from '../../scripts/bench/measure';
import { byOp, opTable } from '../../scripts/bench/opTable';
import { memoryTable, ratioTable, timeTable, versions } from '../../scripts/bench/report';

const times = (name: string, rounds: readonly number[], megabytes: number | null, version: string | null): Times => {
  return { name, version, rounds, peakBytes: megabytes === null ? null : megabytes * 1e6 };
};

const trained: readonly Row[] = [
  {
    id: 'train/a',
    title: 'A',
    times: [
      times('ours', [100, 110, 120], 500, 'TensorFlow 2'),
      times('stock', [300, 330, 360], 1250, 'TensorFlow 2'),
      times('eager', [80, 88, 96], 400, 'PyTorch 2'),
      times('channels-last', [50, 56, 60], null, 'PyTorch 2'),
      times('compile', [40, 55, 90], 700, 'PyTorch 2'),
    ],
  },
  { id: 'train/b', title: 'Longer B', times: [times('ours', [9.04], 80, 'TensorFlow 2')] },
];

const predicted: readonly Row[] = [
  {
    id: 'predict/a/1',
    title: 'A',
    times: [
      times('ours', [10, 12, 14], null, null),
      times('onnxruntime', [20, 24, 28], null, null),
      times('openvino', [5, 24.5, 28], null, null),
    ],
  },
  { id: 'predict/b/1', title: 'B', times: [times('ours', [10], null, null), times('openvino', [8], null, null)] },
];

test('a row shows medians and quartiles; what was not measured is a dash', () => {
  assert.deepEqual(timeTable('step', trained).split('\n'), [
    'step, ms           ours          stock             eager     channels-last           compile',
    'A         110 (105–115)  330 (315–345)  88.0 (84.0–92.0)  56.0 (53.0–58.0)  55.0 (47.5–72.5)',
    'Longer B  9.0 (9.0–9.0)              –                 –                 –                 –',
  ]);
});

test('ratios are those of the rounds, with the opponent of the lowest median and its name', () => {
  assert.deepEqual(ratioTable('step', trained).split('\n'), [
    'step, ratios  stock / ours  ours / eager  ours / fastest PyTorch',
    'A                     3.00          1.25            compile 2.00',
    'Longer B                 –             –                       –',
  ]);
  assert.deepEqual(ratioTable('batch 1', predicted).split('\n'), [
    'batch 1, ratios  ours / fastest runtime',
    'A                      onnxruntime 0.50',
    'B                         openvino 1.25',
  ]);
});

test('the fastest of one is no column beside the one that it has already', () => {
  const [title] = ratioTable('start', [
    { id: 'start/a', title: 'A', times: [times('ours', [3], null, null), times('eager', [2], null, null)] },
  ]).split('\n');
  assert.equal(title, 'start, ratios  ours / eager');
});

test('a row without the course compares nothing', () => {
  assert.deepEqual(compare({ id: 'start/a', title: 'A', times: [times('stock', [3], null, null)] }), []);
});

test('the table of memory is in megabytes', () => {
  assert.deepEqual(memoryTable('peak', trained).split('\n'), [
    'peak, MB  ours  stock  eager  channels-last  compile  ours / eager',
    'A          500   1250    400              –      700          1.25',
    'Longer B    80      –      –              –        –             –',
  ]);
});

test('each version is told once', () => {
  assert.equal(versions([...trained, ...predicted]), 'TensorFlow 2; PyTorch 2');
});

test('a profile adds the same op over shapes, shows the slowest first, and what the ops leave of the step', () => {
  const ops = byOp([
    { op: 'Relu', shapes: '[1 2]', calls: 2, ms: 1 },
    { op: 'Conv2D', shapes: '[1 8 8 3] [3 3 3 4]', calls: 1, ms: 5 },
    { op: 'Relu', shapes: '[1 4]', calls: 3, ms: 1.5 },
  ]);
  assert.deepEqual(opTable(ops, 10, 'JavaScript').split('\n'), [
    'op          calls     ms  of the step  inputs',
    'Conv2D          1   5.00       50.0 %',
    'Relu            5   2.50       25.0 %',
    'other ops           0.00        0.0 %',
    'JavaScript          2.50       25.0 %',
    'step               10.00      100.0 %',
  ]);
});
