import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nms } from '../../lib/detection';
import { tf } from '../../lib/tfjs/backend';
import { properBox } from './support';

const THRESHOLD = 0.45;

test("TensorFlow's kernel keeps the same boxes, in the same order", () => {
  const boxes = fc.uniqueArray(fc.tuple(properBox, fc.integer({ min: 1, max: 10_000 })), {
    minLength: 1,
    maxLength: 60,
    selector: ([, score]) => score, // of equal scores either may be first
  });
  fc.assert(
    fc.property(boxes, drawn => {
      const scores = drawn.map(([, score]) => score / 10_000);
      const ours = nms(
        drawn.map(([box]) => box),
        scores,
        { iouThreshold: THRESHOLD },
      );
      const kernel = tf.tidy(() => {
        const rows = tf.tensor2d(drawn.map(([[x1, y1, x2, y2]]) => [y1, x1, y2, x2]));
        return tf.image.nonMaxSuppression(rows, tf.tensor1d(scores), drawn.length, THRESHOLD).dataSync();
      });
      assert.deepEqual([...ours], [...kernel]);
    }),
  );
});
