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
const shares = (a: Region, b: Region, n: number): [size: number, rest: number] => [
  both(a, b) / n,
  (around(a, b) - both(a, b)) / n,
];
const area = ({ box: [x1, y1, x2, y2] }: Region): number => (x2 - x1) * (y2 - y1);
const wrongPairs: [name: string, pair: (a: Region, b: Region, pixels: number) => unknown, message: RegExp][] = [
  [
    'box areas for sizes',
    (a, b, n) => [1 - (area(a) + area(b)) / n, 1 - (around(a, b) - area(a) - area(b)) / n],
    /areas of the boxes are taken/,
  ],
  ['the whole box', (a, b, n) => [1 - both(a, b) / n, 1 - around(a, b) / n], /Fill takes off the pixels/],
  [
    'the other order',
    (a, b, n) =>
      shares(a, b, n)
        .map(share => 1 - share)
        .reverse(),
    /First size, then fill/,
  ],
  ['not taken from 1', shares, /how different they are/],
  ['the sum', (a, b, n) => 2 - around(a, b) / n, /sum of the two: give both/],
  ['size alone', (a, b, n) => 1 - both(a, b) / n, /expected an array of shape \[2\], received one number/],
];
for (const [name, pair, message] of wrongPairs) {
  test(`rcnn-sppnet.1: ${name} is recognised`, () => assert.match(slipOf('rcnn-sppnet.1', pair), message));
}

test('rcnn-sppnet.1: both, one by one, are right', () => {
  const pair = (a: Region, b: Region, n: number): number[] => shares(a, b, n).map(share => 1 - share);
  assert.equal(judge('rcnn-sppnet.1', pair).kind, 'right');
});

test('rcnn-sppnet.1: as the library groups regions', () => {
  const picture = { shape: [2, 4, 1], data: Float32Array.of(0, 0, 90, 90, 0, 0, 200, 200) };
  const { merges, regions } = detection.groupRegions(picture, Int32Array.of(0, 0, 1, 1, 0, 0, 2, 2));
  for (const { parts, terms } of merges) {
    const [a, b] = parts.map(part => regions[part]);
    assert.ok(a !== undefined && b !== undefined);
    const [size, rest] = shares(a, b, 8);
    assert.ok(Math.abs(terms.size - (1 - size)) < 1e-6);
    assert.ok(Math.abs(terms.fill - (1 - rest)) < 1e-6);
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

test('rcnn-sppnet.5: two digits of ln 2 are enough', () => {
  for (const dw of [0.69, 0.695]) assert.equal(judge('rcnn-sppnet.5', { dx: 0.5, dy: 0.25, dw, dh: 0 }).kind, 'right');
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
