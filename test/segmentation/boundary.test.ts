import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundaryBand, confusionMatrix, labelMap, metrics, nearBoundary } from '../../lib/segmentation';
import { at } from '../../lib/spec';

/** Labels written as digits, a string a row. */
const drawn = (...rows: string[]) => labelMap([rows.length, at(rows, 0).length], [...rows.join('')].map(Number));
/** The same for what comes out. */
const asRows = (band: ArrayLike<number>, width: number): string[] =>
  Array.from({ length: band.length / width }, (_, row) =>
    Array.from({ length: width }, (_, column) => band[row * width + column]).join(''),
  );

test('a band of width 1 is the pixels that touch another class, above, below or beside', () => {
  const labels = drawn('00000', '00110', '00110', '00000');
  assert.deepEqual(asRows(boundaryBand(labels, { width: 1 }), 5), ['00110', '01111', '01111', '00110']);
});

test('a wider band reaches as many rows and columns further', () => {
  const labels = drawn('0000000', '0000000', '0001111', '0001111', '0001111', '0001111', '0001111');
  const rows = asRows(boundaryBand(labels, { width: 2 }), 7);
  assert.deepEqual(rows, ['0011111', '0111111', '0111111', '0111111', '0111100', '0111100', '0111100']);
});

test('the band of every width is the pixels whose window of that many rows and columns around them holds a boundary pixel', () => {
  // Squares of a checkerboard of uneven sides: many corners.
  const [height, width] = [19, 23];
  const labels = labelMap(
    [height, width],
    Array.from({ length: height * width }, (_, i) => (Math.floor(i / width / 5) + Math.floor((i % width) / 7)) % 2),
  );
  const touching = boundaryBand(labels, { width: 1 });
  for (const band of [2, 3, 4]) {
    const expected = Uint8Array.from(touching, (_, i) => {
      const [row, column] = [Math.floor(i / width), i % width];
      return touching.some((one, j) => {
        const [rows, columns] = [Math.abs(Math.floor(j / width) - row), Math.abs((j % width) - column)];
        return one === 1 && rows < band && columns < band;
      })
        ? 1
        : 0;
    });
    assert.deepEqual(boundaryBand(labels, { width: band }), expected);
  }
});

test('one class has no boundary', () => {
  assert.deepEqual([...boundaryBand(drawn('000', '000'), { width: 3 })], Array(6).fill(0));
});

test('near boundaries a shifted mask is worse than overall', () => {
  const truth = drawn('0000011111', '0000011111', '0000011111');
  const shifted = [...'0000111111', ...'0000111111', ...'0000111111'].map(Number);
  const iou = (labels: ArrayLike<number>) =>
    metrics(confusionMatrix(labels, shifted, { numClasses: 2, ignoreLabel: 255 })).meanIou;
  assert.equal(iou(truth.data), (4 / 5 + 5 / 6) / 2);
  // Two columns on each side: one of four is wrong.
  assert.equal(iou(nearBoundary(truth, { width: 2, ignoreLabel: 255 })), (1 / 2 + 2 / 3) / 2);
});

test('a width that is none, and labels that do not fit, are refused', () => {
  assert.throws(() => boundaryBand(drawn('01'), { width: 0 }), {
    name: 'RangeError',
    message: 'boundaryBand: width must be a whole number of pixels from 1 on. Received 0.',
  });
  assert.throws(() => labelMap([2, 3], [1, 2]), {
    message: "labelMap: 2×3 pixels need 6 labels. Received 2. Give the mask's own size.",
  });
});
