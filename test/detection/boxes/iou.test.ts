import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { giou, iou, iouMatrix, packBoxes } from '../../../lib/detection';
import type { Box } from '../../../lib/spec';
import { readGolden } from '../../support/golden';
import { anyBox, near, properBox } from '../support';

interface Golden {
  readonly boxesA: readonly Box[];
  readonly boxesB: readonly Box[];
  readonly iou: readonly (readonly number[])[];
  readonly giou: readonly (readonly number[])[];
}

const golden = readGolden<Golden>('detection');

test("IoU and GIoU of 60 boxes with 20 are torchvision's, IoU to the last bit", () => {
  const { boxesA, boxesB } = golden;
  assert.deepEqual(iou(boxesA, boxesB), golden.iou);
  near(giou(boxesA, boxesB), golden.giou, 1e-6);
});

test('of two boxes, worked by hand', () => {
  assert.equal(iou([0, 0, 4, 4], [2, 2, 6, 6]), 4 / 28);
  assert.equal(giou([0, 0, 4, 4], [2, 2, 6, 6]), 4 / 28 - 8 / 36);
  assert.equal(giou([0, 0, 1, 1], [9, 0, 10, 1]), -0.8);
});

test('no boxes, empty boxes and inverted boxes have a result', () => {
  assert.deepEqual(iou([], []), []);
  assert.deepEqual(iou([[0, 0, 1, 1]], []), [[]]);
  assert.deepEqual(iouMatrix([], [[0, 0, 1, 1]]), { shape: [0, 1], data: new Float32Array(0) });
  assert.equal(iou([1, 1, 1, 1], [1, 1, 1, 1]), 0);
  assert.equal(iou([3, 3, 1, 1], [0, 0, 4, 4]), 0);
  assert.equal(giou([1, 1, 1, 1], [1, 1, 1, 1]), 0);
  assert.equal(giou([1, 1, 1, 1], [3, 3, 3, 3]), -1);
});

test('IoU of any two boxes lies in 0 … 1, whichever comes first, and a box with itself has 1', () => {
  fc.assert(
    fc.property(anyBox, anyBox, (a, b) => {
      assert.ok(iou(a, b) >= 0 && iou(a, b) <= 1);
      assert.equal(iou(a, b), iou(b, a));
      near([iou(a, b)], iou([a], [b]), 1e-6);
    }),
  );
  fc.assert(
    fc.property(properBox, properBox, (a, b) => {
      assert.equal(iou(a, a), 1);
      assert.ok(giou(a, b) <= iou(a, b) && giou(a, b) >= -1);
    }),
  );
});

test('what cannot be compared is refused', () => {
  const box: Box = [0, 0, 1, 1];
  const mixed: readonly Box[] = [box];
  assert.throws(() => Reflect.apply(iou, null, [box, mixed]), {
    name: 'TypeError',
    message: 'iou: give two boxes, or two lists of boxes. Received one of each.',
  });
  assert.throws(() => Reflect.apply(giou, null, [box, mixed]), { name: 'TypeError', message: /^giou: give two boxes/ });
  assert.throws(() => giou([2, 0, 1, 1], box), {
    name: 'RangeError',
    message:
      'giou: a box is finite, with x1 up to x2 and y1 up to y2. Received [2, 0, 1, 1]. boxProblems lists what is wrong.',
  });
  assert.throws(() => iouMatrix([box, [0, 0, Number.NaN, 1]], []), {
    name: 'RangeError',
    message: 'iouMatrix: the numbers of a box are finite. Received box 1: [0, 0, NaN, 1]. Look at what computed it.',
  });
  assert.throws(() => packBoxes(new Float32Array(7)), {
    name: 'RangeError',
    message: 'packBoxes: a box is four numbers, x1, y1, x2, y2. Received 7 numbers in all.',
  });
});
