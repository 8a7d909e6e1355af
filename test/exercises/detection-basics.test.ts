import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detection } from '../../lib';
import { exercises } from '../../lib/exercises/detection-basics/exercises';
import { type Located, type LocatorRecipe, learnsPlaces } from '../../lib/exercises/detection-basics/recipe';
import type { Box } from '../../lib/spec';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const valueSlips: [id: string, answer: unknown, message: RegExp][] = [
  ['detection-basics.2', 'a', /^Half of the time it is exactly right/],
  ['detection-basics.2', 'c', /^Its left edge fits one digit/],
  ['detection-basics.2', 'd', /^The loss looks at edges/],
  ['detection-basics.3', 0.003, /^The answer is an object such as/],
  ['detection-basics.3', { boxWeight: 0, rate: 0.003, epochs: 40 }, /boxWeight is a number above 0\.$/],
  ['detection-basics.3', { boxWeight: 1, rate: -1, epochs: 40 }, /rate is a number above 0\.$/],
  ['detection-basics.3', { boxWeight: 1, rate: 0.003, epochs: 41 }, /epochs is a whole number from 1 to 40\.$/],
  ['detection-basics.4', 32, /^The answer is an object such as/],
  ['detection-basics.4', { windowSizes: [], stride: 0.25 }, /^The answer is an object such as/],
  ['detection-basics.4', { windowSizes: [[32]], stride: 0.25 }, /^The answer is an object such as/],
  ['detection-basics.4', { windowSizes: [80], stride: 0.25 }, /^No window of these sizes fits/],
  ['detection-basics.4', { windowSizes: [32], stride: 0 }, /stride must be a positive share/],
  ['detection-basics.4', { windowSizes: [24, 28, 32], stride: 0.25 }, /At most 100 windows are allowed\.$/],
  ['detection-basics.4', { windowSizes: [24, 32, 40], stride: 0.25 }, /are narrow, and all your windows are square\.$/],
  ['detection-basics.5', 'A C', /^You went from left to right/],
  ['detection-basics.5', ['b'], /^D overlaps C by more than 0\.5, but C is gone/],
  ['detection-basics.5', 'abcd', /^Neighbours have an IoU of 14 \/ 26/],
  ['detection-basics.5', 'BCD', /^C lies as near to B/],
  ['detection-basics.5', 'ABD', /^A lies as near to B/],
  ['detection-basics.5', 'CD', /^CD is not what is left\.$/],
  ['detection-basics.5', 'E', /^The answer is letters of ABCD/],
  ['detection-basics.5', 2, /^The answer is letters of ABCD/],
  ['detection-basics.6', { eleven: (5 * 0.667 + 1.2) / 11, all: 0.4833 }, /^eleven: The first recall is 0/],
  ['detection-basics.6', { eleven: 5.2 / 8, all: 0.4833 }, /^eleven: Recalls that are not reached/],
  ['detection-basics.6', { eleven: 0.52, all: 0.4833 }, /^eleven: From 0 to 1 in steps of 0\.1/],
  [
    'detection-basics.6',
    { eleven: 0.4727, all: (0.5 + 2 / 3 + 0.6) / 4 },
    /^all: At the first step the precision is 1\/2/,
  ],
  ['detection-basics.6', { eleven: 0.4727, all: 0.6444 }, /^all: One of the four objects is never found/],
  [
    'detection-basics.6',
    { eleven: 0.4727, all: (0.5 + 2 / 3 + 0.5 + 0.6) / 5 },
    /^all: This is the mean over the predictions/,
  ],
  [
    'detection-basics.7',
    { shifted: 'B', half: 'A', doubled: 'D', flooded: 'C' },
    /^shifted: .* flooded: Its false alarms/,
  ],
  [
    'detection-basics.7',
    { shifted: 'C', half: 'D', doubled: 'A', flooded: 'B' },
    /^half: .* doubled: It finds everything/,
  ],
];
for (const [id, answer, message] of valueSlips) {
  test(`${id}: ${JSON.stringify(answer)} is recognised`, () => assert.match(slipOf(id, answer), message));
}

const area = ([x1, y1, x2, y2]: Box): number => (x2 - x1) * (y2 - y1);
const width = (a: Box, b: Box): number => Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
const height = (a: Box, b: Box): number => Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
const shared = (a: Box, b: Box): number => Math.max(0, width(a, b)) * Math.max(0, height(a, b));
const wrongIous: [name: string, iou: (a: Box, b: Box) => unknown, message: RegExp][] = [
  ['both areas', (a, b) => shared(a, b) / (area(a) + area(b)), /counted it twice/],
  [
    'negative sides',
    (a, b) => (width(a, b) * height(a, b)) / (area(a) + area(b) - width(a, b) * height(a, b)),
    /an IoU lies between 0 and 1|their product is positive/,
  ],
  ['the smaller box', (a, b) => shared(a, b) / Math.min(area(a), area(b)), /share of the smaller box/],
  ['text', () => 'much', /the result must be one number/],
];
for (const [name, iou, message] of wrongIous) {
  test(`detection-basics.1: ${name} is recognised`, () => assert.match(slipOf('detection-basics.1', iou), message));
}

test('detection-basics.1: the formula is right, and so is the library', () => {
  const byHand = (a: Box, b: Box): number => shared(a, b) / (area(a) + area(b) - shared(a, b));
  assert.equal(judge('detection-basics.1', byHand).kind, 'right');
  assert.equal(judge('detection-basics.1', (a: Box, b: Box) => detection.iou(a, b)).kind, 'right');
});

test('detection-basics.3: what a recipe gave decides', async () => {
  const check = (located: Located) =>
    learnsPlaces((_, __, bar) => {
      bar.advance();
      return Promise.resolve(located);
    });
  const recipe: LocatorRecipe = { boxWeight: 3, rate: 0.003, epochs: 40 };
  assert.equal((await check({ accuracy: 0.95, meanIou: 0.7, found: 0.9 })(recipe)).kind, 'right');
  const advice: [LocatorRecipe, Located, RegExp][] = [
    [recipe, { accuracy: 0.9, meanIou: 0.4, found: 0.2 }, /do they weigh enough in the loss\?$/],
    [recipe, { accuracy: 0.3, meanIou: 0.8, found: 0.3 }, /weigh too much in the loss\?$/],
    [{ ...recipe, epochs: 10 }, { accuracy: 0.7, meanIou: 0.6, found: 0.5 }, /Has it had enough steps\?$/],
    [recipe, { accuracy: 0.7, meanIou: 0.6, found: 0.5 }, /Look at the rate\.$/],
  ];
  for (const [given, located, message] of advice) {
    const verdict = await check(located)(given);
    assert.ok(verdict.kind === 'slip');
    assert.match(verdict.message, message);
  }
});

test('detection-basics.4: two shapes are enough', () => {
  assert.equal(
    judge('detection-basics.4', {
      windowSizes: [
        [28, 28],
        [28, 14],
      ],
      stride: 0.33,
    }).kind,
    'right',
  );
  assert.equal(
    judge('detection-basics.4', {
      windowSizes: [
        [30, 26],
        [28, 14],
      ],
      stride: 0.33,
    }).kind,
    'right',
  );
});

test('detection-basics.5: as the library suppresses, and softly all are left', () => {
  const boxes = [0, 6, 12, 18].map((x): Box => [x, 0, x + 20, 20]);
  const scores = [0.8, 0.9, 0.7, 0.6];
  assert.deepEqual(detection.nms(boxes, scores, { iouThreshold: 0.5 }), [1, 3]);
  const soft = detection.softNms(boxes, scores, { decay: { kind: 'gaussian', sigma: 0.5 } });
  assert.equal(soft.places.length, 4);
  assert.equal(soft.places[0], 1);
  for (const answer of ['BD', 'd, b', ['B', 'D']]) assert.equal(judge('detection-basics.5', answer).kind, 'right');
});

test('detection-basics.6: as the library reads the curve', () => {
  const curve = { precision: [0, 1 / 2, 2 / 3, 2 / 4, 3 / 5], recall: [0, 0.25, 0.5, 0.5, 0.75] };
  const [eleven, all] = [detection.averagePrecision(curve, 11), detection.averagePrecision(curve, 'all')];
  assert.equal(judge('detection-basics.6', { eleven, all }).kind, 'right');
  assert.equal(judge('detection-basics.6', { eleven: 0.473, all: 0.483 }).kind, 'right');
});
