import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCATTERED_DIGITS, type Scenes, scenes } from '../../lib/datasets';
import { embolden, stampDigit } from '../../lib/datasets/scenes/digit';
import { at } from '../../lib/spec';

const SIDE = 64;

test('every picture follows from its seed and its number alone', () => {
  const [four, two] = [scenes({ count: 4, seed: 3 }), scenes({ count: 2, seed: 3 })];
  assert.deepEqual(four.shape, [4, SIDE, SIDE, 3]);
  assert.deepEqual(four.images.slice(0, two.images.length), two.images);
  assert.deepEqual(four.masks.slice(0, 2), two.masks);
  assert.deepEqual(four.objects.slice(0, 2), two.objects);
  assert.notDeepEqual(scenes({ count: 2, seed: 4 }).images, two.images);
  assert.notDeepEqual(scenes({ count: 2, seed: 3, split: 'test' }).images, two.images);
});

/** Calls `visit` for each object of a set with the places of its pixels. */
function eachObject(
  set: Scenes,
  visit: (object: Scenes['objects'][number][number], pixels: number[], picture: number) => void,
) {
  set.objects.forEach((objects, picture) => {
    objects.forEach((object, k) => {
      const pixels: number[] = [];
      at(set.instances, picture).forEach((number, pixel) => {
        if (number === k + 1) pixels.push(pixel);
      });
      visit(object, pixels, picture);
    });
  });
}

const set = scenes({ count: 60, objects: [2, 5], hidden: 0.4 });

test('masks, instances and boxes say the same', () => {
  eachObject(set, ({ box, label, visible }, pixels, picture) => {
    assert.ok(pixels.length > 0);
    const [rows, columns] = [pixels.map(pixel => Math.floor(pixel / SIDE)), pixels.map(pixel => pixel % SIDE)];
    assert.deepEqual(box, [Math.min(...columns), Math.min(...rows), Math.max(...columns) + 1, Math.max(...rows) + 1]);
    assert.ok(pixels.every(pixel => at(set.masks, picture)[pixel] === label + 1));
    assert.ok(visible >= 1 - 0.4 && visible <= 1);
  });
  set.masks.forEach((mask, picture) => {
    assert.ok(mask.every((label, pixel) => (label === 0) === (at(set.instances, picture)[pixel] === 0)));
  });
  assert.ok(
    set.objects.flat().some(({ visible }) => visible < 0.95),
    'some hide others',
  );
  assert.deepEqual([set.classNames.length, set.maskClassNames.length, at([...set.maskClassNames], 4)], [10, 11, '3']);
});

test('a digit stands out from the ground under it', () => {
  const options = { count: 40, seed: 5, scale: [40, 44] } as const;
  const [bare, drawn] = [scenes({ ...options, objects: [0, 0] }), scenes({ ...options, objects: [1, 1] })];
  assert.ok(bare.objects.every(objects => objects.length === 0));
  const light = ({ images }: Scenes, picture: number, pixels: readonly number[]): number => {
    const mean = (c: number): number =>
      pixels.reduce((sum, pixel) => sum + Number(images[(picture * SIDE * SIDE + pixel) * 3 + c]), 0) / pixels.length;
    return 0.299 * mean(0) + 0.587 * mean(1) + 0.114 * mean(2);
  };
  eachObject(drawn, (_, pixels, picture) => {
    const difference = Math.abs(light(drawn, picture, pixels) - light(bare, picture, pixels)) / 255;
    // 0.3 where the ink is full; a pixel belongs to the digit from half of it on.
    assert.ok(difference > 0.2, `picture ${picture}: ${difference}`);
  });
});

test('a border of ignored pixels lies on both sides of every edge, and nowhere else', () => {
  const [plain, bordered] = [scenes({ count: 10, seed: 1 }), scenes({ count: 10, seed: 1, border: 1 })];
  plain.masks.forEach((mask, picture) => {
    const numbers = at(plain.instances, picture);
    at(bordered.masks, picture).forEach((label, pixel) => {
      const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
      const edge = numbers.some(
        (number, other) =>
          Math.abs(Math.floor(other / SIDE) - row) <= 1 &&
          Math.abs((other % SIDE) - column) <= 1 &&
          number !== numbers[pixel],
      );
      assert.equal(label, edge ? 255 : mask[pixel]);
    });
  });
});

test('the options do what they say', () => {
  const wide = scenes({ count: 5, size: [32, 96], objects: [1, 1], scale: [30, 30], turn: 0, seed: 2 });
  assert.deepEqual(wide.shape, [5, 32, 96, 3]);
  assert.equal(at(wide.masks, 0).length, 32 * 96);
  const large = scenes({ count: 30, objects: [1, 1], scale: [56, 56], seed: 2 });
  const small = scenes({ count: 30, objects: [1, 1], scale: [24, 24], seed: 2 });
  const pixels = ({ instances }: Scenes): number =>
    instances.reduce((sum, one) => sum + one.filter(number => number > 0).length, 0);
  // (56 / 24)² is 5.4; some of a large digit may lie outside.
  const ratio = pixels(large) / pixels(small);
  assert.ok(ratio > 4 && ratio < 6.5, `${ratio}`);
  const apart = scenes({ count: 30, objects: [3, 3], hidden: 0 });
  assert.ok(apart.objects.flat().every(({ visible }) => visible === 1));
});

test('scattered digits are as many and as large as they are said to be, and next to none is hidden', () => {
  const { objects } = scenes({ ...SCATTERED_DIGITS, count: 100 });
  assert.deepEqual(new Set(objects.map(({ length }) => length)), new Set([1, 2, 3]));
  const heights = objects.flat().map(({ box: [, top, , bottom] }) => bottom - top);
  assert.ok(
    Math.min(...heights) >= 12 && Math.max(...heights) <= 43,
    `${Math.min(...heights)} to ${Math.max(...heights)}`,
  );
  assert.ok(objects.flat().every(({ visible }) => visible >= 0.95));
});

test('a digit is stamped as it is, turned, and between pixels', () => {
  const dot = new Uint8Array(784);
  dot[10 * 28 + 4] = 255;
  const places = (pose: { x?: number; y?: number; scale?: number; angle?: number }) => {
    const { pixels, ink } = stampDigit(dot, { x: 14, y: 14, scale: 28, angle: 0, ...pose }, [28, 28]);
    return [...pixels].map((pixel, i) => [Math.floor(pixel / 28), pixel % 28, at([...ink], i)]);
  };
  assert.deepEqual(places({}), [[10, 4, 1]]);
  assert.deepEqual(places({ x: 16 }), [[10, 6, 1]]);
  // A quarter turn about the middle: 4 rows up and 10 columns left become 10 rows up and 4 columns right.
  const [[row, column, ink] = [], ...others] = places({ angle: Math.PI / 2 }).filter(
    ([, , cover]) => Number(cover) > 0.5,
  );
  assert.deepEqual([others.length, row, column], [0, 4, 17]);
  assert.ok(Number(ink) > 0.999);
  assert.deepEqual(places({ x: 14.5 }), [
    [10, 4, 0.5],
    [10, 5, 0.5],
  ]);
});

test('a bold digit has every pixel that lies within reach of its ink, and no other', () => {
  const dot = new Uint8Array(784);
  dot[10 * 28 + 4] = 255;
  dot[10 * 28 + 5] = 100;
  const bold = embolden(dot, 2);
  bold.forEach((ink, pixel) => {
    const [row, column] = [Math.floor(pixel / 28), pixel % 28];
    const strong = Math.hypot(row - 10, column - 4) <= 2;
    const weak = Math.hypot(row - 10, column - 5) <= 2;
    assert.equal(ink, strong ? 255 : weak ? 100 : 0, `[${row}, ${column}]`);
  });
  assert.equal(embolden(dot, 0), dot);
  const ink = ({ instances }: Scenes): number => instances.reduce((sum, one) => sum + one.filter(n => n > 0).length, 0);
  const options = { count: 20, objects: [1, 1], scale: [40, 40] } as const;
  assert.ok(ink(scenes({ ...options, bold: 2 })) > 1.8 * ink(scenes(options)));
});

test('options that make no sense are named', () => {
  const refused = (options: Partial<Parameters<typeof scenes>[0]>, message: string): void => {
    assert.throws(() => scenes({ count: 1, ...options }), { name: 'RangeError', message: `scenes: ${message}` });
  };
  refused({ count: 0 }, 'count must be a whole number from 1 on. Received 0.');
  refused(
    { size: [8, 64] },
    'size must be whole numbers from 16 to 256 pixels, which the photographs can fill. Received [8, 64].',
  );
  refused({ objects: [3, 1] }, 'objects must be [least, most], whole numbers from 0 to 20. Received [3, 1].');
  refused({ scale: [4, 20] }, 'scale must be [least, most] in pixels, from 8 to twice the picture. Received [4, 20].');
  refused({ bold: 5 }, "bold must be from 0 to 4 of a digit's 28 pixels. Received 5.");
  refused({ turn: -1 }, 'turn must be from 0 to 180 degrees. Received -1.');
  refused({ hidden: 1 }, 'hidden must be from 0 to less than 1. Received 1.');
  refused({ contrast: 0.9 }, 'contrast must be from 0 to 0.5. Received 0.9.');
  refused({ border: 0.5 }, 'border must be a whole number from 0 to 8 pixels. Received 0.5.');
  refused({ split: JSON.parse('"val"') }, "split must be 'train' or 'test'. Received 'val'.");
});
