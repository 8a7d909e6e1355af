import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assignToCells, cellPredictions, yoloDetections } from '../../../lib/detection';
import { at, type Box, type NDArray } from '../../../lib/spec';
import { elements } from '../../../lib/spec/shape';

/** An output that says what is asked for, as an oracle would: one box a cell, confidence 1, the right class. */
function oracle(
  objects: readonly { readonly box: Box; readonly label: number }[],
  [rows, columns]: readonly [number, number],
  picture: readonly [number, number],
  numClasses: number,
): NDArray {
  const shape = [rows, columns, 5 + numClasses];
  const data = new Float32Array(elements(shape));
  for (const { cell, target, object } of assignToCells(objects, { rows, columns }, picture).assigned) {
    const classes = Array.from({ length: numClasses }, (_, label) => (label === object.label ? 1 : 0));
    data.set([...target, 1, ...classes], cell * (5 + numClasses));
  }
  return { shape, data };
}

test('what is assigned and decoded again is the object, in square and in wide pictures', () => {
  const box = fc
    .tuple(fc.nat(80), fc.nat(40), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
    .map(([x, y, w, h]): Box => [x, y, Math.min(x + w, 96), Math.min(y + h, 48)]);
  const object = fc.record({ box, label: fc.integer({ min: 0, max: 2 }) });
  fc.assert(
    fc.property(object, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }), (one, rows, columns) => {
      const output = oracle([one], [rows, columns], [48, 96], 3);
      const [found, ...others] = yoloDetections(output, { boxes: 1, picture: [48, 96] });
      assert.deepEqual([others.length, found?.label, found?.score], [0, one.label, 1]);
      found?.box.forEach((edge, i) => {
        assert.ok(Math.abs(edge - at(one.box, i)) < 1e-4);
      });
    }),
    { seed: 5 },
  );
});

test('the surest comes first, doubles of a class are left out, and other classes stay', () => {
  const output: NDArray = { shape: [1, 1, 12], data: new Float32Array(12) };
  // Two boxes in the one cell, nearly the same, and two classes that are both likely.
  output.data.set([0.5, 0.5, 0.5, 0.5, 0.8, 0.5, 0.52, 0.5, 0.5, 0.9, 0.5, 1]);
  const found = yoloDetections(output, { picture: 64 });
  const rounded = found.map(({ label, score, box }) => [label, Number(score.toFixed(3)), box.map(Math.round)]);
  assert.deepEqual(rounded, [
    [1, 0.9, [24, 25, 40, 41]],
    [0, 0.45, [24, 25, 40, 41]],
  ]);
  assert.equal(yoloDetections(output, { picture: 64, iouThreshold: 1 }).length, 4);
  assert.equal(yoloDetections(output, { picture: 64, scoreThreshold: 0.5 }).length, 1);
});

test('boxes are cut at the edges of the picture, and what is left without an area is no detection', () => {
  const wide = { shape: [1, 1, 6], data: Float32Array.of(0, 0.5, 1, 0.5, 1, 1) };
  assert.deepEqual(at(yoloDetections(wide, { boxes: 1, picture: 64 }), 0).box, [0, 24, 32, 40]);
  const outside = { shape: [1, 1, 6], data: Float32Array.of(-3, 0.5, 0.5, 0.5, 1, 1) };
  assert.deepEqual(yoloDetections(outside, { boxes: 1, picture: 64 }), []);
  const point = { shape: [1, 1, 6], data: Float32Array.of(0.5, 0.5, 0, 0, 1, 1) };
  assert.deepEqual(yoloDetections(point, { boxes: 1, picture: 64 }), []);
});

test('whatever a network gives, detections are finite boxes inside the picture, and two negative numbers find nothing', () => {
  const numbers = fc.array(fc.float(), { minLength: 4 * 13, maxLength: 4 * 13 });
  fc.assert(
    fc.property(numbers, values => {
      const output = { shape: [2, 2, 13], data: Float32Array.from(values) };
      for (const { box, score } of yoloDetections(output, { picture: [20, 30] })) {
        const [x1, y1, x2, y2] = box;
        assert.ok(x1 >= 0 && y1 >= 0 && x2 <= 30 && y2 <= 20 && x2 > x1 && y2 > y1);
        assert.ok(score >= 0.05 && Number.isFinite(score));
      }
    }),
    { seed: 2 },
  );
  const negative = { shape: [1, 1, 6], data: Float32Array.of(0.5, 0.5, 0.5, 0.5, -1, -1) };
  assert.deepEqual(yoloDetections(negative, { boxes: 1, picture: 64 }), []);
});

test('an output that does not fit is refused', () => {
  const output = { shape: [2, 2, 10], data: new Float32Array(40) };
  assert.throws(() => cellPredictions(output, { picture: 8 }), {
    name: 'RangeError',
    message:
      'cellPredictions: an output with 2 boxes a cell must be [rows, columns, 5 · 2 + classes]. Received [2, 2, 10].',
  });
});
