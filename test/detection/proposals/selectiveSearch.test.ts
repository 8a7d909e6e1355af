import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SCATTERED_DIGITS, scenes } from '../../../lib/datasets';
import { felzenszwalb, groupRegions, iou, regionsAfter, selectiveSearch, toColorSpace } from '../../../lib/detection';
import type { NDArray } from '../../../lib/spec';
import { assertClose } from '../../support/assertClose';

/** Three upright stripes of 2×1 pixels: black, dark grey, white. */
const stripes: NDArray = { shape: [2, 3, 1], data: Float32Array.of(0, 20, 255, 0, 20, 255) };
const labels = Int32Array.of(0, 1, 2, 0, 1, 2);

test('the similarities of two regions, worked by hand', () => {
  const { merges, regions, initial } = groupRegions(stripes, labels, { similarities: ['size', 'fill'] });
  assert.equal(initial, 3);
  // Sizes 2 and 2 of 6; the box around two stripes has nothing else in it. Pairs are alike, and the first is taken.
  assert.deepEqual(
    merges.map(({ parts, region }) => [...parts, region]),
    [
      [0, 1, 3],
      [2, 3, 4],
    ],
  );
  assertClose([merges[0]?.similarity ?? 0, merges[1]?.similarity ?? 0], [1 - 4 / 6 + 1, 0 + 1], 1e-6);
  // Black is in bin 0 and dark grey in bin 1 of 25: they have nothing in common.
  assert.equal(merges[0]?.terms.color, 0);
  assert.deepEqual(regions.at(-1), { box: [0, 0, 3, 2], size: 6 });
});

test('regions with one colour are grouped before others', () => {
  const data = Float32Array.of(0, 255, 0, 255);
  const { merges } = groupRegions({ shape: [2, 2, 1], data }, Int32Array.of(0, 1, 2, 3), { similarities: ['color'] });
  assert.deepEqual(
    merges.slice(0, 2).map(({ parts }) => parts),
    [
      [0, 2],
      [1, 3],
    ],
  );
  assert.deepEqual(
    merges.map(({ similarity }) => similarity),
    [1, 1, 0],
  );
});

test('the regions after some merges are those of the hierarchy', () => {
  const grouping = groupRegions(stripes, labels);
  assert.deepEqual([...regionsAfter(grouping, 0)], [...labels]);
  assert.deepEqual(new Set(regionsAfter(grouping, 1)).size, 2);
  assert.deepEqual([...regionsAfter(grouping, 2)], [4, 4, 4, 4, 4, 4]);
  assert.throws(() => regionsAfter(grouping, 3), {
    name: 'RangeError',
    message: 'regionsAfter: merges must be a whole number from 0 to 2. Received 3.',
  });
});

test('a hierarchy has one merge less than regions at first, grows, and ends with the whole picture', () => {
  const colors = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 300, maxLength: 300 });
  fc.assert(
    fc.property(colors, fc.integer({ min: 1, max: 10 }), (values, width) => {
      const height = 10;
      const picture = { shape: [height, width, 3], data: Float32Array.from(values.slice(0, height * width * 3)) };
      const segments = felzenszwalb(picture, { scale: 20, sigma: 0, minSize: 1 });
      const { initial, merges, regions } = groupRegions(picture, segments);
      assert.equal(merges.length, initial - 1);
      assert.equal(regions.length, 2 * initial - 1);
      assert.deepEqual(regions.at(-1), { box: [0, 0, width, height], size: width * height });
      for (const { parts, region, terms } of merges) {
        const [a, b] = parts.map(part => regions[part]?.size ?? 0);
        assert.equal((a ?? 0) + (b ?? 0), regions[region]?.size);
        assert.ok(Object.values(terms).every(term => term >= -1e-6 && term <= 1 + 1e-6));
      }
    }),
    { numRuns: 30 },
  );
});

test('on scenes, a handful of proposals has nearly every object', () => {
  const count = 20;
  const { images, objects } = scenes({ ...SCATTERED_DIGITS, count, split: 'test' });
  let [found, all, proposals] = [0, 0, 0];
  objects.forEach((list, i) => {
    const data = Float32Array.from(images.subarray(i * 64 * 64 * 3, (i + 1) * 64 * 64 * 3));
    const boxes = selectiveSearch({ shape: [64, 64, 3], data }, { scales: [100, 300] });
    proposals += boxes.length;
    for (const { box } of list) {
      all++;
      if (boxes.some(proposal => iou(proposal, box) >= 0.5)) found++;
    }
  });
  assert.ok(found / all >= 0.95, `${found} of ${all} objects`);
  assert.ok(proposals / count < 250, `${proposals / count} proposals`);
});

test('proposals are the same for the same seed, each box once, and options choose among them', () => {
  const { images } = scenes({ ...SCATTERED_DIGITS, count: 1 });
  const image = { shape: [64, 64, 3], data: Float32Array.from(images) };
  const boxes = selectiveSearch(image);
  assert.deepEqual(selectiveSearch(image), boxes);
  assert.equal(new Set(boxes.map(box => box.join())).size, boxes.length);
  assert.deepEqual(selectiveSearch(image, { count: 5 }), boxes.slice(0, 5));
  const other = selectiveSearch(image, { seed: 1 });
  assert.notDeepEqual(other, boxes);
  assert.deepEqual(other.map(String).sort(), boxes.map(String).sort());
  const large = selectiveSearch(image, { minSide: 20 });
  assert.ok(large.length > 0 && large.every(([x1, y1, x2, y2]) => Math.min(x2 - x1, y2 - y1) >= 20));
  assert.ok(
    selectiveSearch(image, { colorSpaces: ['rgb', 'hsv', 'lab', 'rgI', 'intensity', 'hue'] }).length > boxes.length,
  );
});

test('a picture of one pixel, and one of one colour, have one proposal', () => {
  assert.deepEqual(selectiveSearch({ shape: [1, 1, 3], data: Float32Array.of(1, 2, 3) }), [[0, 0, 1, 1]]);
  const flat = { shape: [9, 7, 3], data: new Float32Array(9 * 7 * 3).fill(80) };
  assert.deepEqual(selectiveSearch(flat), [[0, 0, 7, 9]]);
});

test('colours in other spaces', () => {
  const image = { shape: [1, 3, 3], data: Float32Array.of(255, 0, 0, 128, 128, 128, 0, 0, 0) };
  const seen = (space: Parameters<typeof toColorSpace>[1]): Float32Array => toColorSpace(image, space).data;
  assertClose(seen('hsv'), [0, 255, 255, 0, 0, 128, 0, 0, 0], 1e-6);
  assertClose(seen('rgI'), [255, 0, 85, 85, 85, 128, 85, 85, 0], 1e-6);
  assertClose(seen('intensity'), [85, 128, 0], 1e-6);
  assertClose(seen('hue'), [0, 0, 0], 1e-6);
  // skimage.color.rgb2lab: red is (53.2406, 80.0923, 67.2032), the grey (53.5850, 0, 0).
  const lab = [(53.2406 / 100) * 255, 208.0923, 195.2032, (53.585 / 100) * 255, 128, 128, 0, 128, 128];
  assertClose(seen('lab'), lab, 1e-4);
});

const REFUSED: readonly (readonly [string, () => unknown, object])[] = [
  [
    'a picture without colours',
    () => selectiveSearch(stripes),
    { name: 'TypeError', message: 'toColorSpace: the image must have 3 channels, red, green and blue. Received 1.' },
  ],
  [
    'a colour space that there is not',
    () => selectiveSearch({ shape: [1, 1, 3], data: new Float32Array(3) }, { colorSpaces: [JSON.parse('"cmyk"')] }),
    {
      name: 'RangeError',
      message: 'toColorSpace: a colour space is one of rgb, hsv, lab, rgI, intensity, hue. Received cmyk.',
    },
  ],
  [
    'no scales',
    () => selectiveSearch({ shape: [1, 1, 3], data: new Float32Array(3) }, { scales: [] }),
    { name: 'RangeError', message: 'selectiveSearch: scales must name at least one. Received none.' },
  ],
  [
    'no proposals',
    () => selectiveSearch({ shape: [1, 1, 3], data: new Float32Array(3) }, { count: 0 }),
    { name: 'RangeError', message: 'selectiveSearch: count must be at least 1. Received 0.' },
  ],
  [
    'labels of another picture',
    () => groupRegions(stripes, Int32Array.of(0, 1)),
    {
      name: 'RangeError',
      message: 'groupRegions: 2×3 pixels need as many labels. Received 2. Segment the same picture.',
    },
  ],
  [
    'labels with gaps',
    () => groupRegions(stripes, Int32Array.of(0, 2, 2, 0, 2, 2)),
    {
      name: 'RangeError',
      message: 'groupRegions: labels must be numbered from 0 without gaps. Received 2 different ones, the largest 2.',
    },
  ],
];

for (const [what, call, error] of REFUSED) {
  test(`${what}: refused with the reason`, () => {
    assert.throws(call, error);
  });
}
