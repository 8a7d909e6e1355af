import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Box } from '../../../lib/spec';
import { UNCHANGED } from '../../../lib/training/batches/batches';
import { takeFields } from '../../../lib/training/batches/fields';
import type { Size } from '../../../lib/training/batches/imageSet';
import { MIDDLE, type Placement, type Position, place } from '../../../lib/training/batches/placement';
import { writeImage } from '../../../lib/training/batches/writeImage';

const IGNORE = 255;
const CLASSES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const;
const UNSCALED = { mean: [0], std: [1 / 255] };

/** What becomes of the image [[1, 2, 3], [4, 5, 6]], of a mask of the same numbers, and of a box around the 2. */
function moved(placement: Placement): { image: number[]; mask: number[]; box: Box | undefined } {
  const [height, width] = placement.to;
  const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const image = new Float32Array(height * width);
  writeImage({ shape: [2, 3, 1], data: bytes }, placement, UNCHANGED, UNSCALED, image);
  const objects = [[{ box: [1, 0, 2, 1] as const, label: 0 }]];
  const { mask, object } = takeFields(
    {
      mask: { kind: 'masks', masks: [bytes], classNames: CLASSES, ignore: IGNORE },
      object: { kind: 'boxes', objects, classNames: CLASSES, leastVisible: 0.5 },
    } as const,
    [{ index: 0, placement }],
  );
  return {
    image: Array.from(image, value => Math.round(value * 1e4) / 1e4),
    mask: mask.masks.flatMap(one => [...one]),
    box: object.objects[0]?.[0]?.box,
  };
}

const FROM: Size = [2, 3];
const at = (to: Size, position: Partial<Position>, frame: 'crop' | 'contain' = 'crop'): Placement =>
  place(FROM, to, frame, { ...MIDDLE, ...position });

const CASES: readonly (readonly [string, Placement, readonly number[], readonly number[], Box | undefined])[] = [
  ['nothing', at(FROM, {}), [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], [1, 0, 2, 1]],
  ['a flip', at(FROM, { flip: true }), [3, 2, 1, 6, 5, 4], [3, 2, 1, 6, 5, 4], [1, 0, 2, 1]],
  [
    'a flip, then a shift to the right by one',
    at(FROM, { flip: true, shift: [0, 1] }),
    [0, 3, 2, 0, 6, 5],
    [IGNORE, 3, 2, IGNORE, 6, 5],
    [2, 0, 3, 1],
  ],
  [
    'a shift upwards by one, which drops the box',
    at(FROM, { shift: [-1, 0] }),
    [4, 5, 6, 0, 0, 0],
    [4, 5, 6, IGNORE, IGNORE, IGNORE],
    undefined,
  ],
  [
    'a border around a smaller image, half above and to the left',
    at([4, 5], {}),
    [0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0, 0],
    [1, 2, 3, 4, 5, 6].reduce((mask, label, i) => {
      mask[(1 + Math.floor(i / 3)) * 5 + 1 + (i % 3)] = label;
      return mask;
    }, new Array<number>(20).fill(IGNORE)),
    [2, 1, 3, 2],
  ],
  ['the right part of a larger image', at([1, 2], { share: [0, 1] }), [2, 3], [2, 3], [0, 0, 1, 1]],
  [
    'twice the size, of which the left upper part is seen',
    at([2, 4], { zoom: 2, share: [0, 0] }),
    // Centres lie at 0.25, 0.75, 1.25 … of the image: 1 + 0.25 is a quarter of the way from the first pixel to the second.
    [1, 1.25, 1.75, 2.25, 1.75, 2, 2.5, 3],
    [1, 1, 2, 2, 1, 1, 2, 2],
    [2, 0, 4, 2],
  ],
  [
    'the whole image in a higher frame, with the odd row of the border above',
    at([3, 3], {}, 'contain'),
    [0, 0, 0, 1, 2, 3, 4, 5, 6],
    [IGNORE, IGNORE, IGNORE, 1, 2, 3, 4, 5, 6],
    [1, 1, 2, 2],
  ],
  [
    'the whole image in a frame of twice its width, which enlarges it',
    at([4, 6], { flip: true }, 'contain'),
    [
      3, 2.75, 2.25, 1.75, 1.25, 1, 3.75, 3.5, 3, 2.5, 2, 1.75, 5.25, 5, 4.5, 4, 3.5, 3.25, 6, 5.75, 5.25, 4.75, 4.25,
      4,
    ],
    [3, 3, 2, 2, 1, 1, 3, 3, 2, 2, 1, 1, 6, 6, 5, 5, 4, 4, 6, 6, 5, 5, 4, 4],
    [2, 0, 4, 2],
  ],
];

for (const [name, placement, image, mask, box] of CASES) {
  test(`${name}: image, mask and box move together, as drawn by hand`, () => {
    assert.deepEqual(moved(placement), { image, mask, box });
  });
}

test('a box is cut off at the edge, and dropped when less than its stated part is left', () => {
  const seen = (right: number, leastVisible: number): readonly Box[] => {
    const objects = [[{ box: [0, 0, 2, 2] as const, label: 0 }]];
    const fields = { object: { kind: 'boxes', objects, classNames: CLASSES, leastVisible } } as const;
    const placement = place([2, 4], [2, 4], 'crop', { ...MIDDLE, shift: [0, right] });
    return takeFields(fields, [{ index: 0, placement }])
      .object.objects.flat()
      .map(({ box }) => box);
  };
  assert.deepEqual(seen(-1, 0.5), [[0, 0, 1, 2]]);
  assert.deepEqual(seen(-1, 0.51), []);
  assert.deepEqual(seen(-2, 0), []);
});

test('an enlarged image and a shrunken one keep their brightness, and a box its share of the image', () => {
  const grey = { shape: [8, 8, 1], data: new Uint8Array(64).fill(100) } as const;
  for (const zoom of [0.5, 2]) {
    const target = new Float32Array(64);
    const placement = place([8, 8], [8, 8], 'crop', { ...MIDDLE, zoom });
    writeImage(grey, placement, UNCHANGED, UNSCALED, target);
    const seen = [...target].filter(value => value !== 0);
    assert.equal(seen.length, zoom < 1 ? 16 : 64);
    assert.ok(seen.every(value => Math.abs(value - 100) < 1e-4));
  }
});
