import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as figures from '../../lib/figures';

/** Wrong, right, right, wrong, right; four objects. */
const CURVE = {
  title: 'Threes',
  precision: [0, 1 / 2, 2 / 3, 2 / 4, 3 / 5],
  recall: [0, 0.25, 0.5, 0.5, 0.75],
  scores: [0.9, 0.8, 0.7, 0.6, 0.5],
};

test('each frame takes in a prediction more, and tells what came of it', () => {
  const { frames = [] } = figures.precisionRecallSteps(CURVE);
  assert.equal(frames.length, 6);
  const text = frames.map(frame => JSON.stringify(frame));
  assert.match(text[0] ?? '', /prediction 1, score 0\.9: <b>wrong<\/b><br>precision = 0 \/ 1 = 0\.00, recall = 0\.00/);
  assert.match(text[2] ?? '', /prediction 3, score 0\.7: <b>right<\/b><br>precision = 2 \/ 3 = 0\.67, recall = 0\.50/);
  assert.match(text[5] ?? '', /AP = 0\.483/);
});

test('what is seen first is the whole, with the teeth of the saw taken out', () => {
  const { data, alt } = figures.precisionRecallSteps(CURVE);
  assert.deepEqual(data[0]?.y, [0, 0.6667, 0.6667, 0.6667, 0.6667, 0.6667, 0.6667, 0.6, 0.6, 0.6, 0.6, 0]);
  assert.deepEqual(data[2]?.x, [0.25, 0.5, 0.75], 'right ones');
  assert.deepEqual(data[3]?.x, [0, 0.5], 'wrong ones');
  assert.equal(
    alt,
    'Threes. Precision against recall for 5 predictions, 3 of them right; at the end precision 0.60 and recall 0.75. ' +
      'Average precision 0.483.',
  );
});

test('lists of different lengths, none and too many are refused', () => {
  assert.throws(() => figures.precisionRecallSteps({ ...CURVE, scores: [1] }), {
    name: 'RangeError',
    message: 'figures.precisionRecallSteps: give precision, recall and score of each prediction. Received 5, 5 and 1.',
  });
  const many = new Array<number>(61).fill(0);
  for (const list of [[], many]) {
    assert.throws(
      () => figures.precisionRecallSteps({ title: 'x', precision: list, recall: list, scores: list }),
      new RegExp(`Received ${list.length}\\.$`),
    );
  }
});
