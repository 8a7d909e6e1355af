import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ranking } from '../../lib/cli/ranking';
import { at } from '../../lib/spec';

test('scores become probabilities, the largest first', () => {
  const scores = { shape: [1, 3], data: Float32Array.of(1000, 1000 + Math.log(6), 1000 + Math.log(3)) };
  const ranked = ranking(scores, 2);
  assert.deepEqual(
    ranked.map(({ label }) => label),
    [1, 2],
  );
  ranked.forEach(({ share }, i) => {
    assert.ok(Math.abs(share - at([0.6, 0.3], i)) < 1e-4, String(share));
  });
});

test('scores for each pixel become parts of the image', () => {
  // Class 0 is the largest in one pixel of four, class 1 in none, class 2 in three.
  const data = Float32Array.of(9, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
  assert.deepEqual(ranking({ shape: [1, 3, 2, 2], data }, 5), [
    { label: 2, share: 0.75 },
    { label: 0, share: 0.25 },
    { label: 1, share: 0 },
  ]);
});
