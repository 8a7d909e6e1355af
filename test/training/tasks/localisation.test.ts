import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, type Box } from '../../../lib/spec';
import { adam, fit } from '../../../lib/training';
import { iouOf, localisation, type SingleObjects, singleObjects } from './localisation';
import { numbersModel, SIDE } from './networks';
import { drawScenes } from './scenes';

const scenes = (count: number, seed: number): SingleObjects =>
  singleObjects(drawScenes(count, { size: [SIDE, SIDE], most: 1, seed }));

/** What always saying the mean box would reach. */
function meanBoxIou(train: SingleObjects, test: SingleObjects): number {
  const mean = (i: 0 | 1 | 2 | 3): number =>
    train.objects.reduce((sum, { box }) => sum + box[i], 0) / train.objects.length;
  const box: Box = [mean(0), mean(1), mean(2), mean(3)];
  return test.objects.reduce((sum, one) => sum + iouOf(box, one.box), 0) / test.objects.length;
}

test('localisation: boxes are found, with images that are mirrored, shifted and scaled with their boxes', async () => {
  const [train, validation] = [scenes(600, 1), scenes(100, 2)];
  const history = await fit(numbersModel(4), train, {
    ...{ checkpoints: false, display: false, task: localisation(), validation },
    ...{ epochs: 25, batchSize: 20, optimizer: adam(), learningRate: 0.002 },
    augment: { flip: true, crop: 3, scale: [0.9, 1.2] },
  });
  const trivial = meanBoxIou(train, validation);
  const { validationMeanIou } = history.last;
  assert.ok(validationMeanIou > 0.6, `mean IoU ${validationMeanIou}`);
  assert.ok(trivial < 0.3, `the mean box has ${trivial}`);
  assert.ok(history.last.loss < 0.4 * at(history.steps, 0).loss);
});

test('until ends the run after the epoch for which it holds, and the history says so', async () => {
  const [train, validation] = [scenes(100, 1), scenes(20, 2)];
  const asked: number[] = [];
  const history = await fit(numbersModel(4), train, {
    ...{ checkpoints: false, display: false, task: localisation(), validation, epochs: 9, batchSize: 20 },
    until: ({ epoch, validationMeanIou }) => {
      asked.push(epoch);
      return validationMeanIou >= 0 && epoch >= 3;
    },
  });
  assert.deepEqual(asked, [1, 2, 3]);
  assert.equal(history.epochs.length, 3);
  assert.equal(history.steps.length, 15);
  assert.equal(history.reached, 3);
});
