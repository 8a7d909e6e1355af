import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectionErrors, errorAnalysis, type Prediction, type Truth } from '../../../lib/detection';
import { near } from '../support';
import { cases, predictionsOf, truthsOf } from './random';

for (const known of cases) {
  const { tide } = known;
  if (tide === undefined) continue;
  test(`${known.name}: TIDE's errors, and what each kind costs`, () => {
    const seen = errorAnalysis(predictionsOf(known), truthsOf(known));
    assert.deepEqual(seen.counts, tide.counts);
    near([seen.mAP], [tide.mAP], 1e-9);
    for (const [kind, gain] of Object.entries(seen.gains)) {
      near([gain], [new Map(Object.entries(tide.gains)).get(kind)], 1e-9);
    }
  });
}

const truth = (kind: string, box: Truth['box']): Truth => ({ image: 'a', class: kind, box });
const found = (kind: string, box: Truth['box'], score: number): Prediction => ({ ...truth(kind, box), score });

const TRUTHS = [truth('cat', [0, 0, 10, 10]), truth('dog', [20, 0, 30, 10]), truth('cat', [40, 0, 50, 10])];

test('one error of each kind, by hand', () => {
  const predictions = [
    found('cat', [0, 0, 10, 10], 0.9),
    found('cat', [0, 0, 10, 9], 0.8),
    found('dog', [20, 0, 30, 4], 0.7),
    found('cat', [20, 0, 30, 9], 0.6),
    found('cat', [20, 0, 30, 3], 0.5),
    found('dog', [70, 0, 80, 10], 0.4),
  ];
  const { found: right, alarms, missed } = detectionErrors(predictions, TRUTHS);
  assert.deepEqual(right, [{ prediction: predictions[0], truth: TRUTHS[0] }]);
  assert.deepEqual(
    alarms.map(({ kind }) => kind),
    ['duplicate', 'localization', 'class', 'both', 'background'],
  );
  assert.deepEqual(alarms[1], { kind: 'localization', prediction: predictions[2], truth: TRUTHS[1] });
  assert.deepEqual(missed, [TRUTHS[2]]);
});

test('the oracle has no errors; without predictions all is missed; crowds are no errors', () => {
  const oracle = TRUTHS.map(one => ({ ...one, score: 1 }));
  assert.deepEqual(errorAnalysis(oracle, TRUTHS).counts, {
    ...{ class: 0, localization: 0, both: 0, duplicate: 0, background: 0, missed: 0 },
  });
  assert.equal(errorAnalysis(oracle, TRUTHS).mAP, 1);
  assert.equal(errorAnalysis([], TRUTHS).counts.missed, 3);
  const crowd = [{ ...truth('cat', [0, 0, 50, 50]), crowd: true }];
  assert.deepEqual(detectionErrors([found('cat', [0, 0, 9, 9], 1)], crowd), { found: [], alarms: [], missed: [] });
});

test('thresholds out of order are refused', () => {
  assert.throws(() => detectionErrors([], [], { foreground: 0.1, background: 0.5 }), {
    name: 'RangeError',
    message: 'detectionErrors: thresholds must be 0 ≤ background < foreground ≤ 1. Received 0.5 and 0.1.',
  });
});
