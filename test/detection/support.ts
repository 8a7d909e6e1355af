import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Box } from '../../lib/spec';

/** Compares two lists of numbers, or of such lists, relative to the largest. */
export function near(seen: Iterable<unknown>, expected: Iterable<unknown>, tolerance: number): void {
  const [a, b] = [numbersOf(seen), numbersOf(expected)];
  assert.equal(a.length, b.length, 'length');
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const wrong = a.findIndex((value, i) => !(Math.abs(value - (b[i] ?? Number.NaN)) <= tolerance * largest));
  assert.equal(wrong, -1, `place ${wrong}: ${a[wrong]}, expected ${b[wrong]}`);
}

function numbersOf(list: Iterable<unknown>): number[] {
  return [...list].flat(3).map(Number);
}

const coordinate = fc.integer({ min: -50, max: 150 });

/** Any four numbers: inverted, empty and tiny boxes among them. */
export const anyBox = fc
  .tuple(coordinate, coordinate, coordinate, coordinate)
  .map(([x1, y1, x2, y2]): Box => [x1, y1, x2, y2]);

/** A box with an area. */
export const properBox = fc
  .tuple(coordinate, coordinate, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }))
  .map(([x, y, width, height]): Box => [x, y, x + width, y + height]);
