import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fit, meanCrossEntropy, withAuxiliary } from '../../../lib/training';
import { checkSettings } from '../../../lib/training/loop/checkSettings';
import { savedSteps } from '../../../lib/training/loop/savedRun';
import { History } from '../../../lib/training/observe/history';
import { chosenTask } from '../../../lib/training/tasks/chosenTask';
import { classification } from '../../../lib/training/tasks/classification';
import { columnsOf, numberOf } from '../../../lib/training/tasks/columns';
import { Sums } from '../../../lib/training/tasks/sums';
import { digits, smallModel } from '../smallNetwork';
import { gridModel, SIDE } from './networks';

test('sums add up over batches, scalars and matrices alike', () => {
  const sums = new Sums();
  for (const n of [1, 2]) {
    sums.add({ count: { shape: [], data: [n] }, matrix: { shape: [2, 2], data: [n, 0, 0, 10 * n] } });
  }
  assert.equal(sums.scalar('count'), 3);
  assert.deepEqual(sums.array('matrix'), { shape: [2, 2], data: [3, 0, 0, 30] });
  assert.deepEqual(new Sums(JSON.parse(JSON.stringify(sums))).array('matrix').data, [3, 0, 0, 30]);
});

test('classification is the task where none is named, and takes its loss', async () => {
  const options = { epochs: 1, checkpoints: false, display: false } as const;
  const [first, second] = [smallModel(), smallModel()];
  const [plain, named] = [
    await fit(first, digits(100), { ...options, loss: withAuxiliary() }),
    await fit(second, digits(100), { ...options, task: classification({ loss: withAuxiliary() }) }),
  ];
  assert.deepEqual(
    plain.steps.map(({ loss }) => loss),
    named.steps.map(({ loss }) => loss),
  );
});

const REFUSALS: readonly (readonly [string, () => unknown, string])[] = [
  [
    'a loss beside a task',
    () => chosenTask({ task: classification(), loss: meanCrossEntropy }),
    'training: a task has a loss of its own. Leave out loss, or pass it on: classification({ loss }).',
  ],
  [
    'a sum that was not measured',
    () => new Sums({ correct: { shape: [], data: [1] } }).scalar('right'),
    'sums: the task has measured no "right". It has measured: correct.',
  ],
  [
    'a column that is not there',
    () => numberOf({ loss: 1, accuracy: 2 }, 'iou'),
    'there is no column "iou". The columns are loss, accuracy.',
  ],
  [
    'the last row of a history without epochs',
    () => new History(columnsOf(classification())).last,
    'history: no epoch has ended yet. Train for at least one epoch.',
  ],
  [
    'the best row of a history without epochs',
    () => new History(columnsOf(classification())).best('accuracy'),
    'history: no epoch has ended yet. Train for at least one epoch.',
  ],
  [
    'a checkpoint without its steps',
    () => savedSteps(1, new Map(), () => 1),
    'fit: the checkpoint has no "history/loss". Leave out resume to start anew.',
  ],
  [
    'a run of another task',
    () => checkSettings('folder', { task: { task: 'classification' } }, { task: { task: 'regression' } }),
    'fit: the run in folder was started with other settings: task was {"task":"classification"}. Received {"task":"regression"}. Call fit with the same settings, or leave out resume to start anew.',
  ],
];

for (const [name, call, message] of REFUSALS) {
  test(`${name}: the message says so`, () => assert.throws(call, { message }));
}

test('a network without one number for each class is no classifier', async () => {
  const images = new Uint8Array(SIDE * SIDE * 3);
  const set = { images, shape: [1, SIDE, SIDE, 3], labels: Int32Array.of(0), classNames: ['a'] } as const;
  await assert.rejects(fit(gridModel(7), set, { epochs: 1, checkpoints: false, display: false }), {
    name: 'RangeError',
    message: 'fit: the model "grid" must give one number for each class. Its output is [4, 4, 7].',
  });
});

test('a loss without parts is refused', async () => {
  const task = { ...classification(), loss: () => ({}) };
  await assert.rejects(fit(smallModel(), digits(10), { task, epochs: 1, checkpoints: false, display: false }), {
    name: 'TypeError',
    message: 'fit: the loss of the task has no parts. Return a scalar, or one for each part.',
  });
});
