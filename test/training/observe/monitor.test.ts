import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progress } from '../../../lib/notebook/progress';
import type { StepResult } from '../../../lib/training/loop/step';
import { Curve } from '../../../lib/training/observe/curve';
import { barMonitor, notebookMonitor } from '../../../lib/training/observe/monitor';
import type { Watched } from '../../../lib/training/observe/watched';
import { classification } from '../../../lib/training/tasks/classification';
import type { AnyTask } from '../../../lib/training/tasks/task';
import { makeSurroundings, textOf } from '../../notebook/sink';
import { gridDetection } from '../tasks/gridDetection';

const scalar = (value: number) => ({ shape: [], data: Float32Array.of(value) });

/** A run of 2 epochs that begins. */
function begun(task: AnyTask): Watched {
  return { name: 'net', totalSteps: 80, stepsPerEpoch: 40, task, before: { step: 0, points: [], epochs: [] } };
}

/** The last state of every display, after 40 steps of 2 epochs. */
function shown(task: AnyTask, results: readonly StepResult[], row: Readonly<Record<string, number>>) {
  const room = makeSurroundings();
  const monitor = notebookMonitor(begun(task), room);
  const curve = new Curve(task, 40);
  results.forEach((result, i) => {
    room.wait(1000);
    monitor.step(curve.add(i + 1, result));
  });
  // A finished chart is shown in a second form as well, by a message that changes nothing.
  const states = () => new Map(room.messages.filter(({ update }) => update).map(one => [one.displayId, textOf(one)]));
  const running = states();
  monitor.epoch(row);
  monitor.end(false);
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
  const monitor = notebookMonitor(begun(classification()), room);
  monitor.preparing('compiling the step');
  assert.equal(textOf(room.messages.at(-1)), 'training net, steps: 0 of 80 · compiling the step');
  monitor.preparing('');
  assert.equal(textOf(room.messages.at(-1)), 'training net, steps: 0 of 80');
  monitor.end(false);
});

test('a run that goes on goes on with its bar, its time left and its curves', () => {
  const room = makeSurroundings();
  const task = classification();
  const curve = new Curve(task, 40);
  const result = (loss: number) => ({ examples: 10, loss, parts: {}, sums: { correct: scalar(5) }, kept: {} });
  for (let step = 1; step <= 50; step++) curve.add(step, result(2));
  const epochs = [{ epoch: 1, validationLoss: 0.5, validationAccuracy: 0.9 }];
  const monitor = notebookMonitor({ ...begun(task), before: { step: 50, points: curve.points, epochs } }, room);
  assert.deepEqual(room.messages.map(textOf), [
    'training net, steps: 50 of 80',
    'net: loss. cross-entropy over epoch: training goes from 2 at 0.05 to 2 at 1.25; validation goes from 0.5 at 1 to 0.5 at 1.',
    'net: accuracy. accuracy (%) over epoch: training goes from 50 at 0.05 to 50 at 1.25; validation goes from 90 at 1 to 90 at 1.',
  ]);
  for (let step = 51; step <= 80; step++) {
    room.wait(500);
    monitor.step(curve.add(step, result(1)));
    if (step !== 60) continue;
    const running = room.messages.map(textOf);
    // 10 steps in 5 s, so the other 20 take 10 s.
    assert.ok(running.includes('training net, steps: 60 of 80 · 2.0 per second · 10 s left · loss 1, accuracy 50.0 %'));
  }
  monitor.end(true);
  const texts = room.messages.map(textOf);
  assert.ok(texts.includes('training net, steps: 80 of 80, the last 30 in 15 s (2.0 per second)'));
  assert.match(texts.filter(text => text.startsWith('net: loss')).join(), /training goes from 2 at 0\.05 to 1 at 2;/);
});

test('runs on one bar: each step moves it, a run that ends early counts as a whole one', () => {
  const room = makeSurroundings();
  const task = classification();
  const result = { examples: 10, loss: 2, parts: {}, sums: { correct: scalar(5) }, kept: {} };
  const bar = progress({ total: 3, label: 'runs' }, room);
  const steps = (count: number, complete: boolean): void => {
    const curve = new Curve(task, 40);
    const monitor = barMonitor(begun(task), bar);
    for (let step = 1; step <= count; step++) {
      room.wait(100);
      monitor.step(curve.add(step, result));
    }
    monitor.end(complete);
  };
  steps(80, true);
  steps(40, true);
  assert.equal(textOf(room.messages.at(-1)), 'runs: 1 of 3 · 8.0 s each · 12 s left · loss 2, accuracy 50.0 %');
  steps(20, false);
  assert.equal(textOf(room.messages.at(-1)), 'runs: stopped at 2 of 3 in 14 s (6.2 s each)');
  assert.equal(new Set(room.messages.map(({ displayId }) => displayId)).size, 1);
});
