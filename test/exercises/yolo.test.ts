import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assignToCells, yoloLoss } from '../../lib/detection';
import { confidenceTerms } from '../../lib/exercises/yolo/confidence';
import { exercises } from '../../lib/exercises/yolo/exercises';
import { type Learnt, learnsByHeart, type YoloRecipe } from '../../lib/exercises/yolo/recipe';
import { at, type Box } from '../../lib/spec';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

const DOG = { row: 4, column: 2, x: 0.8125, y: 0.21875, w: 0.5, h: 0.75 };
const ROWS = { right: 'B', idle0: 'D', idle10: 'A', boxes: 'C' };

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const valueSlips: [id: string, answer: unknown, message: RegExp][] = [
  ['yolo.1', { ...DOG, row: 5, column: 3 }, /^row: Rows are counted from 0\. column: Columns are counted from 0\.$/],
  [
    'yolo.1',
    { ...DOG, row: 2, column: 4 },
    /^row: This is the column, or the row of the top edge\..* column: This is the row\./,
  ],
  ['yolo.1', { ...DOG, column: Math.floor(124 / 64) }, /^column: You took the left edge\./],
  ['yolo.1', { ...DOG, x: 180 / 448, y: 270 / 448 }, /^x: This is the place in the picture\..* y: This is the place/],
  ['yolo.1', { ...DOG, x: 180 / 64, y: 270 / 64 }, /^x: Take off the whole cells to its left\. y: .* above it\.$/],
  ['yolo.1', { ...DOG, x: 180 - 128, y: 270 - 256 }, /^x: These are pixels\..* y: These are pixels\./],
  ['yolo.1', { ...DOG, w: 112 / 448, h: 252 / 448 }, /^w: This is the width itself\..* h: This is the height itself\./],
  ['yolo.1', { ...DOG, w: 112 / 64, h: 252 / 64 }, /^w: .* and as its square root\. h: .* and as its square root\.$/],
  [
    'yolo.1',
    { ...DOG, w: Math.sqrt(112 / 64), h: Math.sqrt(252 / 64) },
    /^w: .* not of the cell\. h: .* not of the cell/,
  ],
  ['yolo.3', 'a', /^So it would be if a predictor knew/],
  ['yolo.3', 'c', /^Most predictors see no digit/],
  ['yolo.3', 'd', /^Its target is never above the IoU/],
  ['yolo.4', 0.3, /^The answer is a list such as/],
  ['yolo.4', [], /^The answer is a list such as/],
  ['yolo.4', [[0.3, -0.4]], /^The answer is a list such as/],
  ['yolo.4', [[22, 28]], /^A side is above 1\./],
  [
    'yolo.4',
    [
      [0.2, 0.4],
      [0.3, 0.4],
      [0.4, 0.4],
      [0.5, 0.5],
    ],
    /^You chose 4 priors\. At most 3 are allowed\.$/,
  ],
  ['yolo.4', [[0.35, 0.44]], /^The mean IoU with the best of 1 is 0\.\d+, and 0\.78 is asked for\. Would one more/],
  [
    'yolo.4',
    [
      [0.3, 0.3],
      [0.4, 0.4],
      [0.5, 0.5],
    ],
    /All of yours are squares\. Digits are higher than wide\.$/,
  ],
  [
    'yolo.4',
    [
      [0.2, 0.4],
      [0.33, 0.42],
      [0.9, 0.9],
    ],
    /The prior \[0\.9, 0\.9\] is the best for hardly any digit\.$/,
  ],
  [
    'yolo.4',
    [
      [0.3, 0.44],
      [0.36, 0.44],
      [0.44, 0.44],
    ],
    /How wide are narrow digits/,
  ],
  ['yolo.5', { ...ROWS, right: 'C', boxes: 'B' }, /^right: .* boxes: Its mean IoU is the lowest of all\.$/],
  [
    'yolo.5',
    { ...ROWS, idle0: 'A', idle10: 'D' },
    /^idle0: More than a thousand boxes.* idle10: Its loss is the largest/,
  ],
  ['yolo.6', 0.003, /^The answer is an object such as/],
  ['yolo.6', { idle: -1, rate: 0.003, epochs: 40 }, /idle is a number from 0 on\.$/],
  ['yolo.6', { idle: 0.5, rate: 0, epochs: 40 }, /rate is a number above 0\.$/],
  ['yolo.6', { idle: 0.5, rate: 0.003, epochs: 101 }, /epochs is a whole number from 1 to 100\.$/],
  ['yolo.7', { without: 46.68, with: 26.5 }, /^without: This is a difference\./],
  [
    'yolo.7',
    { without: 0.0068, with: 0.0377 },
    /^without: It is the other way round.* with: It is the other way round/,
  ],
  ['yolo.7', { without: 146.9, with: 47 / (0.32 + 1.51) }, /^with: R-CNN waits for the proposals, too\.$/],
  ['yolo.7', { without: 146.9, with: (47 + 1.51) / 0.32 }, /^with: Fast R-CNN waits for the proposals, too\.$/],
];
for (const [id, answer, message] of valueSlips) {
  test(`${id}: ${JSON.stringify(answer)} is recognised`, () => assert.match(slipOf(id, answer), message));
}

test('yolo.1: two decimals are enough', () => {
  assert.equal(judge('yolo.1', { ...DOG, x: 0.81, y: 0.22 }).kind, 'right');
  assert.equal(judge('yolo.1', { ...DOG, y: 0.24 }).kind, 'slip');
});

test('yolo.1: as the library assigns the dog', () => {
  const box: Box = [124, 144, 236, 396];
  const { row, column, target } = at(assignToCells([{ box }], { rows: 7, columns: 7 }, 448).assigned, 0);
  const [x, y, w, h] = target;
  assert.equal(judge('yolo.1', { row, column, x, y, w, h }).kind, 'right');
});

type Loss = (confidences: number[], overlaps: number[] | null) => unknown;
const bestOf = (overlaps: number[]): number => overlaps.indexOf(Math.max(...overlaps));
const squares = (values: number[]): number => values.reduce((sum, value) => sum + value ** 2, 0);
/** What all predictors would cost if they were idle, and what is different for one of them. */
const withTarget = (confidences: number[], place: number, target: number, idle = 0.5): number =>
  idle * (squares(confidences) - at(confidences, place) ** 2) + (at(confidences, place) - target) ** 2;
const wrongLosses: [name: string, loss: Loss, message: RegExp][] = [
  [
    'target 1',
    (said, overlaps) => (overlaps === null ? 0.5 * squares(said) : withTarget(said, bestOf(overlaps), 1)),
    /should say its IoU\. You asked for 1\./,
  ],
  [
    'no idle ones',
    (said, overlaps) => (overlaps === null ? 0 : withTarget(said, bestOf(overlaps), at(overlaps, bestOf(overlaps)), 0)),
    /nobody tells them to be silent/,
  ],
  [
    'no weight',
    (said, overlaps) =>
      overlaps === null ? squares(said) : withTarget(said, bestOf(overlaps), at(overlaps, bestOf(overlaps)), 1),
    /have a weight of 0\.5/,
  ],
  [
    'the surest is responsible',
    (said, overlaps) =>
      overlaps === null ? 0.5 * squares(said) : withTarget(said, bestOf(said), at(overlaps, bestOf(said))),
    /It should be the one that fits best/,
  ],
  [
    'all have a target',
    (said, overlaps) =>
      overlaps === null ? 0.5 * squares(said) : squares(said.map((value, j) => value - at(overlaps, j))),
    /Only the best fitting one has/,
  ],
  [
    'half of everything',
    (said, overlaps) =>
      overlaps === null
        ? 0.5 * squares(said)
        : withTarget(said, bestOf(overlaps), at(overlaps, bestOf(overlaps))) -
          0.5 * (at(said, bestOf(overlaps)) - at(overlaps, bestOf(overlaps))) ** 2,
    /belongs to the idle ones alone/,
  ],
];
for (const [name, loss, message] of wrongLosses) {
  test(`yolo.2: ${name} is recognised`, () => assert.match(slipOf('yolo.2', loss), message));
}

test("yolo.2: the terms are those of the library's loss", () => {
  // Two boxes in the middle of the only cell, a quarter of the picture and half of it; the object is the larger one.
  const cell = [0.5, 0.5, Math.SQRT1_2, Math.SQRT1_2, 0.3, 0.5, 0.5, 0.5, 0.5, 0.6, 1];
  const output = { shape: [1, 1, 1, 11], data: Float32Array.from(cell) };
  const written = (overlaps: number[] | null): number => confidenceTerms([0.3, 0.6], overlaps);
  const there = yoloLoss(output, [[{ label: 0, box: [16, 16, 48, 48] }]], { picture: 64 });
  assert.ok(Math.abs(there.confidence + there.idle - written([1, 0.25])) < 1e-6);
  const empty = yoloLoss(output, [[]], { picture: 64 });
  assert.ok(Math.abs(empty.confidence + empty.idle - written(null)) < 1e-6);
  assert.equal(judge('yolo.2', confidenceTerms).kind, 'right');
  const lastOfEqual: Loss = (said, overlaps) =>
    overlaps === null
      ? 0.5 * squares(said)
      : withTarget(said, overlaps.lastIndexOf(Math.max(...overlaps)), Math.max(...overlaps));
  assert.equal(judge('yolo.2', lastOfEqual).kind, 'right');
});

test('yolo.4: two ways to choose three priors', () => {
  for (const priors of [
    [
      [0.21, 0.41],
      [0.33, 0.42],
      [0.45, 0.5],
    ],
    [
      [0.15, 0.4],
      [0.3, 0.4],
      [0.45, 0.5],
    ],
  ]) {
    assert.equal(judge('yolo.4', priors).kind, 'right');
  }
});

test('yolo.6: what a recipe gave decides', async () => {
  const check = (learnt: Learnt) =>
    learnsByHeart((_, __, bar) => {
      bar.advance();
      return Promise.resolve(learnt);
    });
  const recipe: YoloRecipe = { idle: 0.5, rate: 0.003, epochs: 100 };
  assert.equal((await check({ mAP: 0.9, meanIou: 0.8 })(recipe)).kind, 'right');
  const advice: [YoloRecipe, RegExp][] = [
    [{ ...recipe, idle: 0 }, /who tells idle predictors to be silent\?$/],
    [{ ...recipe, idle: 5 }, /Is it wise to say anything at all/],
    [{ ...recipe, epochs: 20 }, /Has it had enough steps\?$/],
    [recipe, /Look at the rate\.$/],
  ];
  for (const [given, message] of advice) {
    const verdict = await check({ mAP: 0.4, meanIou: 0.7 })(given);
    assert.ok(verdict.kind === 'slip');
    assert.match(verdict.message, message);
  }
});
