import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepResult } from '../../../lib/training/loop/step';
import { notebookMonitor } from '../../../lib/training/observe/monitor';
import { classification } from '../../../lib/training/tasks/classification';
import type { AnyTask } from '../../../lib/training/tasks/task';
import { makeSurroundings, textOf } from '../../notebook/sink';
import { gridDetection } from '../tasks/gridDetection';

const scalar = (value: number) => ({ shape: [], data: Float32Array.of(value) });

/** The last state of every display, after 40 steps of 2 epochs. */
function shown(task: AnyTask, results: readonly StepResult[], row: Readonly<Record<string, number>>) {
  const room = makeSurroundings();
  const monitor = notebookMonitor({ name: 'net', totalSteps: 80, stepsPerEpoch: 40, task }, room);
  results.forEach((result, i) => {
    room.wait(1000);
    monitor.step(i + 1, result);
  });
  // A finished chart is shown in a second form as well, by a message that changes nothing.
  const states = () => new Map(room.messages.filter(({ update }) => update).map(one => [one.displayId, textOf(one)]));
  const running = states();
  monitor.epoch(row);
  monitor.end();
  const ended = states();
  return { running: [...running.values()], ended: [...ended.values()] };
}

test('classification: charts of loss and accuracy, each point the mean of the steps since the last', () => {
  const results = Array.from({ length: 40 }, (_, i): StepResult => {
    return { examples: 10, loss: i < 20 ? 2 : 1, parts: {}, sums: { correct: scalar(i < 20 ? 4 : 8) }, kept: {} };
  });
  const row = { epoch: 1, validationLoss: 0.5, validationAccuracy: 0.9 };
  const { running, ended } = shown(classification(), results, row);
  assert.equal(running[0], 'training net, steps: 40 of 80 · 1.0 per second · 40 s left · loss 1, accuracy 80.0 %');
  assert.deepEqual(ended, [
    'training net, steps: stopped at 40 of 80 in 40 s (1.0 per second)',
    'net: loss. cross-entropy over epoch: training goes from 2 at 0.05 to 1 at 1; validation goes from 0.5 at 1 to 0.5 at 1.',
    'net: accuracy. accuracy (%) over epoch: training goes from 40 at 0.05 to 80 at 1; validation goes from 90 at 1 to 90 at 1.',
  ]);
});

test('detection: the parts of the loss share a chart, and what is measured in evaluations only has no training curve', () => {
  const result = {
    ...{ examples: 2, loss: 6, parts: { objectness: 1, box: 2, class: 3 } },
    ...{ sums: { right: scalar(24) }, kept: {} },
  };
  const row = { epoch: 1, validationLoss: 5, validationPresence: 0.5, validationFound: 0.25 };
  const { ended } = shown(gridDetection(), [result, result], row);
  assert.deepEqual(ended.slice(1).sort(), [
    'net: cells that are right. cells that are right (%) over epoch: training goes from 75 at 0.05 to 75 at 0.05; validation goes from 50 at 1 to 50 at 1.',
    'net: loss. sum of three losses over epoch: training goes from 6 at 0.05 to 6 at 0.05; validation goes from 5 at 1 to 5 at 1.',
    'net: objects found. objects found (%) over epoch: training has no values yet; validation goes from 25 at 1 to 25 at 1.',
    'net: parts of the loss. sum of three losses over epoch: objectness goes from 1 at 0.05 to 1 at 0.05; box goes from 2 at 0.05 to 2 at 0.05; class goes from 3 at 0.05 to 3 at 0.05.',
  ]);
});

test('what is done before the first step is said beside the bar', () => {
  const room = makeSurroundings();
  const monitor = notebookMonitor({ name: 'net', totalSteps: 80, stepsPerEpoch: 40, task: classification() }, room);
  monitor.preparing('compiling the step');
  assert.equal(textOf(room.messages.at(-1)), 'training net, steps: 0 of 80 · compiling the step');
  monitor.preparing('');
  assert.equal(textOf(room.messages.at(-1)), 'training net, steps: 0 of 80');
  monitor.end();
});
