import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Outline, outlineMask } from '../../lib/datasets';
import { readGolden } from '../support/golden';

interface Case {
  readonly name: string;
  readonly segmentation: string | readonly (readonly number[])[];
  readonly size: readonly [number, number];
  readonly runs: readonly number[];
}

const { cases } = readGolden<{ cases: readonly Case[] }>('coco_masks');

/** Lengths of runs down the columns, beginning with 0. */
function runsOf(mask: Uint8Array, [height, width]: readonly [number, number]): number[] {
  const runs = [0];
  for (let i = 0; i < mask.length; i++) {
    const value = mask[(i % height) * width + Math.floor(i / height)] ?? Number.NaN;
    if ((runs.length - 1) % 2 !== value) runs.push(0);
    runs.push((runs.pop() ?? 0) + 1);
  }
  return runs;
}

for (const { name, segmentation, size, runs } of cases) {
  test(`${name}: the mask is pycocotools'`, () => {
    const outline: Outline =
      typeof segmentation === 'string'
        ? { kind: 'runs', counts: segmentation }
        : { kind: 'polygons', polygons: segmentation };
    const mask = outlineMask(outline, size);
    assert.deepEqual(runsOf(mask, size), runs);
    assert.deepEqual(outlineMask({ kind: 'runs', counts: runs }, size), mask);
  });
}

test('runs that do not fill the image are refused', () => {
  assert.throws(() => outlineMask({ kind: 'runs', counts: [1, 2] }, [2, 3]), {
    name: 'RangeError',
    message: 'outlineMask: runs must fill the image of 3 × 2 pixels, 6 in all. They have 3.',
  });
});
