import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batch, classActivationMap, dense, globalAveragePooling2d, ndarray, transpose, zeros } from '../../lib/ops';
import { at, Random } from '../../lib/spec';

const maps = ndarray([1, 2, 3], [1, 2, 3, 4, 5, 6]);
const weights = ndarray([2, 3], [1, 0, -1, 0.5, 2, 0]);

test('each place is the sum of its channels, times the weights of the class', () => {
  assert.deepEqual(classActivationMap(maps, weights, 0), { shape: [1, 2], data: Float32Array.of(-2, -2) });
  assert.deepEqual([...classActivationMap(maps, weights, 1).data], [0.5 + 4, 2 + 10]);
});

test('its mean is the score that the average and the dense layer give', () => {
  const random = new Random('maps');
  const draw = (shape: number[]) =>
    ndarray(
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform(-1, 1)),
    );
  const [large, rows] = [draw([5, 4, 7]), draw([3, 7])];
  const scores = dense(globalAveragePooling2d(batch(large)), transpose(rows, [1, 0]), null).data;
  for (const label of [0, 1, 2]) {
    const { data } = classActivationMap(large, rows, label);
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    assert.ok(Math.abs(mean - at([...scores], label)) < 1e-6);
  }
});

test('what does not fit is named', () => {
  const shapes = /^RangeError: classActivationMap: maps must be \[h, w, c\] and weights \[classes, c\]\. Received/;
  assert.throws(() => classActivationMap(zeros([2, 2, 4]), weights, 0), shapes);
  assert.throws(() => classActivationMap(zeros([1, 2, 2, 3]), weights, 0), shapes);
  assert.throws(() => classActivationMap(maps, zeros([3]), 0), shapes);
  for (const label of [2, -1, 0.5]) {
    assert.throws(
      () => classActivationMap(maps, weights, label),
      /^RangeError: classActivationMap: the classes are 0 to 1\. Received/,
    );
  }
});
