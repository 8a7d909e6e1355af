import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assignToCells } from '../../../lib/detection';
import { at, type Box } from '../../../lib/spec';

const GRID = { rows: 4, columns: 4 };
const only = (box: Box) => at(assignToCells([{ box }], GRID, 64).assigned, 0);

test('the cell of an object is the one that its middle lies in, and its numbers are told from there', () => {
  // The middle is (20, 40): column 1, a quarter into it; row 2, half into it.
  const { row, column, cell, target } = only([12, 24, 28, 56]);
  assert.deepEqual([row, column, cell], [2, 1, 9]);
  assert.deepEqual(target, [0.25, 0.5, Math.sqrt(16 / 64), Math.sqrt(32 / 64)]);
});

test('a middle on a line belongs to the cell behind it, one on the edge of the picture to the last', () => {
  assert.deepEqual([only([8, 8, 24, 24]).cell, only([8, 8, 24, 24]).target.slice(0, 2)], [5, [0, 0]]);
  const corner = only([60, 62, 68, 66]); // reaches beyond the picture
  assert.deepEqual([corner.row, corner.column, corner.target.slice(0, 2)], [3, 3, [1, 1]]);
  const whole = only([0, 0, 64, 64]);
  assert.deepEqual([whole.cell, whole.target], [10, [0, 0, 1, 1]]);
});

test('of two objects in a cell, the first of the list has it; no objects are assigned to no cell', () => {
  const objects: { readonly name: string; readonly box: Box }[] = [
    { name: 'small', box: [4, 4, 10, 10] },
    { name: 'large', box: [0, 0, 14, 14] },
    { name: 'elsewhere', box: [40, 40, 60, 60] },
  ];
  const { assigned, unassigned } = assignToCells(objects, GRID, 64);
  assert.deepEqual(
    assigned.map(({ object }) => object.name),
    ['small', 'elsewhere'],
  );
  assert.deepEqual(
    unassigned.map(({ name }) => name),
    ['large'],
  );
  assert.deepEqual(assignToCells([], GRID, 64), { assigned: [], unassigned: [] });
});

test('every object is assigned or left over, each cell has one at most, and middles lie in their cells', () => {
  const side = fc.integer({ min: 1, max: 7 });
  const box = fc
    .tuple(fc.nat(90), fc.nat(50), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }))
    .map(([x, y, w, h]): Box => [x, y, Math.min(x + w, 96), Math.min(y + h, 60)]);
  fc.assert(
    fc.property(side, side, fc.array(box, { maxLength: 12 }), (rows, columns, boxes) => {
      const { assigned, unassigned } = assignToCells(
        boxes.map(one => ({ box: one })),
        { rows, columns },
        [60, 96],
      );
      assert.equal(assigned.length + unassigned.length, boxes.length);
      assert.equal(new Set(assigned.map(({ cell }) => cell)).size, assigned.length);
      for (const { row, column, cell, target, object } of assigned) {
        assert.equal(cell, row * columns + column);
        assert.ok(row < rows && column < columns && target.every(value => value >= 0 && value <= 1));
        const [x1, , x2] = object.box;
        assert.ok(Math.abs(((column + target[0]) / columns) * 96 - (x1 + x2) / 2) < 1e-9);
      }
    }),
    { seed: 3 },
  );
});

test('boxes and pictures without an area are refused', () => {
  for (const box of [
    [3, 3, 3, 9],
    [5, 0, 2, 4],
    [0, 0, Number.NaN, 4],
  ] as const) {
    assert.throws(() => assignToCells([{ box }], GRID, 64), {
      name: 'RangeError',
      message: `assignToCells: a box must have an area. Received [${box.join(', ')}]. Mend or remove it.`,
    });
  }
  assert.throws(() => assignToCells([], GRID, [64, 0]), {
    name: 'RangeError',
    message: "assignToCells: the picture's size must be positive, in pixels. Received [64, 0].",
  });
});
