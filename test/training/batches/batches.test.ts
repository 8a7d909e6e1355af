import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permutation, Random } from '../../../lib/spec/random';
import { type Change, checkAugmentation, drawChange, drawSize } from '../../../lib/training/batches/augmentation';
import { Batches, type BatchPlan, plainBatch, UNCHANGED } from '../../../lib/training/batches/batches';
import type { Examples } from '../../../lib/training/batches/examples';
import type { ClassField } from '../../../lib/training/batches/fields/classes';
import { place } from '../../../lib/training/batches/placement';
import { Prefetcher } from '../../../lib/training/batches/prefetch';
import { writeImage } from '../../../lib/training/batches/writeImage';

const UNSCALED = { mean: [0], std: [1 / 255] };

/** What writeImage makes of [[1, 2, 3], [4, 5, 6]], one channel, in units of bytes. */
function changed(change: Partial<Change>, scaling = UNSCALED): number[] {
  const target = new Float32Array(6);
  const all = { ...UNCHANGED, ...change };
  const image = { shape: [2, 3, 1], data: Uint8Array.of(1, 2, 3, 4, 5, 6) } as const;
  writeImage(image, place([2, 3], [2, 3], 'crop', all), all, scaling, target);
  return Array.from(target, value => Math.round(value * 1e4) / 1e4);
}

const CHANGES: readonly (readonly [string, Partial<Change>, readonly number[]])[] = [
  ['nothing', {}, [1, 2, 3, 4, 5, 6]],
  ['a flip', { flip: true }, [3, 2, 1, 6, 5, 4]],
  ['a shift down by one', { shift: [1, 0] }, [0, 0, 0, 1, 2, 3]],
  ['a shift to the left by one', { shift: [0, -1] }, [2, 3, 0, 5, 6, 0]],
  ['a flip, then a shift to the right by two', { flip: true, shift: [0, 2] }, [0, 0, 3, 0, 0, 6]],
  ['double brightness', { brightness: 2 }, [2, 4, 6, 8, 10, 12]],
];

for (const [name, change, expected] of CHANGES) {
  test(`${name} changes an image as drawn by hand`, () => assert.deepEqual(changed(change), expected));
}

test('an image is scaled by mean and deviation, and the border is the mean', () => {
  const scaling = { mean: [3 / 255], std: [2 / 255] };
  assert.deepEqual(changed({ shift: [1, 0] }, scaling), [0, 0, 0, -1, -0.5, 0]);
});

test('contrast keeps the mean and stretches the distance from it', () => {
  const scaling = { mean: [3 / 255], std: [1 / 255] };
  assert.deepEqual(changed({ contrast: 2 }, scaling), [-4, -2, 0, 2, 4, 6]);
});

test('changes are drawn evenly and within their limits', () => {
  const random = new Random('test');
  const draws = Array.from({ length: 4000 }, () => drawChange({ flip: true, crop: 2, color: 0.25 }, random));
  const flips = draws.filter(({ flip }) => flip).length;
  assert.ok(Math.abs(flips - 2000) < 130, `${flips} of 4,000 flipped`);
  for (const shift of [-2, -1, 0, 1, 2]) {
    const count = draws.filter(draw => draw.shift[0] === shift).length;
    assert.ok(Math.abs(count - 800) < 120, `shift ${shift}: ${count} of 4,000`);
  }
  assert.ok(
    draws.every(({ brightness, contrast }) => Math.abs(brightness - 1) <= 0.25 && Math.abs(contrast - 1) <= 0.25),
  );
});

test('sizes are drawn evenly on a logarithmic scale, from numbers of their own', () => {
  const random = new Random('size');
  const zooms = Array.from({ length: 4000 }, () => drawSize({ scale: [0.5, 2] }, random).zoom);
  const smaller = zooms.filter(zoom => zoom < 1).length;
  assert.ok(Math.abs(smaller - 2000) < 130, `${smaller} of 4,000 smaller`);
  assert.ok(zooms.every(zoom => zoom >= 0.5 && zoom < 2));
  assert.equal(drawSize({}, random).zoom, 1);
});

test('augmentation that makes no sense is refused', () => {
  assert.throws(() => checkAugmentation({ crop: 8 }, [8, 8]), {
    name: 'RangeError',
    message: "augment: crop is a whole number of pixels below the image's size 8×8. Received 8.",
  });
  assert.throws(() => checkAugmentation({ color: 1 }, [8, 8]), {
    message: 'augment: color is a part from 0 to below 1. Received 1.',
  });
  assert.throws(() => checkAugmentation({ scale: [2, 1] }, [8, 8]), {
    name: 'RangeError',
    message: 'augment: scale is two factors above 0, the smallest and the largest. Received [2, 1].',
  });
});

test('a permutation holds every number once, at every place about equally often', () => {
  const random = new Random('order');
  const places = Array.from({ length: 4000 }, () => {
    const order = permutation(8, random);
    assert.deepEqual([...order].sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
    return order.indexOf(3);
  });
  for (let place = 0; place < 8; place++) {
    const count = places.filter(one => one === place).length;
    assert.ok(Math.abs(count - 500) < 110, `place ${place}: ${count} of 4,000`);
  }
});

/** Ten images of one pixel; image i has the byte i and the label i. */
const TEN: Examples<{ readonly label: ClassField }> = {
  images: { images: Uint8Array.from({ length: 10 }, (_, i) => i), shape: [10, 1, 1, 1] },
  fields: {
    label: {
      kind: 'classes',
      data: Int32Array.from({ length: 10 }, (_, i) => i),
      classNames: Array.from('0123456789'),
    },
  },
};
const INPUT = { shape: [1, 1, 1], scaling: UNSCALED } as const;
const PLAN: BatchPlan = { batchSize: 3, augment: {}, input: INPUT, seed: 5 };

test('an epoch draws no image twice, keeps labels with images, and the next has another order', () => {
  const batches = new Batches(TEN, PLAN);
  const epoch = (first: number): number[] =>
    [0, 1, 2].flatMap(step => {
      const { images, fields, shape } = batches.at(first + step);
      const labels = fields.label.data;
      assert.deepEqual(shape, [3, 1, 1, 1]);
      assert.deepEqual(
        Array.from(images, value => Math.round(value)),
        [...labels],
      );
      return [...labels];
    });
  const [one, two] = [epoch(0), epoch(3)];
  assert.equal(new Set(one).size, 9);
  assert.equal(new Set(two).size, 9);
  assert.notDeepEqual(one, two);
});

test('a batch depends on the seed and the step, not on what was made before', () => {
  const plan: BatchPlan = { ...PLAN, augment: { flip: true, color: 0.3 } };
  const direct = new Batches(TEN, plan).at(7);
  const other = new Batches(TEN, plan);
  for (const step of [2, 9, 0]) other.at(step);
  assert.deepEqual(other.at(7), direct);
  assert.notDeepEqual(new Batches(TEN, { ...plan, seed: 6 }).at(7), direct);
});

test('the thread gives the batches that this thread would make', async () => {
  const plan: BatchPlan = { ...PLAN, augment: { flip: true, color: 0.3 } };
  const [ahead, here] = [new Prefetcher(TEN, plan), new Batches(TEN, plan)];
  try {
    for (const step of [4, 5, 6, 7]) assert.deepEqual(await ahead.at(step), here.at(step));
  } finally {
    await ahead.close();
  }
});

test('a set smaller than a batch is one batch', () => {
  assert.deepEqual(new Batches(TEN, { ...PLAN, batchSize: 64 }).at(0).shape, [10, 1, 1, 1]);
});

test('batches to measure on are in order, and the last may be smaller', () => {
  const last = plainBatch(TEN, INPUT, 8, 12);
  assert.deepEqual(Array.from(last.images, Math.round), [8, 9]);
  assert.deepEqual([...last.fields.label.data], [8, 9]);
});
