import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  boxArea,
  boxAt,
  boxProblems,
  checkBoxes,
  clipBoxes,
  fromCentered,
  fromCorner,
  type ImageSize,
  packBoxes,
  placesInside,
  placesOfLarge,
  scaleBox,
  takeBoxes,
  toCentered,
  toCorner,
  unpackBoxes,
} from '../../../lib/detection';
import type { Box } from '../../../lib/spec';
import { readGolden } from '../../support/golden';
import { anyBox, near } from '../support';

interface Golden {
  readonly clipping: {
    readonly imageSize: ImageSize;
    readonly boxes: readonly Box[];
    readonly clipped: readonly Box[];
    readonly minSize: number;
    readonly large: readonly number[];
  };
}

const { clipping } = readGolden<Golden>('boxes');

test("clipped boxes and large boxes are torchvision's", () => {
  const { imageSize, boxes, minSize } = clipping;
  assert.deepEqual(clipBoxes(boxes, imageSize), clipping.clipped);
  assert.deepEqual(clipBoxes(packBoxes(boxes), imageSize), packBoxes(clipping.clipped));
  assert.deepEqual(placesOfLarge(boxes, minSize), clipping.large);
  const inside = placesInside(boxes, imageSize);
  assert.deepEqual(takeBoxes(boxes, inside), takeBoxes(clipping.clipped, inside));
  assert.ok(inside.length > 0 && inside.length < placesInside(boxes, imageSize, 20).length);
});

test('a box by its middle, by its corner, and in a picture of another size', () => {
  assert.deepEqual(toCentered([2, 3, 6, 13]), [4, 8, 4, 10]);
  assert.deepEqual(toCorner([2, 3, 6, 13]), [2, 3, 4, 10]);
  assert.deepEqual(scaleBox([2, 3, 6, 13], 2), [4, 6, 12, 26]);
  assert.deepEqual(scaleBox([2, 3, 6, 13], [10, 0.5]), [1, 30, 3, 130]);
  assert.equal(boxArea([2, 3, 6, 13]), 40);
  assert.equal(boxArea([6, 13, 2, 3]), 0);
  fc.assert(
    fc.property(anyBox, box => {
      near(fromCentered(toCentered(box)), box, 1e-12);
      near(fromCorner(toCorner(box)), box, 1e-12);
    }),
  );
});

test('packed boxes are the same boxes', () => {
  fc.assert(
    fc.property(fc.array(anyBox), boxes => {
      const packed = packBoxes(boxes);
      assert.deepEqual(unpackBoxes(packed), boxes);
      assert.equal(packBoxes(packed), packed);
      boxes.forEach((box, i) => {
        assert.deepEqual(boxAt(packed, i), box);
      });
      assert.deepEqual(unpackBoxes(takeBoxes(packed, [...boxes.keys()].reverse())), [...boxes].reverse());
    }),
  );
  assert.throws(() => boxAt([], 0), { name: 'RangeError', message: 'index 0 is outside of 0 … -1.' });
});

const wrong: readonly Box[] = [
  ...([
    [0, 0, 4, 4],
    [0, 0, 4, Infinity],
    [4, 0, 0, 4],
  ] as const),
  ...([
    [0, 4, 4, 4],
    [0, 0, 11, 4],
  ] as const),
];

test('everything that is wrong with boxes is listed, and the first is refused', () => {
  assert.deepEqual(
    boxProblems(wrong, [10, 10]).map(({ index, fault }) => [index, fault]),
    [
      [1, 'not finite'],
      [2, 'inverted'],
      [3, 'empty'],
      [4, 'outside'],
    ],
  );
  assert.equal(boxProblems(wrong).length, 3);
  assert.deepEqual(boxProblems([]), []);
  const messages = [
    'checkBoxes: box 0 is not finite in a picture of 10×10 pixels. Received [0, 0, 4, Infinity]. Look at what computed it.',
    'checkBoxes: box 0 is inverted in a picture of 10×10 pixels. Received [4, 0, 0, 4]. Give x1, y1, x2, y2 with x1 < x2 and y1 < y2.',
    'checkBoxes: box 0 is empty in a picture of 10×10 pixels. Received [0, 4, 4, 4]. Leave out boxes without area.',
    'checkBoxes: box 0 is outside in a picture of 10×10 pixels. Received [0, 0, 11, 4]. Cut it off with clipBoxes.',
  ];
  messages.forEach((message, i) => {
    assert.throws(() => checkBoxes(wrong.slice(i + 1), [10, 10]), { name: 'RangeError', message });
  });
  checkBoxes(wrong.slice(0, 1));
});

test('clipped boxes lie inside', () => {
  fc.assert(
    fc.property(fc.array(anyBox), boxes => {
      assert.deepEqual(placesInside(clipBoxes(boxes, [1, 1]), [1, 1]), [...boxes.keys()]);
    }),
  );
});
