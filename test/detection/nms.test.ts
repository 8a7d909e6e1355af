import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { batchedNms, iouMatrix, nms, packBoxes, softNms } from '../../lib/detection';
import { at, type Box, floatAt } from '../../lib/spec';
import { readGolden } from '../support/golden';
import { anyBox, near } from './support';

interface Golden {
  readonly boxesA: readonly Box[];
  readonly scores: readonly number[];
  readonly nms: Readonly<Record<string, readonly number[]>>;
}

const golden = readGolden<Golden>('detection');

for (const [threshold, kept] of Object.entries(golden.nms)) {
  test(`threshold ${threshold}: the boxes that torchvision keeps`, () => {
    const { boxesA, scores } = golden;
    assert.deepEqual(nms(boxesA, scores, { iouThreshold: Number(threshold) }), kept);
    assert.deepEqual(nms(packBoxes(boxesA), scores, { iouThreshold: Number(threshold) }), kept);
  });
}

/** Word for word as the method is told, without any care for time. */
function told(boxes: readonly Box[], scores: readonly number[], iouThreshold: number): number[] {
  let left = [...boxes.keys()].sort((a, b) => at(scores, b) - at(scores, a));
  const kept: number[] = [];
  while (left.length > 0) {
    const surest = at(left, 0);
    kept.push(surest);
    const { data } = iouMatrix([at(boxes, surest)], boxes);
    left = left.slice(1).filter(box => !(floatAt(data, box) > iouThreshold));
  }
  return kept;
}

/** Few scores, so that there are equal ones. */
const scored = fc.array(fc.tuple(anyBox, fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 })), {
  maxLength: 40,
});

test('any boxes: what the method says, equal scores in their order; classes apart', () => {
  fc.assert(
    fc.property(scored, fc.constantFrom(0, 0.25, 0.5, 1), (list, iouThreshold) => {
      const [boxes, scores, labels] = [list.map(([b]) => b), list.map(([, s]) => s), list.map(([, , l]) => l)];
      assert.deepEqual(nms(boxes, scores, { iouThreshold }), told(boxes, scores, iouThreshold));
      const kept = batchedNms(boxes, scores, labels, { iouThreshold });
      for (const label of [0, 1, 2]) {
        const places = [...labels.keys()].filter(i => labels[i] === label);
        const alone = nms(
          places.map(i => at(boxes, i)),
          places.map(i => at(scores, i)),
          { iouThreshold },
        );
        assert.deepEqual(
          kept.filter(i => labels[i] === label),
          alone.map(i => at(places, i)),
        );
      }
      assert.deepEqual(
        kept,
        [...kept].sort((a, b) => at(scores, b) - at(scores, a) || a - b),
      );
    }),
  );
});

const THREE: readonly Box[] = [
  [0, 0, 10, 10],
  [0, 0, 10, 8],
  [20, 20, 30, 30],
];

test('soft: by hand, linear and Gaussian, with a least score', () => {
  const linear = softNms(THREE, [0.9, 0.8, 0.5], { decay: { kind: 'linear', iouThreshold: 0.3 } });
  assert.deepEqual(linear.places, [0, 2, 1]);
  near(linear.scores, [0.9, 0.5, 0.8 * 0.2], 1e-6);
  const gaussian = softNms(THREE, [0.9, 0.8, 0.5], { decay: { kind: 'gaussian', sigma: 0.5 }, minScore: 0.3 });
  assert.deepEqual(gaussian.places, [0, 2]);
  near(
    softNms(THREE, [0.9, 0.8, 0.5], { decay: { kind: 'gaussian', sigma: 0.5 } }).scores,
    [...[0.9, 0.5, 0.8 * Math.exp(-(0.8 ** 2) / 0.5)]],
    1e-6,
  );
  assert.deepEqual(softNms([], [], { decay: { kind: 'gaussian', sigma: 1 } }), { places: [], scores: [] });
});

test('soft keeps every box that nothing overlaps, and gives no box a larger score', () => {
  fc.assert(
    fc.property(scored, list => {
      const [boxes, scores] = [list.map(([box]) => box), list.map(([, score]) => score + 1)];
      const soft = softNms(boxes, scores, { decay: { kind: 'linear', iouThreshold: 0 }, minScore: 0 });
      assert.deepEqual(
        [...soft.places].sort((a, b) => a - b),
        [...boxes.keys()],
      );
      soft.places.forEach((place, i) => {
        assert.ok(at(soft.scores, i) <= at(scores, place));
      });
      for (const place of nms(boxes, scores, { iouThreshold: 0 })) {
        const alone = boxes.every(
          (_, i) => i === place || floatAt(iouMatrix([at(boxes, i)], [at(boxes, place)]).data, 0) === 0,
        );
        if (alone) assert.equal(soft.scores[soft.places.indexOf(place)], scores[place]);
      }
    }),
  );
});

test('thousands of boxes take well under a second', () => {
  const boxes = Array.from({ length: 5000 }, (_, i): Box => [i % 701, i % 503, (i % 701) + 60, (i % 503) + 40]);
  const start = performance.now();
  const kept = nms(
    boxes,
    boxes.map((_, i) => Math.sin(i)),
    { iouThreshold: 0.5 },
  );
  assert.ok(kept.length > 100 && kept.length < 5000);
  assert.ok(performance.now() - start < 2000);
});

test('what cannot be compared is refused', () => {
  const one: readonly Box[] = [[0, 0, 1, 1]];
  const options = { iouThreshold: 0.5 };
  const refused: readonly (readonly [call: () => unknown, message: string])[] = [
    [() => nms(one, [], options), 'nms: each box has a score. Received 0 scores for 1 boxes.'],
    [
      () => nms(one, [Number.NaN], options),
      'nms: a score is a number. Received NaN for box 0. Look at what computed it.',
    ],
    [() => nms(one, [1], { iouThreshold: 1.5 }), 'nms: iouThreshold must be from 0 to 1. Received 1.5.'],
    [
      () => nms([[0, 0, 1, Infinity]], [1], options),
      'nms: the numbers of a box are finite. Received box 0: [0, 0, 1, Infinity]. Look at what computed it.',
    ],
    [() => batchedNms(one, [1], [], options), 'batchedNms: each box has a label. Received 0 labels for 1 boxes.'],
    [
      () => softNms(one, [1], { decay: { kind: 'gaussian', sigma: 0 } }),
      'softNms: sigma must be positive. Received 0.',
    ],
  ];
  for (const [call, message] of refused) assert.throws(call, { name: 'RangeError', message });
});
