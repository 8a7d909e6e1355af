import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { slidingCost, slidingWindows } from '../../lib/detection';
import { boxWidth } from '../../lib/spec';

test('by hand: windows of 4 every 2 pixels, in 6×9 pixels', () => {
  assert.deepEqual(slidingWindows([6, 9], { windowSizes: [4], stride: 0.5 }), [
    ...[
      [0, 0, 4, 4],
      [2, 0, 6, 4],
      [4, 0, 8, 4],
    ],
    ...[
      [0, 2, 4, 6],
      [2, 2, 6, 6],
      [4, 2, 8, 6],
    ],
  ]);
});

test('the cost counts every window of every size', () => {
  const cost = slidingCost([6, 9], { windowSizes: [4, [6, 3], 10], stride: 0.5 }, 1000);
  assert.deepEqual(cost, {
    sizes: [
      { windowSize: [4, 4], strides: [2, 2], rows: 2, columns: 3 },
      { windowSize: [6, 3], strides: [3, 2], rows: 1, columns: 4 },
      { windowSize: [10, 10], strides: [5, 5], rows: 0, columns: 0 },
    ],
    evaluations: 10,
    macs: 10_000,
  });
});

test('windows lie inside, have their size, and are as many as the cost says', () => {
  const side = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(side, side, side, fc.constantFrom(0.01, 0.25, 1, 2), (height, width, size, stride) => {
      const windows = slidingWindows([height, width], { windowSizes: [size], stride });
      assert.ok(windows.every(box => boxWidth(box) === size && box[2] <= width && box[3] <= height));
      assert.equal(slidingCost([height, width], { windowSizes: [size], stride }, 1).evaluations, windows.length);
    }),
  );
});

test('what cannot slide is refused', () => {
  assert.throws(() => slidingWindows([9, 9], { windowSizes: [2.5] }), {
    name: 'RangeError',
    message: 'slidingWindows: windowSizes must be positive whole numbers of pixels. Received 2.5.',
  });
  assert.throws(() => slidingWindows([9, 9], { windowSizes: [2], stride: 0 }), {
    name: 'RangeError',
    message: 'slidingWindows: stride must be a positive share of the window. Received 0.',
  });
});
