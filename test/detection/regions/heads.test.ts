import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor } from '@tensorflow/tfjs-node';
import { regionDetections, regionLoss, sampleRegions } from '../../../lib/detection';
import { softmax } from '../../../lib/ops';
import { at, type Box } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs';
import { smoothL1 } from '../../../lib/tfjs/kernels/smoothL1';
import { assertClose } from '../../support/assertClose';
import { readGolden } from '../../support/golden';

interface Heads {
  readonly scores: number[][];
  readonly codes: number[][];
  readonly labels: number[];
  readonly targets: number[][];
  readonly classification: number;
  readonly boxes: number;
  readonly scoresGradient: number[];
  readonly codesGradient: number[];
  readonly regions: Box[];
  readonly detections: readonly { readonly box: number[]; readonly label: number; readonly score: number }[];
}

const { heads } = readGolden<{ readonly heads: Heads }>('regions');
const value = (x: Tensor): number => x.dataSync()[0] ?? Number.NaN;

test("the multi-task loss and its gradients are torchvision's", () => {
  tf.tidy(() => {
    const targets = {
      classes: tf.tensor1d(heads.labels, 'int32'),
      counted: tf.ones([heads.labels.length]),
      codes: tf.tensor2d(heads.targets),
    };
    const [scores, codes] = [tf.tensor2d(heads.scores), tf.tensor2d(heads.codes)];
    const loss = regionLoss(scores, codes, targets, 1 / 9);
    assertClose([value(loss.classification), value(loss.boxes)], [heads.classification, heads.boxes], 1e-6);
    const [toScores, toCodes] = tf.grads((a: Tensor, b: Tensor) => {
      const { classification, boxes } = regionLoss(a, b, targets, 1 / 9);
      return tf.add(classification, tf.mul(boxes, 2));
    })([scores, codes]);
    assertClose(toScores?.dataSync() ?? [], heads.scoresGradient, 1e-5, 'scores');
    assertClose(toCodes?.dataSync() ?? [], heads.codesGradient, 1e-5, 'codes');
  });
});

test('regions that do not count change nothing, and without any that count the loss is 0', () => {
  tf.tidy(() => {
    const [scores, codes] = [tf.tensor2d(heads.scores), tf.tensor2d(heads.codes)];
    const lossOf = (counted: readonly number[]): number[] => {
      const targets = {
        classes: tf.tensor1d(heads.labels, 'int32'),
        counted: tf.tensor1d([...counted]),
        codes: tf.tensor2d(heads.targets),
      };
      const { classification, boxes } = regionLoss(scores, codes, targets);
      return [value(classification), value(boxes)];
    };
    assert.deepEqual(lossOf(heads.labels.map(() => 0)), [0, 0]);
    const first = lossOf(heads.labels.map((_, i) => Number(i < 2)));
    const errors = heads.scores.slice(0, 2).map((row, i) => {
      const sum = row.reduce((total, score) => total + Math.exp(score), 0);
      return Math.log(sum) - at(row, at(heads.labels, i));
    });
    assertClose([at(first, 0)], [(at(errors, 0) + at(errors, 1)) / 2], 1e-6);
  });
});

test('smooth L1 by hand: 0.5 x² below 1, |x| − ½ beyond', () => {
  tf.tidy(() => {
    assertClose(smoothL1(tf.tensor1d([0, 0.5, -1, 3, -4])).dataSync(), [0, 0.125, 0.5, 2.5, 3.5], 1e-7);
    const slope = tf.grad((x: Tensor) => tf.sum(smoothL1(x, 0.5)))(tf.tensor1d([0.25, -2]));
    assertClose(slope.dataSync(), [0.5, -1], 1e-7);
  });
});

test("detections among regions are torchvision's, whose classes count background", () => {
  const scores = { shape: [12, 4], data: Float32Array.from(heads.scores.flat()) };
  const outputs = { probabilities: softmax(scores).data, codes: Float32Array.from(heads.codes.flat()) };
  const found = regionDetections(outputs, heads.regions, [64, 64]);
  assert.deepEqual(
    found.map(({ label }) => label + 1),
    heads.detections.map(({ label }) => label),
  );
  assertClose(
    found.flatMap(({ box, score }) => [...box, score]),
    heads.detections.flatMap(({ box, score }) => [...box, score]),
    1e-5,
  );
});

test('without regions, and with outputs that are not numbers, there are no detections', () => {
  const none = { probabilities: new Float32Array(0), codes: new Float32Array(0) };
  assert.deepEqual(regionDetections(none, [], [64, 64]), []);
  const odd = { probabilities: Float32Array.of(0.1, Number.NaN), codes: new Float32Array(8).fill(Number.NaN) };
  assert.deepEqual(regionDetections(odd, [[0, 0, 9, 9]], [64, 64]), []);
});

const OBJECT = { box: [10, 10, 30, 30], label: 4 } as const;
const PROPOSALS: Box[] = [
  [10, 10, 30, 32],
  [40, 40, 60, 60],
  [12, 20, 40, 40],
  [0, 0, 80, 5],
];

test('regions are drawn one to three, the objects themselves among them, inside the picture', () => {
  const { boxes, classes, counted, codes } = sampleRegions([OBJECT], PROPOSALS, [64, 64], 'seed', { sampleSize: 4 });
  assert.equal([...classes].filter(label => label === 5).length, 1);
  assert.deepEqual([...counted], [1, 1, 1, 1]);
  assert.ok(boxes.every(edge => edge >= 0 && edge <= 64));
  assert.ok(codes.subarray(4).every(code => code === 0));
  assert.deepEqual(sampleRegions([OBJECT], PROPOSALS, [64, 64], 'seed', { sampleSize: 4 }).boxes, boxes);
});

test('a picture without objects or proposals gives regions that do not count', () => {
  const { boxes, counted } = sampleRegions([], [], [64, 64], 'seed', { sampleSize: 3 });
  assert.deepEqual(
    [[...counted], [...boxes.subarray(0, 4)]],
    [
      [0, 0, 0],
      [0, 0, 1, 1],
    ],
  );
});

test('to measure, the first proposals are taken as they come, and no box of an object', () => {
  const { boxes, classes, counted } = sampleRegions([OBJECT], PROPOSALS, [64, 64], null, { sampleSize: 6 });
  assert.deepEqual([...counted], [1, 1, 1, 1, 0, 0]);
  assert.deepEqual([...classes], [5, 0, 0, 0, 0, 0]);
  assert.deepEqual([...boxes.subarray(0, 8)], [10, 10, 30, 32, 40, 40, 60, 60]);
});

test('with a least overlap, regions far from every object are no examples', () => {
  const drawn = sampleRegions([OBJECT], PROPOSALS, [64, 64], 'seed', { sampleSize: 8, leastOverlap: 0.1 });
  // The proposal and the object itself; of the others, only the third touches the object enough.
  assert.equal([...drawn.counted].filter(Boolean).length, 3);
});
