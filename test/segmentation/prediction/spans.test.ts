import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blend, type Window } from '../../../lib/segmentation/prediction/blend';
import { blendingWeights, spansOf } from '../../../lib/segmentation/prediction/spans';
import { at, doubleAt } from '../../../lib/spec';

const both = (list: readonly Float64Array[]): number[][] => list.map(one => [...one]);

test('windows cover the axis, begin at multiples, and share at least the overlap', () => {
  assert.deepEqual(spansOf(10, { window: 4, overlap: 1, multiple: 1 }), [
    { start: 0, size: 4 },
    { start: 3, size: 4 },
    { start: 6, size: 4 },
  ]);
  assert.deepEqual(spansOf(8, { window: 8, overlap: 4, multiple: 4 }), [{ start: 0, size: 8 }]);
  // 22 − 8 = 14 is no multiple of 4: the last window begins at 12 and has 10 pixels.
  assert.deepEqual(spansOf(22, { window: 8, overlap: 4, multiple: 4 }), [
    { start: 0, size: 8 },
    { start: 4, size: 8 },
    { start: 8, size: 8 },
    { start: 12, size: 10 },
  ]);
  for (let side = 1; side < 120; side++) {
    for (const tiling of [
      { window: 16, overlap: 4, multiple: 4 },
      { window: 12, overlap: 9, multiple: 3 },
      { window: 7, overlap: 6, multiple: 1 },
    ]) {
      const spans = spansOf(side, tiling);
      spans.forEach(({ start, size }, i) => {
        assert.equal(start % tiling.multiple, 0);
        assert.ok(size <= Math.max(side < tiling.window ? side : 0, tiling.window + tiling.multiple - 1));
        const next = spans[i + 1];
        if (next === undefined) assert.equal(start + size, side);
        else assert.ok(next.start > start && start + size - next.start >= tiling.overlap, `${side}`);
      });
    }
  }
});

test('weights rise evenly over the overlap', () => {
  const spans = spansOf(8, { window: 6, overlap: 4, multiple: 1 });
  assert.deepEqual(both(blendingWeights(spans, { overlap: 4, margin: Number.POSITIVE_INFINITY })), [
    [1, 1, 7 / 8, 5 / 8, 3 / 8, 1 / 8],
    [1 / 8, 3 / 8, 5 / 8, 7 / 8, 1, 1],
  ]);
});

test('with a margin they are 0 at a cut; a margin without room is none', () => {
  const spans = spansOf(8, { window: 6, overlap: 4, multiple: 1 });
  assert.deepEqual(both(blendingWeights(spans, { overlap: 4, margin: 1 })), [
    [1, 1, 1, 3 / 4, 1 / 4, 0],
    [0, 1 / 4, 3 / 4, 1, 1, 1],
  ]);
  const without = blendingWeights(spans, { overlap: 4, margin: 0 });
  assert.deepEqual(blendingWeights(spans, { overlap: 4, margin: 2 }), without);
});

test('every pixel counts 1 over all windows, also where three share it', () => {
  for (const [side, tiling, margin] of [
    [50, { window: 12, overlap: 9, multiple: 3 }, 3],
    [50, { window: 12, overlap: 9, multiple: 3 }, 4],
    [37, { window: 10, overlap: 9, multiple: 1 }, 4],
    [37, { window: 10, overlap: 3, multiple: 1 }, 0],
  ] as const) {
    const spans = spansOf(side, tiling);
    const sums = new Float64Array(side);
    blendingWeights(spans, { overlap: tiling.overlap, margin }).forEach((weights, i) => {
      weights.forEach((weight, pixel) => {
        const place = at(spans, i).start + pixel;
        sums[place] = doubleAt(sums, place) + weight;
        const cutBefore = at(spans, i).start > 0 && pixel < margin;
        assert.ok(weight >= 0 && !(cutBefore && weight > 0));
      });
    });
    sums.forEach(sum => {
      assert.ok(Math.abs(sum - 1) < 1e-12);
    });
  }
});

test('rows are handed over as soon as they are complete', () => {
  const weighted = (side: number) => {
    const spans = spansOf(side, { window: 6, overlap: 2, multiple: 1 });
    const weights = blendingWeights(spans, { overlap: 2, margin: 0 });
    return spans.map((span, i) => ({ ...span, weights: at(weights, i) }));
  };
  const asked: string[] = [];
  // The scores of a pixel: its number in the picture, and 7 more.
  const score = ({ rows, columns }: Window) => {
    asked.push(`${rows.start},${columns.start}`);
    const data = Float32Array.from({ length: rows.size * columns.size * 2 }, (_, i) => {
      const [row, column] = [Math.floor(i / 2 / columns.size), Math.floor(i / 2) % columns.size];
      return (rows.start + row) * 9 + columns.start + column + 7 * (i % 2);
    });
    return { shape: [rows.size, columns.size, 2], data };
  };
  const bands = [];
  for (const { top, scores } of blend(weighted(12), weighted(9), score))
    bands.push([top, asked.length, scores] as const);
  assert.deepEqual(asked, ['0,0', '0,3', '4,0', '4,3', '6,0', '6,3']);
  assert.deepEqual(
    bands.map(([top, windows, { shape }]) => [top, windows, ...shape]),
    [
      [0, 2, 4, 9, 2],
      [4, 4, 2, 9, 2],
      [6, 6, 6, 9, 2],
    ],
  );
  const all = bands.flatMap(([, , { data }]) => [...data]);
  assert.deepEqual(
    all,
    Array.from({ length: 12 * 9 * 2 }, (_, i) => Math.floor(i / 2) + 7 * (i % 2)),
  );
});
