import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClose } from './assertClose';

const refusals: readonly [string, () => void, string][] = [
  ['a difference', () => assertClose([1, 2.5], [1, 2], 0.01, 'y'), 'y[1] is 2.5, expected 2, within 0.02'],
  ['something that is not a number', () => assertClose([NaN], [4], 0.5), 'value[0] is NaN, expected 4, within 2'],
  ['a difference from nothing', () => assertClose([0.2], [0], 0.1), 'value[0] is 0.2, expected 0, within 0.1'],
  ['a difference on a given scale', () => assertClose([3], [2], 0.1, 'y', 5), 'y[0] is 3, expected 2, within 0.5'],
];
for (const [what, call, message] of refusals) {
  test(`${what} is refused`, () => assert.throws(call, { name: 'AssertionError', message }));
}

test('another number of values is refused', () => {
  assert.throws(() => assertClose([1, 2], [1], 1, 'y'), /y: number of values/);
});

test('the tolerance is a share of the largest value expected', () => {
  assert.doesNotThrow(() => assertClose([0.9, -100], [0, -100], 0.01));
  assert.doesNotThrow(() => assertClose(Float32Array.of(1), [1.5], 0.1, 'y', 5));
});
