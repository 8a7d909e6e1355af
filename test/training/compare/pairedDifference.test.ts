import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pairedDifference } from '../../../lib/training';

/** Half of the 95 % interval in standard errors, as `pairedDifference` takes it for so many pairs. */
function halfWidth(pairs: number): number {
  const changed = Array.from({ length: pairs }, (_, i) => i % 3);
  const { high, mean, standardError } = pairedDifference(new Array<number>(pairs).fill(0), changed);
  return (high - mean) / standardError;
}

/** The area under Student's density from −t to t, by Simpson's rule, over that from −∞ to ∞ in the variable t = tan u. */
function coverage(t: number, degrees: number): number {
  const density = (angle: number): number =>
    (1 + Math.tan(angle) ** 2 / degrees) ** (-(degrees + 1) / 2) / Math.cos(angle) ** 2;
  const area = (end: number): number => {
    const steps = 20_000;
    const step = end / steps;
    const weights = Array.from({ length: steps + 1 }, (_, i) => (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2));
    return weights.reduce((sum, weight, i) => sum + weight * density(i * step), 0) * (step / 3);
  };
  return area(Math.atan(t)) / area(Math.PI / 2 - 1e-6);
}

test('the interval holds 95 % of Student’s distribution, in the table and beyond it', () => {
  for (const pairs of [3, 4, 5, 10, 20, 31, 32, 40, 200]) {
    assert.ok(Math.abs(coverage(halfWidth(pairs), pairs - 1) - 0.95) < 1e-4, `${pairs} pairs`);
  }
});

test('differences are changed minus baseline, with the interval worked by hand', () => {
  // Differences 1, 2, 3: mean 2, deviation 1, standard error 1 / √3; t with 2 degrees of freedom is 4.3027.
  const { differences, mean, standardError, low, high } = pairedDifference([10, 20, 30], [11, 22, 33]);
  assert.deepEqual(differences, [1, 2, 3]);
  assert.equal(mean, 2);
  assert.ok(Math.abs(standardError - 1 / Math.sqrt(3)) < 1e-12);
  assert.ok(Math.abs(low - (2 - 4.3027 / Math.sqrt(3))) < 1e-9 && Math.abs(high - (2 + 4.3027 / Math.sqrt(3))) < 1e-9);
});

test('a difference is shown when its interval leaves out 0 and its mean lies beyond the noise floor', () => {
  const zeros = [0, 0, 0, 0];
  const noise = pairedDifference(zeros, [-1, 1, -0.5, 0.5]);
  assert.equal(noise.verdict, 'not shown here');
  assert.equal(pairedDifference(zeros, [1, 1.1, 0.9, 1]).verdict, 'shown here');
  assert.equal(pairedDifference(zeros, [-1, -1.1, -0.9, -1]).verdict, 'shown here');
  const small = pairedDifference(zeros, [1, 1.1, 0.9, 1], { noise });
  assert.ok(small.noiseFloor > 1.4 && small.noiseFloor < 1.5);
  assert.equal(small.verdict, 'not shown here');
  assert.equal(pairedDifference(zeros, [2, 2.1, 1.9, 2], { noise }).verdict, 'shown here');
});

test('what is no pair is refused', () => {
  assert.throws(() => pairedDifference([1, 2], [1]), /the same two seeds or more. Received 2 and 1\.$/);
  assert.throws(() => pairedDifference([1], [1]), /the same two seeds or more. Received 1 and 1\.$/);
  assert.throws(
    () => pairedDifference([1, Number.NaN], [1, 2]),
    /every measurement must be a finite number. Received NaN\./,
  );
});
