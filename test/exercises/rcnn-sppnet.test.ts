import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detection } from '../../lib';
import { exercises } from '../../lib/exercises/rcnn-sppnet/exercises';
import type { Box } from '../../lib/spec';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const valueSlips: [id: string, answer: unknown, message: RegExp][] = [
  ['rcnn-sppnet.2', 'b', /^That is what size is there for/],
  ['rcnn-sppnet.2', 'c', /^At first they do/],
  ['rcnn-sppnet.3', 0.1, /^The answer is an object such as/],
  ['rcnn-sppnet.3', { rate: 0, steps: 30 }, /rate is a number above 0\.$/],
  ['rcnn-sppnet.3', { rate: 0.2, steps: 31 }, /steps is a whole number from 1 to 30\.$/],
  ['rcnn-sppnet.3', { rate: 0.2, steps: 1.5 }, /steps is a whole number from 1 to 30\.$/],
  ['rcnn-sppnet.3', { rate: 1, steps: 30 }, /Half of this rate comes nearer/],
  ['rcnn-sppnet.3', { rate: 0.001, steps: 30 }, /Twice this rate comes nearer/],
  ['rcnn-sppnet.4', 'a', /^Look at the table/],
  ['rcnn-sppnet.4', 'c', /^Then no new ones/],
  ['rcnn-sppnet.5', { dx: 0, dy: 0.25, dw: Math.log(2), dh: 0 }, /^dx: The left edges are the same/],
  ['rcnn-sppnet.5', { dx: 10 / 40, dy: 10 / 40, dw: Math.LN2, dh: 0 }, /^dx: Divide by the width of the proposal/],
  ['rcnn-sppnet.5', { dx: 10, dy: 10, dw: Math.LN2, dh: 0 }, /^dx: Count the shift in widths .* dy: Count the shift/],
  ['rcnn-sppnet.5', { dx: -0.5, dy: -0.25, dw: -Math.LN2, dh: 0 }, /^dx: .* dy: .* dw: The ratio is that of the truth/],
  ['rcnn-sppnet.5', { dx: 0.5, dy: 0.5, dw: Math.log2(2), dh: 0 }, /^dy: Divide by the height .* dw: The logarithm is/],
  ['rcnn-sppnet.5', { dx: 0.5, dy: 0.25, dw: 40 / 20, dh: 40 / 40 }, /^dw: This is the ratio\. .* dh: The ratio is 1/],
  [
    'rcnn-sppnet.5',
    { dx: 0.5, dy: 0.25, dw: 20 / 40, dh: 0 },
    /^dw: The ratio is that of the truth to the proposal, and/,
  ],
  ['rcnn-sppnet.6', 5, /^The answer is a list of bins/],
  ['rcnn-sppnet.6', [], /^The answer is a list of bins/],
  ['rcnn-sppnet.6', [2.5, 1], /^The answer is a list of bins/],
  ['rcnn-sppnet.6', [5, 1, 1], /^A level that is there twice/],
  ['rcnn-sppnet.6', [6, 1], /^37 bins of 256 channels are 9472 numbers\. A level of n has n × n bins\. At most 8000/],
  ['rcnn-sppnet.6', [40, 1], /^1601 bins of 256 channels are 409856 numbers\. At most 8000 are allowed\.$/],
  ['rcnn-sppnet.6', [5], /^25 bins .* Which level sees the whole window/],
  ['rcnn-sppnet.6', [4, 2, 1], /^21 bins .* A finer level fits/],
  ['rcnn-sppnet.7', 100, /^Only the features become faster/],
  ['rcnn-sppnet.7', 10 / 2.1, /^Before, the proposals had to be found/],
  ['rcnn-sppnet.7', 120, /^The proposals still have to be found/],
  ['rcnn-sppnet.7', 6, /^The features still take/],
  ['rcnn-sppnet.7', 0.175, /^This is the share of the time/],
];
for (const [id, answer, message] of valueSlips) {
  test(`${id}: ${JSON.stringify(answer)} is recognised`, () => assert.match(slipOf(id, answer), message));
}

type Region = detection.Region;
const around = ({ box: a }: Region, { box: b }: Region): number =>
  (Math.max(a[2], b[2]) - Math.min(a[0], b[0])) * (Math.max(a[3], b[3]) - Math.min(a[1], b[1]));
const both = (a: Region, b: Region): number => a.size + b.size;
const wrongSums: [name: string, sum: (a: Region, b: Region, pixels: number) => unknown, message: RegExp][] = [
  ['size alone', (a, b, pixels) => 1 - both(a, b) / pixels, /similarity of size alone/],
  ['fill alone', (a, b, pixels) => 1 - (around(a, b) - both(a, b)) / pixels, /similarity of fill alone/],
  ['not taken from 1', (a, b, pixels) => around(a, b) / pixels, /how different they are/],
];
for (const [name, sum, message] of wrongSums) {
  test(`rcnn-sppnet.1: ${name} is recognised`, () => assert.match(slipOf('rcnn-sppnet.1', sum), message));
}

test('rcnn-sppnet.1: the two sums, and the short one, are right', () => {
  const long = (a: Region, b: Region, pixels: number): number =>
    1 - both(a, b) / pixels + 1 - (around(a, b) - both(a, b)) / pixels;
  assert.equal(judge('rcnn-sppnet.1', long).kind, 'right');
  assert.equal(judge('rcnn-sppnet.1', (a: Region, b: Region, n: number) => 2 - around(a, b) / n).kind, 'right');
});

test('rcnn-sppnet.1: as the library groups regions', () => {
  const picture = { shape: [2, 4, 1], data: Float32Array.of(0, 0, 90, 90, 0, 0, 200, 200) };
  const { merges, regions } = detection.groupRegions(picture, Int32Array.of(0, 0, 1, 1, 0, 0, 2, 2));
  for (const { parts, terms } of merges) {
    const [a, b] = parts.map(part => regions[part]);
    assert.ok(a !== undefined && b !== undefined);
    assert.ok(Math.abs(terms.size + terms.fill - (2 - around(a, b) / 8)) < 1e-6);
  }
});

test('rcnn-sppnet.3: several recipes come down', () => {
  for (const rate of [0.02, 0.03, 0.05])
    assert.equal(judge('rcnn-sppnet.3', { rate, steps: 30 }).kind, 'right', `${rate}`);
});

test('rcnn-sppnet.5: as the library codes boxes', () => {
  const [proposal, truth]: Box[] = [
    [20, 20, 40, 60],
    [20, 30, 60, 70],
  ];
  assert.ok(proposal !== undefined && truth !== undefined);
  const [code] = detection.encodeBoxes([truth], [proposal]);
  assert.ok(code !== undefined);
  const [dx, dy, dw, dh] = code;
  assert.equal(judge('rcnn-sppnet.5', { dx, dy, dw, dh }).kind, 'right');
});

test('rcnn-sppnet.6: every pyramid within the budget that is fine enough', () => {
  for (const levels of [
    [5, 1],
    [1, 5],
    [5, 2, 1],
  ])
    assert.equal(judge('rcnn-sppnet.6', levels).kind, 'right');
});

test('rcnn-sppnet.7: to three digits', () => assert.equal(judge('rcnn-sppnet.7', 5.71).kind, 'right'));
