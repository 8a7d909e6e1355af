import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gramMatrix, matmul, ndarray, reshape, transpose } from '../../lib/ops';
import { floatAt } from '../../lib/spec';
import { assertClose } from '../support/assertClose';
import { random } from './support';

test('two channels at three places, by hand', () => {
  // channel 0: 1, 2, 3; channel 1: 0, −1, 4
  const maps = ndarray([1, 3, 2], [1, 0, 2, -1, 3, 4]);
  const { shape, data } = gramMatrix(maps);
  assert.deepEqual(shape, [2, 2]);
  assertClose(data, [14 / 3, 10 / 3, 10 / 3, 17 / 3], 1e-6);
});

test('it is the product of the maps, as a matrix, with themselves', () => {
  const maps = random('maps', [4, 5, 6]);
  const flat = reshape(maps, [20, 6]);
  const product = matmul(transpose(flat, [1, 0]), flat);
  assertClose(
    gramMatrix(maps).data,
    product.data.map(value => value / 20),
    1e-5,
  );
});

test('places that change their order change nothing, and one that moves alone does', () => {
  const maps = random('maps', [4, 5, 6]);
  const moved = (to: (place: number, channel: number) => number) =>
    ndarray(
      [4, 5, 6],
      Float32Array.from({ length: 120 }, (_, i) => floatAt(maps.data, to(Math.floor(i / 6), i % 6) * 6 + (i % 6))),
    );
  const turned = moved(place => 19 - place);
  assertClose(gramMatrix(turned).data, gramMatrix(maps).data, 1e-5);
  const one = moved((place, channel) => (channel === 0 ? 19 - place : place));
  assert.ok(Math.abs(floatAt(gramMatrix(one).data, 1) - floatAt(gramMatrix(maps).data, 1)) > 1e-3);
});

test('a batch is refused', () => {
  assert.throws(() => gramMatrix(random('maps', [1, 4, 5, 6])), {
    name: 'RangeError',
    message: 'gramMatrix: needs feature maps [height, width, channels]. Received inputShape [1, 4, 5, 6].',
  });
});
