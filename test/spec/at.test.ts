import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, byteAt, doubleAt, floatAt, intAt } from '../../lib/spec';

/** For each kind of list, how to read it at a place; each holds 5 and 7. */
const READERS: Readonly<Record<string, (index: number) => number>> = {
  at: index => at([5, 7], index),
  floatAt: index => floatAt(Float32Array.of(5, 7), index),
  doubleAt: index => doubleAt(Float64Array.of(5, 7), index),
  byteAt: index => byteAt(Uint8Array.of(5, 7), index),
  intAt: index => intAt(Int32Array.of(5, 7), index),
};

for (const [name, read] of Object.entries(READERS)) {
  test(`${name} reads what is there and refuses what is not`, () => {
    assert.deepEqual([read(0), read(1)], [5, 7]);
    for (const index of [-1, 2, 0.5, Number.NaN]) {
      assert.throws(() => read(index), { name: 'RangeError', message: `index ${index} is outside of 0 … 1.` });
    }
  });
}
