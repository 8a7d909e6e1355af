import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type BoxCode, decodeBoxes, encodeBoxes, packBoxes } from '../../../lib/detection';
import type { Box } from '../../../lib/spec';
import { readGolden } from '../../support/golden';
import { near, properBox } from '../support';

interface Golden {
  readonly coding: {
    readonly weights: readonly [number, number, number, number];
    readonly references: readonly Box[];
    readonly boxes: readonly Box[];
    readonly encoded: readonly BoxCode[];
    readonly codes: readonly BoxCode[];
    readonly decoded: readonly Box[];
  };
}

const { coding } = readGolden<Golden>('boxes');

test("codes and boxes are those of torchvision's BoxCoder, large sides cut off", () => {
  const { weights, references, boxes, codes } = coding;
  near(encodeBoxes(boxes, references, { weights }), coding.encoded, 1e-6);
  near(decodeBoxes(codes, references, { weights }), coding.decoded, 1e-6);
});

test('by hand: one side to the right and twice as high', () => {
  const reference: readonly Box[] = [[0, 0, 10, 10]];
  near(encodeBoxes([[10, -5, 20, 15]], reference), [[1, 0, 0, Math.log(2)]], 1e-7);
  near(decodeBoxes([[0, 0, 99, 0]], reference), [[5 - 312.5, 0, 5 + 312.5, 10]], 1e-7);
});

test('decoding undoes encoding, in the form that was given', () => {
  fc.assert(
    fc.property(properBox, properBox, (box, reference) => {
      const weights = [10, 10, 5, 5] as const;
      near(decodeBoxes(encodeBoxes([box], [reference], { weights }), [reference], { weights }), [box], 1e-5);
      const packed = decodeBoxes(encodeBoxes(packBoxes([box]), [reference]), [reference]);
      assert.ok(packed instanceof Float32Array);
      near(packed, box, 1e-5);
    }),
  );
  assert.deepEqual(encodeBoxes([], []), []);
});

test('what cannot be coded is refused', () => {
  const box: Box = [0, 0, 2, 2];
  assert.throws(() => encodeBoxes([box], []), {
    name: 'RangeError',
    message: 'encodeBoxes: each box has a reference of its own. Received 1 and 0.',
  });
  assert.throws(() => encodeBoxes([box], [[1, 1, 1, 4]]), {
    name: 'RangeError',
    message: 'encodeBoxes, references: box 0 is empty. Received [1, 1, 1, 4]. Leave out boxes without area.',
  });
  assert.throws(() => encodeBoxes([[3, 0, 2, 2]], [box]), /^RangeError: encodeBoxes: box 0 is inverted/);
  assert.throws(() => decodeBoxes([[0, Number.NaN, 0, 0]], [box]), /^RangeError: decodeBoxes: the numbers of a box/);
  assert.throws(() => encodeBoxes([box], [box], { weights: [1, 1, 0, 1] }), {
    name: 'RangeError',
    message: 'box coding: weights must be positive numbers. Received [1, 1, 0, 1].',
  });
});
