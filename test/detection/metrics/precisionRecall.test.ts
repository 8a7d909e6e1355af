import assert from 'node:assert/strict';
import { test } from 'node:test';
import { averagePrecision, type Outcome, precisionRecall } from '../../../lib/detection';
import { near } from '../support';

const judged = (outcomes: readonly Outcome[]) => outcomes.map((outcome, i) => ({ outcome, score: 1 - i / 10 }));

/** Four truths; found by the first, the third and the fifth that count. */
const CURVE = precisionRecall(judged(['right', 'wrong', 'ignored', 'right', 'wrong', 'right']), 4);

test('precision and recall after each prediction, by hand', () => {
  near(CURVE.precision, [1, 1 / 2, 2 / 3, 2 / 4, 3 / 5], 1e-12);
  near(CURVE.recall, [1 / 4, 1 / 4, 2 / 4, 2 / 4, 3 / 4], 1e-12);
  near(CURVE.scores, [1, 0.9, 0.7, 0.6, 0.5], 1e-12);
});

test('average precision in its three forms, by hand', () => {
  // Precision 1 up to recall 1/4, 2/3 up to 2/4, 3/5 up to 3/4, nothing beyond.
  near([averagePrecision(CURVE, 'all')], [(1 + 2 / 3 + 3 / 5) / 4], 1e-12);
  near([averagePrecision(CURVE, 11)], [(3 * 1 + 3 * (2 / 3) + 2 * (3 / 5)) / 11], 1e-12);
  near([averagePrecision(CURVE, 101)], [(26 * 1 + 25 * (2 / 3) + 25 * (3 / 5)) / 101], 1e-12);
  assert.equal(averagePrecision(CURVE), averagePrecision(CURVE, 101));
});

test('a recall of 3 / 10 does not reach the fourth of 11 points, as in NumPy', () => {
  const curve = precisionRecall(judged(['right', 'right', 'right']), 10);
  near([averagePrecision(curve, 11)], [3 / 11], 1e-12);
});

test('nothing found, nothing to be found, too much found', () => {
  assert.equal(averagePrecision(precisionRecall([], 3), 'all'), 0);
  assert.ok(Number.isNaN(averagePrecision(precisionRecall(judged(['wrong']), 0))));
  assert.throws(() => precisionRecall(judged(['right', 'right']), 1), {
    name: 'RangeError',
    message: 'precisionRecall: 2 truths are found. Received 1 positives. Count all truths but crowds.',
  });
});
