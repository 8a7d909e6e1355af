import assert from 'node:assert/strict';
import { at } from '../../lib/spec';

/**
 * Asserts that numbers agree, each up to a share of one scale.
 *
 * @param tolerance the share
 * @param name what the numbers are, for the message
 * @param scale the largest absolute value expected, unless told; 1 where all are 0
 */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  name = 'value',
  scale = largest(expected) || 1,
): void {
  assert.equal(actual.length, expected.length, `${name}: number of values`);
  const seen = Array.from(actual);
  for (const [i, value] of Array.from(expected).entries()) {
    const found = at(seen, i);
    const allowed = tolerance * scale;
    // A difference that is not a number is none that is allowed.
    if (Math.abs(found - value) <= allowed) continue;
    assert.fail(`${name}[${i}] is ${found}, expected ${value}, within ${allowed}`);
  }
}

function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
