import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  linearScores,
  linearSvm,
  oneVersusRest,
  ridgeRegression,
  softmaxRegression,
  trainOnHardNegatives,
} from '../../../lib/detection';
import { matrixSize } from '../../../lib/detection/classifiers/linearClassifier';
import { assertClose } from '../../support/assertClose';
import { readGolden } from '../../support/golden';

interface Linear {
  readonly cost: number;
  readonly weights: readonly number[];
  readonly biases: readonly number[];
}

interface Golden {
  readonly features: { readonly shape: readonly number[]; readonly data: readonly number[] };
  readonly labels: readonly number[];
  readonly targets: readonly number[];
  readonly svm: readonly {
    readonly cost: number;
    readonly positiveWeight: number;
    readonly machines: readonly { readonly weights: readonly number[]; readonly bias: number }[];
  }[];
  readonly softmax: readonly Linear[];
  readonly ridge: readonly (Linear & { readonly count: number; readonly penalty: number })[];
}

const golden = readGolden<Golden>('linear_classifiers');
const features = { shape: golden.features.shape, data: Float32Array.from(golden.features.data) };
const labels = Int32Array.from(golden.labels);

for (const { cost, positiveWeight, machines } of golden.svm) {
  test(`support vector machines, cost ${cost}, positives ×${positiveWeight}: scikit-learn's, whatever the seed`, () => {
    for (const seed of [0, 1]) {
      const options = { cost, positiveWeight, numClasses: 3, tolerance: 1e-9, epochs: 100_000, seed };
      const { weights, biases } = oneVersusRest(features, labels, options);
      assertClose(
        weights.data,
        machines.flatMap(({ weights }) => weights),
        1e-4,
        'weights',
      );
      assertClose(
        biases,
        machines.map(({ bias }) => bias),
        1e-4,
        'biases',
      );
    }
  });
}

for (const { cost, weights, biases } of golden.softmax) {
  test(`softmax regression, cost ${cost}: scikit-learn's`, () => {
    const seen = softmaxRegression(features, labels, { numClasses: 3, cost, tolerance: 1e-9 });
    assertClose(seen.weights.data, weights, 1e-5, 'weights');
    assertClose(seen.biases, biases, 1e-5, 'biases');
  });
}

for (const { count, penalty, weights, biases } of golden.ridge) {
  test(`ridge regression of ${count} examples, penalty ${penalty}: scikit-learn's`, () => {
    const x = { shape: [count, 5], data: features.data.subarray(0, 5 * count) };
    const t = { shape: [count, 4], data: Float32Array.from(golden.targets.slice(0, 4 * count)) };
    const seen = ridgeRegression(x, t, { penalty });
    assertClose(seen.weights.data, weights, 1e-5, 'weights');
    assertClose(seen.biases, biases, 1e-5, 'biases');
  });
}

test('two examples: the margin reaches from one to the other', () => {
  // x = 1 is positive, x = −1 negative: w = 1, b = 0 gives both a margin of exactly 1.
  const { weights, bias } = linearSvm({ shape: [2, 1], data: Float32Array.of(1, -1) }, [true, false], {
    cost: 10,
    tolerance: 1e-9,
  });
  assertClose([weights[0] ?? 0, bias], [1, 0], 1e-6);
});

test('scores are weighted sums and a bias; of no examples there are none', () => {
  const classifier = {
    weights: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
    biases: Float32Array.of(0.5, -1),
  };
  const scores = linearScores(classifier, { shape: [1, 2], data: Float32Array.of(10, 1) });
  assert.deepEqual([...scores.data], [12.5, 33]);
  assert.deepEqual(linearScores(classifier, { shape: [0, 2], data: new Float32Array(0) }).shape, [0, 2]);
});

test('hard negatives: what lies far beyond the margin is never trained with', () => {
  const positives = { shape: [2, 1], data: Float32Array.of(2, 3) };
  const easy = { shape: [2, 1], data: Float32Array.of(-2, -9) };
  const hard = { shape: [3, 1], data: Float32Array.of(1, -50, -60) };
  const { svm, rounds } = trainOnHardNegatives(positives, [easy, hard], { cost: 100, tolerance: 1e-6 });
  // At first −2 and −9; then 1 joins, which scored above −1, while −50 and −60 never do.
  assert.deepEqual(
    rounds.map(({ negatives, added }) => [negatives, added]),
    [
      [2, 2],
      [3, 1],
    ],
  );
  const score = (x: number): number => (svm.weights[0] ?? 0) * x + svm.bias;
  assert.ok(score(2) > 0.9 && score(1) < -0.9);
});

const one = { shape: [1, 1], data: Float32Array.of(1) };
const none = { shape: [0, 1], data: new Float32Array(0) };

const REFUSED: readonly (readonly [string, () => unknown, string])[] = [
  [
    'no examples',
    () => linearSvm(none, []),
    'linearSvm: there must be examples, and an answer for each. Received 0 and 0.',
  ],
  [
    'an answer too few',
    () => linearSvm(one, []),
    'linearSvm: there must be examples, and an answer for each. Received 1 and 0.',
  ],
  [
    'a feature that is no number',
    () => linearSvm({ shape: [1, 1], data: Float32Array.of(Number.NaN) }, [true]),
    'linearSvm: features must be finite numbers. Received NaN.',
  ],
  [
    'no cost',
    () => linearSvm(one, [true], { cost: 0 }),
    'linearSvm: cost and positiveWeight must be above 0. Received 0 and 1.',
  ],
  [
    'a label that is no class',
    () => softmaxRegression(one, Int32Array.of(2), { numClasses: 2 }),
    'softmaxRegression: labels go from 0 to 1. Received 2.',
  ],
  [
    'features of another length',
    () => linearScores({ weights: one, biases: Float32Array.of(0) }, { shape: [1, 2], data: new Float32Array(2) }),
    'linearScores: the classifier reads 1 features. Received [1, 2].',
  ],
  [
    'features that are no matrix',
    () => matrixSize({ shape: [1, 1, 1], data: Float32Array.of(1) }, 'linearSvm'),
    'linearSvm: features must be a matrix [n, d]. Received [1, 1, 1] with 1 numbers.',
  ],
  [
    'a negative penalty',
    () => ridgeRegression(one, one, { penalty: -1 }),
    'ridgeRegression: penalty must be at least 0. Received -1.',
  ],
  [
    'equations without a single solution',
    () => ridgeRegression(one, one, { penalty: 0 }),
    'ridge regression: the equations have no single solution. Received a pivot of 0 in row 0; a larger penalty gives one.',
  ],
  [
    'no negatives',
    () => trainOnHardNegatives(one, [none]),
    'trainOnHardNegatives: there must be positives and negatives. Received 1 positives, and no negatives.',
  ],
];

for (const [what, call, message] of REFUSED) {
  test(`${what}: refused with the reason`, () => {
    assert.throws(call, { name: 'RangeError', message });
  });
}
