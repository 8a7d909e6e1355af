import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, boxWidth } from '../../../lib/spec';
import { adam, evaluate, fit, type ImagesWithNumbers, overfitOneBatch, regression } from '../../../lib/training';
import { numbersModel, SIDE } from './networks';
import { drawScenes, stacked } from './scenes';

/** Where the middle of the only object is, and how wide it is, around 0. */
function measuredScenes(count: number, seed: number): ImagesWithNumbers {
  const scenes = drawScenes(count, { size: [SIDE, SIDE], most: 1, seed });
  const numbers = scenes.flatMap(({ objects }) => {
    const { box } = at(objects, 0);
    return [(box[0] + box[2]) / SIDE - 1, (box[1] + box[3]) / SIDE - 1, (boxWidth(box) - 11.5) / 4];
  });
  return { ...stacked(scenes), numbers: Float32Array.from(numbers), size: 3 };
}

const QUIET = { checkpoints: false, display: false } as const;

test('regression: numbers are predicted better than by their mean', async () => {
  const [train, validation] = [measuredScenes(600, 1), measuredScenes(100, 2)];
  const model = numbersModel(3);
  const task = regression();
  const history = await fit(model, train, {
    ...{ ...QUIET, task, validation, epochs: 12, batchSize: 20, optimizer: adam(), learningRate: 0.002 },
  });
  const { last } = history;
  assert.ok(last.loss < 0.2 * at(history.steps, 0).loss, `loss from ${at(history.steps, 0).loss} to ${last.loss}`);
  assert.ok(last.validationExplained > 0.7, `${last.validationExplained} of the variance`);
  // By hand: the mean of the squared errors is the loss, and 1 − error / variance of each number is what is explained.
  const measured = await evaluate(model, validation, { task, batchSize: 30 });
  assert.ok(Math.abs(measured.explained - last.validationExplained) < 1e-5);
  assert.ok(Math.abs(measured.loss - last.validationLoss) < 1e-6);
  assert.ok(measured.loss < 0.3 * meanVariance(validation), `${measured.loss}, variance ${meanVariance(validation)}`);
  assert.equal(
    history.toCSV().split('\n')[0],
    'epoch,step,learningRate,loss,absoluteError,explained,validationLoss,validationAbsoluteError,validationExplained,seconds',
  );
  const figure = history.figure('explained');
  assert.match(figure.alt, /^Variance explained/);
  const lowest = history.epochs.reduce((a, b) => (b.validationAbsoluteError < a.validationAbsoluteError ? b : a));
  assert.equal(history.best('absoluteError'), lowest);
  const highest = history.epochs.reduce((a, b) => (b.validationExplained > a.validationExplained ? b : a));
  assert.equal(history.best('explained'), highest);
});

/** What a network has as its loss that always says the mean. */
function meanVariance({ numbers, size }: ImagesWithNumbers): number {
  const columns = Array.from({ length: size }, (_, k) => [...numbers].filter((_, i) => i % size === k));
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  return mean(columns.map(column => mean(column.map(value => (value - mean(column)) ** 2))));
}

test('numbers of which there is only one leave nothing to explain', async () => {
  const set = { ...measuredScenes(4, 3), numbers: new Float32Array(4).fill(2), size: 1 };
  const { explained, absoluteError } = await evaluate(numbersModel(1), set, {
    ...{ task: regression(), scaling: { mean: [0.4, 0.4, 0.4], std: [0.2, 0.2, 0.2] } },
  });
  assert.ok(Number.isNaN(explained));
  assert.ok(absoluteError > 0);
});

test('a network that can learn overfits eight images, and one that takes no steps is told apart', async () => {
  const set = measuredScenes(20, 4);
  const task = regression();
  const good = await overfitOneBatch(numbersModel(3), set, {
    ...{ task, optimizer: adam(), learningRate: 0.003, display: false },
  });
  assert.ok(good.reached);
  assert.equal(good.losses.length, good.history.steps.length);
  assert.ok(at(good.losses, good.losses.length - 1) < at(good.losses, 0) / 20);
  assert.match(
    good.verdict,
    /^The loss of 8 images went from [\d.]+ to [\d.]+ in \d+ steps\. The network can learn them by heart: images, loss and gradients fit together\.$/,
  );
  const bad = await overfitOneBatch(numbersModel(3), set, {
    ...{ task, learningRate: 1e-9, steps: 5, batchSize: 4, below: 0.01, display: false },
  });
  assert.equal(bad.reached, false);
  assert.equal(bad.losses.length, 5);
  assert.match(
    bad.verdict,
    /^The loss of 4 images went from [\d.]+ to [\d.]+ in 5 steps\. It should have fallen below 0\.01\. Look for layers that no gradient reaches, a loss that does not read the output, a learning rate that is ten times too small or too large, and strong dropout\.$/,
  );
});

test('a network with another number of outputs, and numbers that are none, are refused', async () => {
  const set = measuredScenes(4, 5);
  const options = { ...QUIET, task: regression(), epochs: 1 };
  await assert.rejects(fit(numbersModel(2), set, options), {
    name: 'RangeError',
    message: 'fit: the model "numbers" must give 3 numbers for each image, as the set has them. Its output is [2].',
  });
  const broken = { ...set, numbers: Float32Array.from(set.numbers, (value, i) => (i === 7 ? Number.NaN : value)) };
  await assert.rejects(fit(numbersModel(3), broken, options), {
    name: 'RangeError',
    message: 'fit: the numbers of image 2 must be finite. Received NaN.',
  });
});
