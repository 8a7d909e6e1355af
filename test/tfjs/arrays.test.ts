import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conv2dNaive, ndarray } from '../../lib/ops';
import { floatAt } from '../../lib/spec';
import { conv2d, tf, toNDArray, toTensor } from '../../lib/tfjs';
import { filled } from '../support/fill';

test('an array goes into a tensor and back', () => {
  const x = ndarray([2, 3], [1, 2, 3, 4, 5, 6.5]);
  const tensor = toTensor(x);
  assert.deepEqual(toNDArray(tensor), x);
  tensor.dispose();
});

test("TensorFlow's convolution of arrays is the loops', and leaves no tensor behind", () => {
  const x = ndarray([2, 9, 11, 4], filled('input', [2, 9, 11, 4]));
  const kernel = ndarray([3, 3, 2, 6], filled('weight', [3, 3, 2, 6]));
  const bias = ndarray([6], filled('bias', [6]));
  const options = { strides: [2, 1], padding: 1, groups: 2 } as const;
  const expected = conv2dNaive(x, kernel, bias, options);
  const before = tf.memory().numTensors;
  const seen = conv2d(x, kernel, bias, options);
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(seen.shape, expected.shape);
  const largest = Math.max(...expected.data.map(Math.abs));
  seen.data.forEach((value, i) => {
    assert.ok(Math.abs(value - floatAt(expected.data, i)) <= 1e-5 * largest, `value ${i}`);
  });
});

test('shapes that do not belong together are named', () => {
  const x = ndarray([1, 3, 3, 2], new Float32Array(18));
  const kernel = ndarray([3, 3, 3, 1], new Float32Array(27));
  assert.throws(() => conv2d(x, kernel, null), {
    name: 'RangeError',
    message:
      'conv2d: needs images [n, h, w, in] and a kernel [kh, kw, in / groups, out]. Received shapes [1, 3, 3, 2] and [3, 3, 3, 1], groups 1.',
  });
});
