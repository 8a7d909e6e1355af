import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawBoxes } from '../../lib/detection';
import { floatAt } from '../../lib/spec';

/** [h, w, 1], all 0.5 */
const grey = (height: number, width: number) => ({
  shape: [height, width, 1],
  data: new Float32Array(height * width).fill(0.5),
});

const RED = [1, 0.25, 0.2];
const GREEN = [0.1, 0.85, 0.3];

test('a frame lies inside of its box, and the rest of the picture stays', () => {
  const drawn = drawBoxes(grey(8, 10), [{ box: [2, 1, 7, 6], label: 0 }]);
  assert.deepEqual(drawn.shape, [8, 10, 3]);
  const rows = Array.from({ length: 8 }, (_, y) =>
    Array.from({ length: 10 }, (_, x) => (floatAt(drawn.data, 3 * (y * 10 + x)) === 1 ? '#' : '.')).join(''),
  );
  assert.deepEqual(rows, [
    '..........',
    '..#####...',
    '..#...#...',
    '..#...#...',
    '..#...#...',
    '..#####...',
    '..........',
    '..........',
  ]);
  assert.deepEqual([...drawn.data.subarray(3 * 12, 3 * 13)], [...Float32Array.from(RED)]);
});

test('the first box is above the others, and classes have colours of their own', () => {
  const boxes = [
    { box: [0, 0, 4, 4], label: 1 },
    { box: [0, 0, 4, 4], label: 0 },
  ] as const;
  const { data } = drawBoxes(grey(4, 4), boxes);
  assert.deepEqual([...data.subarray(0, 3)], [...Float32Array.from(GREEN)]);
});

test('edges between pixels are rounded outwards; three channels are kept', () => {
  const image = { shape: [2, 3, 3], data: Float32Array.from({ length: 18 }, (_, i) => i / 100) };
  const { data } = drawBoxes(image, [{ box: [1.2, 0.4, 1.9, 0.6], label: 0 }]);
  assert.deepEqual([...data.subarray(3, 6)], [...Float32Array.from(RED)]);
  assert.deepEqual(
    [...data.subarray(0, 3), ...data.subarray(6)],
    [...image.data.subarray(0, 3), ...image.data.subarray(6)],
  );
});

test('any box can be drawn on any picture, and changes none outside of itself', () => {
  const side = fc.integer({ min: 1, max: 12 });
  const edge = fc.oneof(
    fc.double({ min: -20, max: 20, noNaN: true }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY),
  );
  fc.assert(
    fc.property(
      side,
      side,
      fc.tuple(edge, edge, edge, edge),
      fc.integer({ min: 1, max: 4 }),
      (h, w, box, lineWidth) => {
        const { data } = drawBoxes(grey(h, w), [{ box, label: 7 }], { lineWidth });
        for (let pixel = 0; pixel < h * w; pixel++) {
          const [y, x] = [Math.floor(pixel / w), pixel % w];
          const changed = floatAt(data, 3 * pixel) !== 0.5;
          const inside = x + 1 > box[0] && x < box[2] && y + 1 > box[1] && y < box[3];
          if (changed) assert.ok(inside, `${x}, ${y} of ${box}`);
        }
      },
    ),
  );
});

test('what is no picture, and a line without width, are refused', () => {
  assert.throws(
    () => drawBoxes({ shape: [4, 4], data: new Float32Array(16) }, []),
    /must be \[h, w, 3\] or \[h, w, 1\]/,
  );
  assert.throws(() => drawBoxes(grey(2, 2), [], { lineWidth: 0 }), /lineWidth must be a whole number .* Received 0\./);
});
