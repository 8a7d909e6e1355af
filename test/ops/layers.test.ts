import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  batch,
  batchNormalization,
  dense,
  dropout,
  flatten,
  groupNormalization,
  leakyRelu,
  localResponseNormalization,
  moments,
  ndarray,
  relu,
  relu6,
  sigmoid,
  softmax,
  tanh,
  unbatch,
  updateMoments,
  zeros,
} from '../../lib/ops';
import { assertClose } from '../support/assertClose';
import { assertRefuses, random, sum } from './support';

describe('activations', () => {
  const x = ndarray([5], [-2, -0.5, 0, 3, 9]);
  const cases: readonly [string, Float32Array, number[]][] = [
    ['relu', relu(x).data, [0, 0, 0, 3, 9]],
    ['relu6', relu6(x).data, [0, 0, 0, 3, 6]],
    ['leakyRelu', leakyRelu(x, { slope: 0.1 }).data, [-0.2, -0.05, 0, 3, 9]],
    ['leakyRelu with slope 0.5', leakyRelu(x, { slope: 0.5 }).data, [-1, -0.25, 0, 3, 9]],
    ['tanh', tanh(ndarray([3], [0, Math.log(2), -Math.log(2)])).data, [0, 0.6, -0.6]],
    ['sigmoid', sigmoid(ndarray([3], [0, Math.log(3), -Math.log(3)])).data, [0.5, 0.75, 0.25]],
    ['sigmoid far out', sigmoid(ndarray([2], [-1000, 1000])).data, [0, 1]],
  ];
  for (const [name, actual, expected] of cases) test(name, () => assertClose(actual, expected, 1e-6));
});

describe('softmax', () => {
  test('works row by row', () => {
    const y = softmax(ndarray([2, 3], [0, Math.log(2), Math.log(5), 7, 7, 7]));
    assertClose(y.data, [1 / 8, 2 / 8, 5 / 8, 1 / 3, 1 / 3, 1 / 3], 1e-6);
  });

  test('large scores do not overflow', () => {
    assertClose(softmax(ndarray([1, 2], [1000, 1000 + Math.log(3)])).data, [0.25, 0.75], 1e-4);
    assert.deepEqual([...softmax(ndarray([1, 2], [-1000, 1000])).data], [0, 1]);
  });
});

describe('batch normalization', () => {
  const x = ndarray([4, 2], [1, 10, 3, 10, 5, 30, 7, 30]);

  test('moments of each channel', () => {
    const { mean, variance } = moments(x);
    assert.deepEqual([...mean.data], [4, 20]);
    assert.deepEqual([...variance.data], [5, 100]);
  });

  test('in use: (x − mean) / √(variance + epsilon) · gamma + beta', () => {
    const vector = (a: number, b: number) => ndarray([2], [a, b]);
    const y = batchNormalization(ndarray([1, 2], [7, 1]), {
      mean: vector(1, 0),
      variance: vector(8, 3),
      gamma: vector(10, 1),
      beta: vector(0.5, -1),
      epsilon: 1,
    });
    assertClose(y.data, [20.5, -0.5], 1e-6);
  });

  test('in training: mean 0 and variance 1', () => {
    const batch = random('batch', [4, 5, 6, 3]);
    const { mean, variance } = moments(batchNormalization(batch, { ...moments(batch), epsilon: 0 }));
    assertClose(mean.data, [0, 0, 0], 1e-6);
    assertClose(variance.data, [1, 1, 1], 1e-6);
  });

  test('moving statistics take the unbiased variance', () => {
    const old = { mean: ndarray([2], [0, 100]), variance: ndarray([2], [1, 1]) };
    const { mean, variance } = updateMoments(old, x, 0.75);
    assertClose(mean.data, [1, 80], 1e-6);
    assertClose(variance.data, [0.75 + 0.25 * (20 / 3), 0.75 + 0.25 * (400 / 3)], 1e-6);
  });
});

describe('group normalization', () => {
  test('by hand: two groups of a pixel each have mean 0 and variance 1', () => {
    const x = ndarray([1, 1, 1, 4], [1, 3, 10, 30]);
    assertClose(groupNormalization(x, { groups: 2, epsilon: 0 }).data, [-1, 1, -1, 1], 1e-6);
  });

  test('images do not see each other', () => {
    const [first, second] = [random('first', [3, 2, 6]), random('second', [3, 2, 6])];
    const options = { groups: 3 };
    const together = groupNormalization(batch(first, second), options);
    const alone = [first, second].map(image => groupNormalization(batch(image), options));
    assert.deepEqual(unbatch(together), alone.flatMap(unbatch));
  });

  test('as many groups as channels, on one image, is batch normalization', () => {
    const x = random('x', [1, 5, 4, 3]);
    const normalized = batchNormalization(x, moments(x));
    assertClose(groupNormalization(x, { groups: 3 }).data, normalized.data, 1e-6);
  });
});

describe('local response normalization', () => {
  test('by hand: k 0, alpha = size, beta ½ divides by the norm of the neighbours', () => {
    const y = localResponseNormalization(ndarray([1, 4], [3, 4, 12, 84]), { size: 3, alpha: 3, beta: 0.5, k: 0 });
    assertClose(y.data, [3 / 5, 4 / 13, 12 / Math.hypot(4, 12, 84), 84 / Math.hypot(12, 84)], 1e-6);
  });

  test('an even window takes one channel more before than after', () => {
    const y = localResponseNormalization(ndarray([1, 2], [3, 4]), { size: 2, alpha: 2, beta: 0.5, k: 0 });
    assertClose(y.data, [1, 4 / 5], 1e-6);
  });

  test("the paper's constants", () => {
    const y = localResponseNormalization(ndarray([1, 1], [100]));
    assertClose(y.data, [100 / (2 + (1e-4 / 5) * 1e4) ** 0.75], 1e-6);
  });
});

describe('dropout', () => {
  const x = ndarray([100, 100], new Array(10000).fill(1));

  test('what stays is scaled, so that the mean stays', () => {
    const { data } = dropout(x, { rate: 0.25, seed: 7 });
    assert.deepEqual([...new Set(data)].sort(), [0, Math.fround(1 / 0.75)]);
    const dropped = data.filter(value => value === 0).length;
    // 10,000 draws at 0.25: the standard deviation is 43.
    assert.ok(Math.abs(dropped - 2500) < 200, `${dropped} dropped`);
    assert.ok(Math.abs(sum(data) / 10000 - 1) < 0.03);
  });

  test('the seed decides which', () => {
    const options = { rate: 0.5, seed: 1 };
    assert.deepEqual(dropout(x, options), dropout(x, options));
    assert.notDeepEqual(dropout(x, options), dropout(x, { ...options, seed: 2 }));
  });

  test('rate 0 changes nothing', () => assert.deepEqual(dropout(x, { rate: 0, seed: 1 }), x));
});

describe('dense and flatten', () => {
  test('by hand', () => {
    const y = dense(ndarray([1, 2], [1, 10]), ndarray([2, 3], [1, 2, 3, 4, 5, 6]), ndarray([3], [0.5, 0, -0.5]));
    assert.deepEqual(y, ndarray([1, 3], [41.5, 52, 62.5]));
  });

  test('flatten keeps the order of values', () => {
    const x = ndarray([2, 1, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(flatten(x), ndarray([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]));
  });
});

const refusals: readonly [string, () => unknown, string][] = [
  [
    'dense on images',
    () => dense(zeros([1, 2, 2, 3]), zeros([12, 5]), null),
    'dense: x must be [n, in] and kernel [in, units]. Received [1, 2, 2, 3] and [12, 5]. Flatten x first.',
  ],
  [
    'a dense kernel for another length',
    () => dense(zeros([1, 3]), zeros([4, 5]), null),
    'dense: x must be [n, in] and kernel [in, units]. Received [1, 3] and [4, 5].',
  ],
  [
    'a dense bias of another length',
    () => dense(zeros([1, 4]), zeros([4, 5]), zeros([4])),
    'dense: bias must have one value for each of the 5 channels. Received shape [4].',
  ],
  [
    'a dropout rate of 1',
    () => dropout(zeros([2]), { rate: 1, seed: 0 }),
    'dropout: rate must be at least 0 and below 1. Received 1.',
  ],
  [
    'a window of no channels',
    () => localResponseNormalization(zeros([1, 2]), { size: 0 }),
    'localResponseNormalization: size must be a positive whole number. Received 0.',
  ],
  [
    'a mean of another length',
    () => batchNormalization(zeros([1, 3]), { mean: zeros([2]), variance: zeros([3]) }),
    'batchNormalization: mean must have one value for each of the 3 channels. Received shape [2].',
  ],
  [
    'groups that do not divide the channels',
    () => groupNormalization(zeros([1, 2, 2, 6]), { groups: 4 }),
    'groupNormalization: groups must divide the channels. Received groups 4, 6 channels.',
  ],
  [
    'groups of 0',
    () => groupNormalization(zeros([1, 2, 2, 6]), { groups: 0 }),
    'groupNormalization: groups must divide the channels. Received groups 0, 6 channels.',
  ],
  [
    'a gamma for each group',
    () => groupNormalization(zeros([1, 2, 2, 6]), { groups: 2, gamma: zeros([2]) }),
    'groupNormalization: gamma must have one value for each of the 6 channels. Received shape [2].',
  ],
  [
    'a beta of another length',
    () => groupNormalization(zeros([1, 2, 2, 6]), { groups: 2, beta: zeros([7]) }),
    'groupNormalization: beta must have one value for each of the 6 channels. Received shape [7].',
  ],
  [
    'group normalization of vectors',
    () => groupNormalization(zeros([2, 6]), { groups: 2 }),
    'groupNormalization: x must be images of shape [n, h, w, c]. Received shape [2, 6].',
  ],
  [
    'a slope that turns numbers round',
    () => leakyRelu(zeros([2]), { slope: -0.1 }),
    'leakyRelu: slope must be a number of at least 0. Received -0.1.',
  ],
  ['to flatten a single number', () => flatten(zeros([])), 'flatten: x must have a batch axis. Received shape [].'],
  [
    'moments of nothing',
    () => moments(zeros([])),
    'moments: x must have channels on its last axis. Received shape [].',
  ],
  [
    'a batch of one value',
    () => updateMoments({ mean: zeros([3]), variance: zeros([3]) }, zeros([1, 3])),
    'updateMoments: the variance needs at least 2 values a channel. Received shape [1, 3].',
  ],
  [
    'an array with too few values',
    () => relu({ shape: [3], data: new Float32Array(2) }),
    'relu: shape [3] holds 3 values. Received 2 for x.',
  ],
];
for (const [what, call, message] of refusals) {
  test(`refuses ${what}`, () => assertRefuses(call, message));
}
