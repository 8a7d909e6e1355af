import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  COCO_THRESHOLDS,
  evaluate,
  fromCorner,
  type Interpolation,
  judge,
  type Prediction,
  type Truth,
} from '../../../lib/detection';
import { readGolden } from '../../support/golden';
import { anyBox, near, properBox } from '../support';
import { type Case, cases, predictionsOf, truthsOf } from './random';

for (const known of cases) {
  test(`${known.name}: pycocotools' averages to 1e-9`, () => {
    const seen = evaluate(predictionsOf(known), truthsOf(known));
    near(COCO_THRESHOLDS, known.coco.thresholds, 1e-12);
    near([seen.mAP], [known.coco.mAP], 1e-9);
    near(Object.values(seen.perClass), known.coco.perClass, 1e-9);
    near(
      seen.perThreshold.map(({ mAP }) => mAP),
      known.coco.perThreshold,
      1e-9,
    );
  });
}

test("what yolo_mini finds in 25 scenes: pycocotools' averages to 1e-9", () => {
  const real = readGolden<Case>('real_predictions');
  const { mAP, perThreshold } = evaluate(predictionsOf(real), truthsOf(real));
  near([mAP], [real.coco.mAP], 1e-9);
  near(
    perThreshold.map(one => one.mAP),
    real.coco.perThreshold,
    1e-9,
  );
});

interface Coco {
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly [number, number, number, number];
}

interface Golden {
  readonly annotations: readonly (Coco & { readonly iscrowd: number })[];
  readonly detections: readonly (Coco & { readonly score: number })[];
  readonly mAP: number;
  readonly mAP50: number;
  readonly mAP75: number;
  readonly apPerCategory50: readonly number[];
  readonly apPerCategory: readonly number[];
}

test('24 pictures with objects in the form of COCO: averages at each threshold and of each class', () => {
  const golden = readGolden<Golden>('average_precision');
  const common = ({ image_id, category_id, bbox }: Coco) => ({
    image: image_id,
    class: category_id,
    box: fromCorner(bbox),
  });
  const seen = evaluate(
    golden.detections.map(one => ({ ...common(one), score: one.score })),
    golden.annotations.map(one => ({ ...common(one), crowd: one.iscrowd === 1 })),
  );
  const at = (threshold: number) => seen.perThreshold.find(({ iouThreshold }) => iouThreshold === threshold);
  near([seen.mAP, at(0.5)?.mAP, at(0.75)?.mAP], [golden.mAP, golden.mAP50, golden.mAP75], 1e-9);
  near(Object.values(seen.perClass), golden.apPerCategory, 1e-9);
  near(Object.values(at(0.5)?.perClass ?? {}), golden.apPerCategory50, 1e-9);
});

const truth = (image: number, box: Truth['box'], crowd = false): Truth => ({ image, class: 'cat', box, crowd });

test('the oracle: truths as predictions have 1, in every order and with any scores', () => {
  const truths = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom('cat', 'dog'), properBox), {
    minLength: 1,
    selector: ([image, , box]) => `${image} ${box.join()}`,
  });
  fc.assert(
    fc.property(truths, fc.constantFrom<Interpolation[]>(11, 'all', 101), (list, interpolation) => {
      const present = list.map(([image, kind, box]): Truth => ({ image, class: kind, box }));
      const oracle = present.map((one, i): Prediction => ({ ...one, score: Math.sin(i) }));
      const { mAP, perThreshold } = evaluate(oracle, present, { interpolation });
      near([mAP, ...perThreshold.map(at => at.mAP)], new Array(11).fill(1), 1e-12);
    }),
  );
});

test('averages lie in 0 … 1 for any predictions, and do not change with the order of pictures and classes', () => {
  const one = fc.tuple(
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 0, max: 2 }),
    anyBox,
    fc.double({ noNaN: true }),
  );
  const present = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2 }), properBox, fc.boolean()),
  );
  fc.assert(
    fc.property(fc.array(one), present, (found, known) => {
      const predictions = found.map(([image, kind, box, score]) => ({ image, class: kind, box, score }));
      const truths = known.map(([image, kind, box, crowd]) => ({ image, class: kind, box, crowd }));
      const { mAP } = evaluate(predictions, truths);
      assert.equal(Number.isNaN(mAP), !truths.some(({ crowd }) => !crowd));
      assert.ok(Number.isNaN(mAP) || (mAP >= 0 && mAP <= 1 + 1e-12));
      const distinct = new Set(predictions.map(({ score }) => score)).size === predictions.length;
      const sameTruth = new Set(truths.map(({ box }) => box.join())).size < truths.length;
      if (distinct && !sameTruth) near([evaluate([...predictions].reverse(), truths).mAP || 0], [mAP || 0], 1e-12);
    }),
  );
});

test('nothing there, nothing found', () => {
  assert.ok(Number.isNaN(evaluate([], []).mAP));
  assert.deepEqual(evaluate([], [truth(0, [0, 0, 1, 1])]).perClass, { cat: 0 });
  const invented = evaluate([{ image: 0, class: 'dog', box: [0, 0, 1, 1], score: 1 }], [truth(0, [0, 0, 1, 1])]);
  assert.equal(invented.mAP, 0);
  assert.deepEqual(invented.perClass, { cat: 0, dog: Number.NaN });
});

test('judging by hand: found, found twice, on a crowd, nothing there', () => {
  const found = (box: Truth['box'], score: number): Prediction => ({ image: 0, class: 'cat', box, score });
  const truths = [truth(0, [0, 0, 10, 10]), truth(0, [50, 50, 90, 90], true)];
  const predictions = [
    found([0, 0, 10, 9], 0.7),
    found([0, 0, 10, 10], 0.6),
    found([55, 55, 60, 60], 0.9),
    found([60, 60, 65, 65], 0.8),
    found([30, 0, 40, 10], 0.95),
    found([4, 4, 4, 4], 0.1),
  ];
  const outcomes = judge(predictions, truths).map(({ score, outcome }) => [score, outcome]);
  assert.deepEqual(outcomes, [
    ...[
      [0.95, 'wrong'],
      [0.9, 'ignored'],
      [0.8, 'ignored'],
      [0.7, 'right'],
      [0.6, 'wrong'],
      [0.1, 'wrong'],
    ],
  ]);
  assert.equal(judge(predictions, truths, { maxDetections: 3 }).length, 3);
});

const ONE: Prediction = { image: 0, class: 0, box: [0, 0, 1, 1], score: 1 };

test('what cannot be measured is refused', () => {
  const refused: readonly (readonly [call: () => unknown, message: string])[] = [
    [() => evaluate([], [], { iouThresholds: [] }), 'evaluate: give one IoU threshold or more. Received none.'],
    [
      () => evaluate([], [], { iouThresholds: [50] }),
      'evaluate: an IoU threshold is above 0 and up to 1. Received 50.',
    ],
    [
      () => evaluate([], [], { maxDetections: 0 }),
      'evaluate: maxDetections must be a whole number from 1 on. Received 0.',
    ],
    [() => judge([], [], { iouThreshold: 0 }), 'judge: an IoU threshold is above 0 and up to 1. Received 0.'],
    [
      () => judge([], [], { maxDetections: 1.5 }),
      'judge: maxDetections must be a whole number from 1 on. Received 1.5.',
    ],
    [
      () => evaluate([{ ...ONE, score: Number.NaN }], []),
      'predictions: a score is a number. Received NaN for prediction 0.',
    ],
    [
      () => evaluate([{ ...ONE, box: [0, 0, Number.NaN, 1] }], []),
      'predictions: the numbers of a box are finite. Received box 0: [0, 0, NaN, 1]. Look at what computed it.',
    ],
    [
      () => evaluate([], [truth(0, [4, 0, 0, 4])]),
      'truths: box 0 is inverted. Received [4, 0, 0, 4]. Give x1, y1, x2, y2 with x1 < x2 and y1 < y2.',
    ],
    [
      () => Reflect.apply(evaluate, null, [[], [], { interpolation: 10 }]),
      "evaluate: interpolation must be 11, 101 or 'all'. Received 10.",
    ],
  ];
  for (const [call, message] of refused) assert.throws(call, { name: 'RangeError', message });
});
