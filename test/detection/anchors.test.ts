import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AnchorOptions, anchorGrid, baseAnchors } from '../../lib/detection';
import { type Box, boxHeight, boxWidth } from '../../lib/spec';
import { readGolden } from '../support/golden';
import { near } from './support';

interface Golden {
  /** With a count, only the first and the last anchors are given, as many of each. */
  readonly anchors: readonly (AnchorOptions & { readonly anchors: readonly Box[]; readonly count?: number })[];
}

for (const { anchors, count, ...options } of readGolden<Golden>('boxes').anchors) {
  test(`anchors of a ${options.gridSize.join('×')} grid are torchvision's`, () => {
    const seen = anchorGrid(options);
    if (count === undefined) return assert.deepEqual(seen, anchors);
    assert.equal(seen.length, count);
    const half = anchors.length / 2;
    assert.deepEqual([...seen.slice(0, half), ...seen.slice(-half)], anchors);
  });
}

interface Shared {
  readonly anchors: {
    readonly imageHW: readonly [number, number];
    readonly gridHW: readonly [number, number];
    readonly sizes: readonly number[];
    readonly aspectRatios: readonly number[];
    readonly count: number;
    readonly first: readonly Box[];
    readonly last: readonly Box[];
  };
}

test('three sizes in three shapes, first and last cell', () => {
  const { imageHW, gridHW, sizes, aspectRatios, count, first, last } = readGolden<Shared>('detection').anchors;
  const anchors = anchorGrid({ imageSize: imageHW, gridSize: gridHW, sizes, aspectRatios });
  assert.equal(anchors.length, count);
  assert.deepEqual([anchors.slice(0, 9), anchors.slice(-9)], [first, last]);
});

test('exact anchors have the area and the shape that was asked for', () => {
  for (const anchor of baseAnchors({ sizes: [10, 30], aspectRatios: [0.5, 1, 3], rounded: false })) {
    const [height, width] = [boxHeight(anchor), boxWidth(anchor)];
    assert.ok([100, 900].some(area => Math.abs(height * width - area) < 1e-3));
    assert.ok([0.5, 1, 3].some(ratio => Math.abs(height / width - ratio) < 1e-5));
  }
});

test('strides and the place in the cell can be chosen', () => {
  const one = { imageSize: [20, 30], gridSize: [2, 2], sizes: [4], aspectRatios: [1] } as const;
  assert.deepEqual(anchorGrid({ ...one, strides: [8, 10], offset: 0.5 }), [
    ...([
      [3, 2, 7, 6],
      [13, 2, 17, 6],
    ] as const),
    ...([
      [3, 10, 7, 14],
      [13, 10, 17, 14],
    ] as const),
  ]);
  // Half a pixel goes to the even number, as in PyTorch.
  near(
    baseAnchors({ sizes: [1, 3, 5], aspectRatios: [1] }),
    [
      [0, 0, 0, 0],
      [-2, -2, 2, 2],
      [-2, -2, 2, 2],
    ],
    0,
  );
});

const BASE = { imageSize: [8, 8], gridSize: [4, 4], sizes: [4], aspectRatios: [1] } as const;
const REFUSED: readonly (readonly [change: Partial<AnchorOptions>, message: string])[] = [
  [{ sizes: [] }, 'anchors: sizes must be positive numbers, one or more. Received [].'],
  [{ aspectRatios: [-1] }, 'anchors: aspectRatios must be positive numbers, one or more. Received [-1].'],
  [{ gridSize: [0, 4] }, 'anchors: gridSize must be positive numbers, one or more. Received [0, 4].'],
  [{ gridSize: [2.5, 2.5] }, 'anchorGrid: gridSize must be whole numbers. Received 2.5.'],
  [
    { imageSize: [3, 8] },
    'anchorGrid: a cell is at least a pixel of the picture. Received imageSize 3×8, gridSize 4×4, strides [0, 2]. Give strides in pixels.',
  ],
];

for (const [change, message] of REFUSED) {
  test(`refused: ${message}`, () => {
    assert.throws(() => anchorGrid({ ...BASE, ...change }), { name: 'RangeError', message });
  });
}
