import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confusionMatrix, metrics } from '../../lib/segmentation';
import { readGolden } from '../support/golden';

interface Case {
  readonly classes: number;
  readonly seed: number;
  readonly ignore: number | null;
  readonly matrix: readonly (readonly number[])[];
  readonly pixelAccuracy: number;
  readonly meanAccuracy: number;
  readonly frequencyWeightedIou: number;
  readonly iou: readonly number[];
}

/** By torchmetrics, with a seventh of the true pixels ignored. */
type Border = Omit<Case, 'ignore'> & { readonly meanIou: number };

const { cases, borders } = readGolden<{ cases: readonly Case[]; borders: readonly Border[] }>('segmentation');

/** As `make_segmentation.py` fills a mask. */
function labels(count: number, classes: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state >>> 16) % classes;
  });
}

/** Masks of 4,000 pixels, of which two thirds are right for sure. */
function masks({ classes, seed }: Pick<Case, 'classes' | 'seed'>): [truth: number[], predicted: number[]] {
  const [truth, other] = [labels(4000, classes, seed), labels(4000, classes, seed + 100)];
  return [truth, truth.map((label, i) => (i % 3 === 0 ? (other[i] ?? Number.NaN) : label))];
}

for (const known of cases) {
  const { classes, ignore } = known;
  test(`${classes} classes${ignore === null ? '' : `, ${ignore} ignored`}: counts and measures are scikit-learn's`, () => {
    const matrix = confusionMatrix(...masks(known), {
      ...{ numClasses: classes },
      ...(ignore !== null && { ignoreLabel: ignore }),
    });
    assert.deepEqual(matrix, known.matrix);
    const measured = metrics(matrix);
    const near = (seen: number, expected: number): void => assert.ok(Math.abs(seen - expected) < 1e-12);
    near(measured.pixelAccuracy, known.pixelAccuracy);
    near(measured.meanAccuracy, known.meanAccuracy);
    near(measured.frequencyWeightedIou, known.frequencyWeightedIou);
    known.iou.forEach((value, k) => {
      near(measured.iou[k] ?? Number.NaN, value);
    });
    near(measured.meanIou, known.iou.reduce((a, b) => a + b, 0) / classes);
  });
}

for (const known of borders) {
  test(`${known.classes} classes and ignored borders: counts and measures are torchmetrics'`, () => {
    const [truth, predicted] = masks(known);
    const bordered = truth.map((label, i) => (i % 7 === 0 ? 255 : label));
    const matrix = confusionMatrix(bordered, predicted, { numClasses: known.classes, ignoreLabel: 255 });
    assert.deepEqual(matrix, known.matrix);
    const { iou, ...means } = metrics(matrix);
    // torchmetrics computes in 32 bits.
    const near = (seen: number, expected: number): void => assert.ok(Math.abs(seen - expected) < 1e-6);
    for (const name of ['pixelAccuracy', 'meanAccuracy', 'meanIou', 'frequencyWeightedIou'] as const) {
      near(means[name], known[name]);
    }
    known.iou.forEach((value, k) => {
      near(iou[k] ?? Number.NaN, value);
    });
  });
}

test('measures worked by hand', () => {
  // 8 pixels of class 0, 6 of them right; 4 of class 1, 3 right.
  const { iou, ...means } = metrics([
    [6, 2],
    [1, 3],
  ]);
  assert.deepEqual(iou, [6 / 9, 3 / 6]);
  assert.deepEqual(means, {
    pixelAccuracy: 9 / 12,
    meanAccuracy: (6 / 8 + 3 / 4) / 2,
    meanIou: (6 / 9 + 3 / 6) / 2,
    frequencyWeightedIou: (8 / 12) * (6 / 9) + (4 / 12) * (3 / 6),
  });
});

test('a class that occurs nowhere has no IoU, and no mean counts it; one that is only predicted counts as 0', () => {
  const absent = metrics([
    [3, 0, 0],
    [0, 0, 0],
    [1, 0, 4],
  ]);
  assert.deepEqual(absent.iou, [3 / 4, Number.NaN, 4 / 5]);
  assert.equal(absent.meanIou, (3 / 4 + 4 / 5) / 2);
  assert.equal(absent.meanAccuracy, (1 + 4 / 5) / 2);
  const invented = metrics([
    [3, 1],
    [0, 0],
  ]);
  assert.deepEqual(invented.iou, [3 / 4, 0]);
  assert.equal(invented.meanIou, 3 / 8);
  assert.equal(invented.frequencyWeightedIou, 3 / 4);
});

test('one class everywhere looks right by pixels, and not by the mean IoU', () => {
  const truth = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
  const { pixelAccuracy, meanIou } = metrics(confusionMatrix(truth, Array(10).fill(0), { numClasses: 2 }));
  assert.equal(pixelAccuracy, 0.9);
  assert.equal(meanIou, 0.45);
});

test('what cannot be counted is refused', () => {
  const count = (truth: number[], predicted: number[], options: { numClasses: number; ignoreLabel?: number }) => () =>
    confusionMatrix(truth, predicted, options);
  assert.throws(count([0, 1], [0], { numClasses: 2 }), {
    name: 'RangeError',
    message: 'confusionMatrix: there must be a predicted label for each true one. Received 2 true and 1 predicted.',
  });
  assert.throws(count([0, 255], [0, 1], { numClasses: 2 }), {
    message:
      'confusionMatrix: labels go from 0 to 1. Received the true label 255 at pixel 1. Name it as ignoreLabel where it does not count.',
  });
  assert.throws(count([0, 255], [2, 1], { numClasses: 2, ignoreLabel: 255 }), {
    message: 'confusionMatrix: labels go from 0 to 1. Received the predicted label 2 at pixel 0.',
  });
  assert.throws(count([0], [0], { numClasses: 0 }), {
    message: 'confusionMatrix: numClasses must be a whole number from 1 on. Received 0.',
  });
  assert.throws(() => metrics([[1, 2], [3]]), {
    message: 'metrics: a confusion matrix has as many columns as rows. Received 2 rows, and 1 columns in one.',
  });
});
