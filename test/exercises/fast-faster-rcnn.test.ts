import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detection, ops, spec, tfjs } from '../../lib';
import { exercises } from '../../lib/exercises/fast-faster-rcnn/exercises';
import { type Detected, type DetectorRecipe, detectsByHeart } from '../../lib/exercises/fast-faster-rcnn/recipe';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);
const BIN = { firstRow: 3, lastRow: 5, firstColumn: 1, lastColumn: 4 };

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const valueSlips: [id: string, answer: unknown, message: RegExp][] = [
  ['fast-faster-rcnn.1', 3, /^The answer is an object/],
  ['fast-faster-rcnn.1', { ...BIN, firstRow: 1, lastRow: 3 }, /^firstRow: The bin begins at 1 .* lastRow: Rows 3 to 5/],
  ['fast-faster-rcnn.1', { ...BIN, firstRow: 4 }, /^firstRow: A bin begins at the place that is rounded down/],
  ['fast-faster-rcnn.1', { ...BIN, firstRow: 2, lastRow: 3 }, /^firstRow: The first of three rows of bins is row 0/],
  ['fast-faster-rcnn.1', { ...BIN, lastRow: 6 }, /^lastRow: The bin ends before/],
  ['fast-faster-rcnn.1', { ...BIN, lastRow: 4 }, /^lastRow: The bin ends before 2 \+ 4 = 6\. You rounded/],
  ['fast-faster-rcnn.1', { ...BIN, firstColumn: 0 }, /^firstColumn: 20 \/ 16 is 1\.25/],
  ['fast-faster-rcnn.1', { ...BIN, firstColumn: 2 }, /^firstColumn: Did you read the box/],
  ['fast-faster-rcnn.1', { ...BIN, lastColumn: 5 }, /^lastColumn: The bin ends before/],
  ['fast-faster-rcnn.1', { ...BIN, lastColumn: 3 }, /^lastColumn: The end of a bin is rounded up/],
  ['fast-faster-rcnn.2', 'a', /^Half a pixel is 1\/32 of a place/],
  ['fast-faster-rcnn.2', 'c', /^After a whole stride/],
  ['fast-faster-rcnn.4', 'b', /^So many would be about ten/],
  ['fast-faster-rcnn.4', 'c', /^A quarter of all anchors\?/],
  ['fast-faster-rcnn.5', 24, /^The answer is an object such as/],
  ['fast-faster-rcnn.5', { sizes: [], aspectRatios: [1] }, /^The answer is an object such as/],
  ['fast-faster-rcnn.5', { sizes: [24], aspectRatios: ['1'] }, /^The answer is an object such as/],
  ['fast-faster-rcnn.5', { sizes: [0], aspectRatios: [1] }, /sizes must be positive numbers/],
  ['fast-faster-rcnn.5', { sizes: [16, 24, 32], aspectRatios: [1, 2] }, /^6 anchors .* At most 4 are allowed\.$/],
  ['fast-faster-rcnn.5', { sizes: [14, 20], aspectRatios: [1, 1.8] }, /are large: more than 30 pixels high\.$/],
  ['fast-faster-rcnn.5', { sizes: [24, 30], aspectRatios: [2] }, /are small: less than 24 pixels high\.$/],
  ['fast-faster-rcnn.5', { sizes: [24, 28], aspectRatios: [2.4] }, /are wide: hardly higher than wide\.$/],
  ['fast-faster-rcnn.5', { sizes: [36, 44], aspectRatios: [1.3] }, /Look at the heights and widths of the digits\.$/],
  ['fast-faster-rcnn.5', { sizes: [20, 28], aspectRatios: [1] }, /are narrow: more than 1\.8 times as high as wide\.$/],
  ['fast-faster-rcnn.6', 0.003, /^The answer is an object such as/],
  ['fast-faster-rcnn.6', { rate: 0, epochs: 30, after: 16 }, /rate is a number above 0\.$/],
  ['fast-faster-rcnn.6', { rate: 0.003, epochs: 31, after: 16 }, /epochs is a whole number from 1 to 30\.$/],
  ['fast-faster-rcnn.6', { rate: 0.003, epochs: 30, after: 33 }, /after is a whole number from 1 to 32\.$/],
  ['fast-faster-rcnn.7', 'a', /^At the right end all four curves/],
  ['fast-faster-rcnn.7', 'c', /^Exact boxes are the business of the heads/],
];
for (const [id, answer, message] of valueSlips) {
  test(`${id}: ${JSON.stringify(answer)} is recognised`, () => assert.match(slipOf(id, answer), message));
}

test('fast-faster-rcnn.1: as the library divides the region', () => {
  const { bins } = ops.roiPoolBins([20, 36, 117, 90], [8, 8], { outputSize: [3, 2], spatialScale: 1 / 16 });
  const [firstColumn, firstRow, column, row] = bins[1]?.[0] ?? assert.fail();
  const answer = { firstRow, lastRow: row - 1, firstColumn, lastColumn: column - 1 };
  assert.equal(judge('fast-faster-rcnn.1', answer).kind, 'right');
});

type Loss = (scores: number[], truth: number, told: number[], wanted: number[]) => unknown;
const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
const ofClass = (scores: number[], truth: number): number =>
  -Math.log(Math.exp(spec.at(scores, truth)) / sum(scores.map(Math.exp)));
const ofBox = (told: number[], wanted: number[], term: (x: number) => number): number =>
  sum(told.map((t, i) => term(t - spec.at(wanted, i))));
const smooth = (x: number): number => (Math.abs(x) < 1 ? 0.5 * x * x : Math.abs(x) - 0.5);
const withTerm =
  (term: (x: number) => number): Loss =>
  (scores, truth, told, wanted) =>
    ofClass(scores, truth) + (truth > 0 ? ofBox(told, wanted, term) : 0);

const wrongLosses: [name: string, loss: Loss, message: RegExp][] = [
  ['a box for background', (s, u, t, v) => ofClass(s, u) + ofBox(t, v, smooth), /has no right box/],
  ['a mean', withTerm(x => smooth(x) / 4), /are added, not averaged/],
  ['a square', withTerm(x => x ** 2 / 2), /squared everywhere/],
  ['a sign', withTerm(x => (x < 1 ? x ** 2 / 2 : x - 0.5)), /as bad as one of 3/],
  ['a sign, the other way', withTerm(x => (-x < 1 ? x ** 2 / 2 : -x - 0.5)), /as bad as one of 3/],
  ['a sign in the line', withTerm(x => (Math.abs(x) < 1 ? x ** 2 / 2 : x - 0.5)), /as bad as one of 3/],
  ['that, the other way', withTerm(x => (Math.abs(x) < 1 ? x ** 2 / 2 : -x - 0.5)), /as bad as one of 3/],
  ['a straight line', withTerm(Math.abs), /straight line everywhere/],
  ['a jump', withTerm(x => (Math.abs(x) < 1 ? x ** 2 / 2 : Math.abs(x))), /does not meet the parabola/],
  ['a whole square', withTerm(x => (Math.abs(x) < 1 ? x ** 2 : Math.abs(x) - 0.5)), /The square is halved/],
  ['no class', (_, u, t, v) => (u > 0 ? ofBox(t, v, smooth) : 0), /the cross-entropy of the class is missing/],
  ['no box', (s, u) => ofClass(s, u), /the box term is missing/],
  ['a negative loss', () => -1, /neither term is ever negative/],
  ['text', () => 'much', /the result must be one number/],
];
for (const [name, loss, message] of wrongLosses) {
  test(`fast-faster-rcnn.3: ${name} is recognised`, () => assert.match(slipOf('fast-faster-rcnn.3', loss), message));
}

test("fast-faster-rcnn.3: the formula is right, and so is the library's loss", () => {
  assert.equal(judge('fast-faster-rcnn.3', withTerm(smooth)).kind, 'right');
  const { tf } = tfjs;
  const ofLibrary: Loss = (scores, truth, told, wanted) =>
    tf.tidy(() => {
      const targets = {
        classes: tf.tensor1d([truth], 'int32'),
        counted: tf.ones([1]),
        codes: tf.tensor2d([wanted]),
      };
      const { classification, boxes } = detection.regionLoss(
        tf.tensor2d([scores]),
        tf.tensor2d([scores.flatMap(() => told)]),
        targets,
      );
      return tf.add(classification, boxes).dataSync()[0];
    });
  assert.equal(judge('fast-faster-rcnn.3', ofLibrary).kind, 'right');
});

test('fast-faster-rcnn.5: several choices are enough', () => {
  for (const answer of [
    { sizes: [20, 28], aspectRatios: [1, 1.8] },
    { sizes: [20, 28], aspectRatios: [1.2, 2.4] },
  ]) {
    assert.equal(judge('fast-faster-rcnn.5', answer).kind, 'right');
  }
});

test('fast-faster-rcnn.6: what a recipe gave decides', async () => {
  const check = (detected: Detected) =>
    detectsByHeart((_, __, bar) => {
      bar.advance();
      return Promise.resolve(detected);
    });
  const recipe: DetectorRecipe = { rate: 0.003, epochs: 30, after: 24 };
  assert.equal((await check({ meanPrecision: 0.9, proposalRecall: 1 })(recipe)).kind, 'right');
  const advice: [DetectorRecipe, Detected, RegExp][] = [
    [
      { ...recipe, after: 1 },
      { meanPrecision: 0.4, proposalRecall: 0.5 },
      /50 % have a proposal\. .* enough of them\?$/,
    ],
    [{ ...recipe, epochs: 5 }, { meanPrecision: 0.4, proposalRecall: 0.5 }, /Has it had enough steps\?$/],
    [recipe, { meanPrecision: 0.4, proposalRecall: 1 }, /Look at the rate\.$/],
  ];
  for (const [given, detected, message] of advice) {
    const verdict = await check(detected)(given);
    assert.ok(verdict.kind === 'slip');
    assert.match(verdict.message, message);
  }
});
