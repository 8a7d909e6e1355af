import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ndarray, roiAlign, roiAlignSamples, roiPool, roiPoolBins, roiQuantizationError } from '../../lib/ops';
import type { Box } from '../../lib/spec';
import { assertClose } from '../support/assertClose';

/** Stride 16: from 2.5 to 6.25 feature pixels across, from 1 to 4.4 down. */
const REGION: Box = [40, 16, 100, 70.4];
const OPTIONS = { outputSize: 2, spatialScale: 1 / 16 } as const;
const MAP = [8, 8] as const;

test('bins by hand: 3 to 6 across and 1 to 4 down, both included, in two by two bins', () => {
  const { exact, rounded, bins } = roiPoolBins(REGION, MAP, OPTIONS);
  assertClose(exact, [2.5, 1, 6.25, 4.4], 1e-7);
  assert.deepEqual(rounded, [3, 1, 7, 5]);
  assert.deepEqual(bins, [
    [
      [3, 1, 5, 3],
      [5, 1, 7, 3],
    ],
    [
      [3, 3, 5, 5],
      [5, 3, 7, 5],
    ],
  ]);
});

test('each bin holds what RoI pooling takes the largest of', () => {
  const map = ndarray(
    [1, 8, 8, 1],
    Array.from({ length: 64 }, (_, i) => Math.sin(i * i)),
  );
  const options = { outputSize: [3, 5], spatialScale: 1 / 16 } as const;
  const pooled = roiPool(map, ndarray([1, 5], [0, ...REGION]), options);
  const largest = roiPoolBins(REGION, MAP, options)
    .bins.flat()
    .map(([x1, y1, x2, y2]) => {
      const inside = [...map.data].filter((_, i) => {
        const [x, y] = [i % 8, Math.floor(i / 8)];
        return x >= x1 && x < x2 && y >= y1 && y < y2;
      });
      return Math.max(...inside);
    });
  assert.deepEqual(largest, [...pooled.data]);
});

test('quantization by hand: the edges move by 8, 0, 12 and 9.6 pixels', () => {
  const { edges, iou } = roiQuantizationError(REGION, MAP, OPTIONS);
  assertClose(edges, [8, 0, 12, 9.6], 1e-5);
  // 52 × 54.4 are shared of 60 × 54.4 and 64 × 64.
  assertClose([iou], [(52 * 54.4) / (60 * 54.4 + 64 * 64 - 52 * 54.4)], 1e-6);
});

test('RoI align samples where its values come from: on a slope, the mean of the places', () => {
  const slope = ndarray(
    [1, 8, 8, 1],
    Array.from({ length: 64 }, (_, i) => 10 * (i % 8) + Math.floor(i / 8)),
  );
  const options = { ...OPTIONS, samplingRatio: 2 };
  const values = roiAlignSamples(REGION, MAP, options)
    .flat()
    .map(places => places.reduce((sum, [x, y]) => sum + 10 * x + y, 0) / places.length);
  assertClose(values, roiAlign(slope, ndarray([1, 5], [0, ...REGION]), options).data, 1e-5);
  assert.equal(values.length, 4);
});

test('a region outside of the map has empty bins', () => {
  const { bins } = roiPoolBins([-90, -90, -60, -60], MAP, OPTIONS);
  assert.ok(bins.flat().every(([x1, y1, x2, y2]) => x1 === x2 && y1 === y2));
});
