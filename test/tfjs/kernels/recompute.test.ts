import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node';
import { at } from '../../../lib/spec';
import { recomputed, tf } from '../../../lib/tfjs';

/** A layer of a dense block: it reads a kernel and all maps before it. */
const layer = (...[kernel, ...maps]: Tensor[]): Tensor =>
  tf.conv2d(tf.relu(tf.concat(maps, 3)) as Tensor4D, kernel as Tensor4D, 1, 'same');

/** Three layers, and the sum of the squares of all maps. */
function loss(apply: typeof layer, maps: Tensor, kernels: readonly Tensor[]): Tensor {
  const all = [maps];
  for (const kernel of kernels) all.push(apply(kernel, ...all));
  return tf.sum(tf.square(tf.concat(all, 3)));
}

const sizes = [0, 1, 2].map(i => [3, 3, 4 + 2 * i, 2]);
const makeKernels = (): Tensor[] => sizes.map((shape, i) => tf.randomNormal(shape, 0, 0.3, 'float32', i + 1));
const makeMaps = (): Tensor => tf.randomNormal([2, 6, 6, 4], 0, 1, 'float32', 9);

test('values and gradients are those of the function itself, through three layers', () => {
  tf.tidy(() => {
    const [maps, kernels] = [makeMaps(), makeKernels()];
    const gradients = [layer, recomputed(layer)].map(apply =>
      tf.grads((x: Tensor, ...ks: Tensor[]) => loss(apply, x, ks))([maps, ...kernels]),
    );
    const [plain, again] = [at(gradients, 0), at(gradients, 1)];
    plain.forEach((gradient, i) => {
      assert.deepEqual(Array.from(at(again, i).dataSync()), Array.from(gradient.dataSync()));
    });
    assert.deepEqual(loss(recomputed(layer), maps, kernels).dataSync(), loss(layer, maps, kernels).dataSync());
  });
});

/** Arrays that are kept for the way back, while it begins. */
function keptArrays(apply: typeof layer): number {
  let kept = 0;
  tf.tidy(() => {
    const [maps, kernels] = [makeMaps(), makeKernels()];
    const before = tf.memory().numDataBuffers;
    const count = tf.customGrad((x: unknown) => ({
      value: tf.sum(x as Tensor),
      gradFunc: (dy: Tensor) => {
        kept = tf.memory().numDataBuffers - before;
        return tf.mul(dy, tf.ones([2, 6, 6, 10]));
      },
    }));
    tf.grads((...ks: Tensor[]) => {
      const all = [maps];
      for (const kernel of ks) all.push(apply(kernel, ...all));
      return count(tf.concat(all, 3));
    })(kernels);
  });
  return kept;
}

test('only the maps themselves are kept, and not what each layer makes of them', () => {
  // What is freed: behind ReLU in each of three layers, and the maps side by side in two. Those of the first layer are one
  // array, which nobody copies.
  assert.equal(keptArrays(layer) - keptArrays(recomputed(layer)), 5);
});

test('nothing is left behind', () => {
  const before = tf.memory().numTensors;
  for (const apply of [layer, recomputed(layer)]) {
    tf.tidy(() => {
      tf.grads((x: Tensor, ...ks: Tensor[]) => loss(apply, x, ks))([makeMaps(), ...makeKernels()]);
    });
  }
  assert.equal(tf.memory().numTensors, before);
});
