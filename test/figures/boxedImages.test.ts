import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PNG } from 'pngjs';
import * as figures from '../../lib/figures';

const GRAY = { shape: [4, 8, 1], data: new Float32Array(32).fill(0.5) };
const WORDS = { title: 'Boxes', alt: 'A gray picture with a box.' };

function pixels(figure: figures.Figure, trace = 0): PNG {
  const source = String(figure.data[trace]?.source);
  return PNG.sync.read(Buffer.from(source.slice(source.indexOf(',') + 1), 'base64'));
}

function colorAt(picture: PNG, row: number, column: number): number[] {
  return [...picture.data.subarray(4 * (row * picture.width + column), 4 * (row * picture.width + column) + 3)];
}

test('a small image is enlarged, and a box lies inside of its edges', () => {
  const item = { image: GRAY, boxes: [{ box: [1, 1, 7, 3], mark: 'found' }], caption: 'one' } as const;
  const picture = pixels(figures.boxedImages([item], WORDS));
  const scale = picture.width / 8;
  assert.ok(scale > 8);
  const middle = 4 * scale;
  assert.deepEqual(colorAt(picture, Math.round(1 * scale) + 1, middle), [0, 114, 178]);
  assert.deepEqual(colorAt(picture, Math.round(3 * scale) - 2, middle), [0, 114, 178]);
  for (const row of [Math.round(1 * scale) - 2, 2 * scale, Math.round(3 * scale) + 2]) {
    assert.deepEqual(colorAt(picture, row, middle), [128, 128, 128]);
  }
});

test('the truth is dashed, and what reaches beyond the image is cut off', () => {
  const item = { image: GRAY, boxes: [{ box: [-2, 1, 12, 9], mark: 'truth' }], caption: 'one' } as const;
  const picture = pixels(figures.boxedImages([item], WORDS));
  const row = Math.round(picture.width / 8) + 1;
  const colors = new Set(Array.from({ length: picture.width }, (_, x) => colorAt(picture, row, x).join()));
  assert.deepEqual([...colors].sort(), ['0,146,106', '128,128,128']);
});

test('each image has its caption', () => {
  const items = ['a', 'b', 'c'].map(caption => ({ image: GRAY, boxes: [], caption }));
  const { data, layout, alt } = figures.boxedImages(items, { ...WORDS, columns: 2 });
  assert.equal(data.length, 3);
  assert.match(JSON.stringify(layout.annotations), /"a".*"b".*"c"/);
  assert.equal(alt, WORDS.alt);
});

test('what cannot be drawn is refused', () => {
  assert.throws(() => figures.boxedImages([], WORDS), {
    message: 'figures.boxedImages: give at least one image. Received an empty list.',
  });
  const item = { image: GRAY, boxes: [{ box: [0, 0, Number.NaN, 1], mark: 'other' }], caption: 'one' } as const;
  assert.throws(() => figures.boxedImages([item], WORDS), {
    name: 'RangeError',
    message: 'figures.boxedImages: the numbers of a box are finite. Received [0, 0, NaN, 1].',
  });
});
