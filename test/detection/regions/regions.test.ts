import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { poolPyramids, regressBoxes, trainBoxRegressor, warpRegions, windowOnMap } from '../../../lib/detection';
import { adaptiveMaxPooling2d, crop, spatialPyramidPooling } from '../../../lib/ops';
import type { NDArray } from '../../../lib/spec';
import { assertClose } from '../../support/assertClose';
import { uniforms } from '../../support/fill';

const map: NDArray = { shape: [6, 7, 3], data: Float32Array.from(uniforms('map', 6 * 7 * 3)) };

test('a pyramid is its levels, one behind the other, for maps of any size', () => {
  const x = { shape: [1, ...map.shape], data: map.data };
  const seen = spatialPyramidPooling(x);
  const levels = [4, 2, 1].flatMap(outputSize => [...adaptiveMaxPooling2d(x, { outputSize }).data]);
  assert.deepEqual(seen.shape, [1, 21 * 3]);
  assert.deepEqual([...seen.data], levels);
  assert.deepEqual(
    spatialPyramidPooling({ shape: [1, 1, 1, 1], data: Float32Array.of(7) }).data,
    new Float32Array(21).fill(7),
  );
});

test('the pyramid of a window is that of the cut map', () => {
  const edge = (size: number) => fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.integer({ min: 1, max: size }));
  fc.assert(
    fc.property(edge(6), edge(7), ([top, tall], [left, wide]) => {
      const [bottom, right] = [Math.min(6, top + tall), Math.min(7, left + wide)];
      const part = crop(
        { shape: [1, ...map.shape], data: map.data },
        { offset: [top, left], size: [bottom - top, right - left] },
      );
      const seen = poolPyramids(map, [{ top, left, bottom, right }], [4, 2, 1]);
      assert.deepEqual([...seen.data], [...spatialPyramidPooling(part).data]);
    }),
  );
});

test('a box has the cells whose middles lie in it, and one at least', () => {
  // Middles at 2, 6, 10, 14, …
  const place = { start: 2, stride: 4 };
  assert.deepEqual(windowOnMap([0, 0, 16, 16], place, [4, 4]), { top: 0, left: 0, bottom: 4, right: 4 });
  assert.deepEqual(windowOnMap([3, 5, 11, 15], place, [4, 4]), { top: 1, left: 1, bottom: 4, right: 3 });
  assert.deepEqual(windowOnMap([3, 3, 4, 4], place, [4, 4]), { top: 0, left: 0, bottom: 1, right: 1 });
  assert.deepEqual(windowOnMap([90, 90, 99, 99], place, [4, 4]), { top: 3, left: 3, bottom: 4, right: 4 });
});

const ramp: NDArray = { shape: [4, 4, 1], data: Float32Array.from({ length: 16 }, (_, i) => i % 4) };

test('a region of the size of the result is cut out as it is', () => {
  const seen = warpRegions(ramp, [[1, 0, 3, 2]], { size: 2 });
  assert.deepEqual(
    [seen.shape, [...seen.data]],
    [
      [1, 2, 2, 1],
      [1, 2, 1, 2],
    ],
  );
});

test('a region is stretched, shrunk, and shown with its surroundings', () => {
  assertClose(
    warpRegions(ramp, [[0, 0, 4, 4]], { size: [1, 8] }).data,
    [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3],
    1e-6,
  );
  assertClose(warpRegions(ramp, [[0, 0, 4, 4]], { size: 2 }).data, [0.5, 2.5, 0.5, 2.5], 0.06);
  // The middle pixels are columns 1 and 2; one pixel of context on each side shows columns 0 and 3.
  assertClose(warpRegions(ramp, [[1, 1, 3, 3]], { size: 4, context: 1 }).data.subarray(0, 4), [0, 1, 2, 3], 1e-6);
});

test('beyond the picture there is its mean, or what is asked for', () => {
  const region = [[-2, 0, 2, 4]] as const;
  assertClose(warpRegions(ramp, region, { size: [1, 4] }).data, [1.5, 1.5, 0, 1], 1e-6);
  assertClose(warpRegions(ramp, region, { size: [1, 4], fill: [9] }).data, [9, 9, 0, 1], 1e-6);
  assert.deepEqual(warpRegions(ramp, [], { size: 2 }).shape, [0, 2, 2, 1]);
});

test('a regressor learns a shift that features tell', () => {
  const proposals = Array.from({ length: 8 }, (_, i) => [10, 10, 30, 20 + i] as const);
  // The feature says by how many widths the object lies further right.
  const shifts = proposals.map((_, i) => i / 16);
  const truths = proposals.map(
    ([x1, y1, x2, y2], i) => [x1 + 20 * (shifts[i] ?? 0), y1, x2 + 20 * (shifts[i] ?? 0), y2] as const,
  );
  const features = { shape: [8, 1], data: Float32Array.from(shifts) };
  const regressor = trainBoxRegressor(features, proposals, truths, { penalty: 1e-6 });
  const seen = regressBoxes(regressor, features, proposals, [100, 100]);
  assertClose(seen.flat(), truths.flat(), 1e-4);
  // What leaves the picture is cut off; what would have no area there stays.
  assert.equal(regressBoxes(regressor, features, proposals, [100, 25])[3]?.[2], 25);
  assert.deepEqual(regressBoxes(regressor, { shape: [1, 1], data: Float32Array.of(9) }, [[10, 10, 30, 20]], [50, 50]), [
    [10, 10, 30, 20],
  ]);
  assert.deepEqual(regressBoxes(regressor, { shape: [0, 1], data: new Float32Array(0) }, [], [9, 9]), []);
});

const REFUSED: readonly (readonly [string, () => unknown, string])[] = [
  [
    'a region without area',
    () => warpRegions(ramp, [[1, 1, 1, 3]], { size: 2 }),
    'warpRegions: box 0 is empty. Received [1, 1, 1, 3]. Leave out boxes without area.',
  ],
  [
    'nothing but context',
    () => warpRegions(ramp, [[0, 0, 1, 1]], { size: 4, context: 2 }),
    'warpRegions: size must be whole numbers of pixels, and context less than half of them. Received size 4×4, context 2.',
  ],
  [
    'a pyramid without levels',
    () => poolPyramids(map, [], []),
    'poolPyramids: levels must be whole numbers from 1 on, at least one. Received [].',
  ],
  [
    'a window beside the map',
    () => poolPyramids(map, [{ top: 0, left: 0, bottom: 7, right: 1 }], [1]),
    'poolPyramids: a window must have cells of the map, which has 6×7. Received rows 0 to 7, columns 0 to 1.',
  ],
];

for (const [what, call, message] of REFUSED) {
  test(`${what}: refused with the reason`, () => {
    assert.throws(call, { name: 'RangeError', message });
  });
}
