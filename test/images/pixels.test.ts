import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crop, cropCentre, grayscale, resize } from '../../lib/datasets';
import type { NDArray } from '../../lib/spec/ndarray';
import { assertClose } from '../support/assertClose';

function image(rows: readonly (readonly number[])[]): NDArray {
  return { shape: [rows.length, rows[0]?.length ?? 0, 1], data: Float32Array.from(rows.flat()) };
}

function close(actual: NDArray, expected: readonly (readonly number[])[]): void {
  assert.deepEqual(actual.shape.slice(0, 2), [expected.length, expected[0]?.length]);
  assertClose(actual.data, expected.flat(), 1e-6);
}

test('area resizing averages what each new pixel covers', () => {
  close(
    resize(
      image([
        [1, 3, 5, 7],
        [5, 7, 1, 3],
      ]),
      [1, 2],
    ),
    [[4, 4]],
  );
  // From 3 to 2 pixels each new one covers one and a half: (0 · 1 + 3 · ½) / 1.5 and (3 · ½ + 6 · 1) / 1.5.
  close(resize(image([[0, 3, 6]]), [1, 2]), [[1, 5]]);
  close(resize(image([[1, 2]]), [2, 4], 'area'), [
    [1, 1, 2, 2],
    [1, 1, 2, 2],
  ]);
});

test('bilinear resizing gives the values that PyTorch documents', () => {
  // torch.nn.Upsample(scale_factor=2, mode='bilinear') on [[1, 2], [3, 4]], from PyTorch's documentation.
  close(
    resize(
      image([
        [1, 2],
        [3, 4],
      ]),
      4,
    ),
    [
      [1, 1.25, 1.75, 2],
      [1.5, 1.75, 2.25, 2.5],
      [2.5, 2.75, 3.25, 3.5],
      [3, 3.25, 3.75, 4],
    ],
  );
});

test('resizing keeps a constant image constant, and area resizing keeps the mean', () => {
  const values = Float32Array.from({ length: 7 * 5 * 3 }, (_, i) => Math.sin(i * 12.9898));
  const mean = (data: Float32Array): number => data.reduce((sum, value) => sum + value, 0) / data.length;
  const small = resize({ shape: [7, 5, 3], data: values }, [3, 4]);
  assert.deepEqual(small.shape, [3, 4, 3]);
  assert.ok(Math.abs(mean(small.data) - mean(values)) < 1e-6);
  for (const method of ['area', 'bilinear'] as const) {
    const flat = resize({ shape: [7, 5, 1], data: new Float32Array(35).fill(0.5) }, [9, 3], method);
    assert.ok(flat.data.every(value => Math.abs(value - 0.5) < 1e-6));
  }
});

test('channels do not mix', () => {
  const two: NDArray = { shape: [1, 2, 2], data: Float32Array.from([1, 10, 3, 30]) };
  assert.deepEqual(resize(two, 1).data, Float32Array.from([2, 20]));
});

test('crop cuts the rectangle, cropCentre the middle', () => {
  const square = image([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 10, 11, 12],
  ]);
  close(crop(square, [2, 1, 3, 3]), [[7], [11]]);
  close(cropCentre(image([[1, 2, 3, 4]])), [[2]]);
  close(
    cropCentre(
      image([
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ]),
      [1, 1],
    ),
    [
      [2, 3],
      [6, 7],
    ],
  );
  close(cropCentre(square, [1, 2]), [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
});

test('grayscale weighs red, green and blue as BT.601 does', () => {
  const colours: NDArray = { shape: [1, 4, 3], data: Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1]) };
  const gray = grayscale(colours);
  assert.deepEqual(gray.shape, [1, 4, 1]);
  close(gray, [[0.299, 0.587, 0.114, 1]]);
});

const gray = image([
  [1, 2],
  [3, 4],
]);
const errors: readonly (readonly [string, () => unknown, string, string])[] = [
  [
    'a size of zero',
    () => resize(gray, [0, 3]),
    'RangeError',
    'resize: size must be positive whole numbers of pixels. Received [0,3].',
  ],
  [
    'an array that is not an image',
    () => resize({ shape: [2, 2], data: new Float32Array(4) }, 1),
    'TypeError',
    'resize: the image must have the shape [h, w, c]. Received [2, 2].',
  ],
  [
    'a rectangle outside',
    () => crop(gray, [0, 1, 1, 3]),
    'RangeError',
    'crop: the box [x1, y1, x2, y2] must be whole pixels inside the image [2, 2, 1]. Received [0, 1, 1, 3].',
  ],
  [
    'half a pixel',
    () => crop(gray, [0, 0, 1.5, 1]),
    'RangeError',
    'crop: the box [x1, y1, x2, y2] must be whole pixels inside the image [2, 2, 1]. Received [0, 0, 1.5, 1].',
  ],
  [
    'an inverted rectangle',
    () => crop(gray, [1, 0, 0, 1]),
    'RangeError',
    'crop: the box [x1, y1, x2, y2] must be whole pixels inside the image [2, 2, 1]. Received [1, 0, 0, 1].',
  ],
  [
    'gray of gray',
    () => grayscale(gray),
    'TypeError',
    'grayscale: the image must have 3 channels, red, green and blue. Received 1.',
  ],
];
for (const [name, call, type, message] of errors) {
  test(`${name} is refused`, () => assert.throws(call, { name: type, message }));
}
