import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rank, Tensor } from '@tensorflow/tfjs-node';
import { type Padding, resolveWindow } from '../../../lib/spec/window';
import { tf } from '../../../lib/tfjs/backend';
import { conv2d } from '../../../lib/tfjs/kernels/convolution';
import { isLargeKernelOnSmallMaps, kernelGradientAsProduct } from '../../../lib/tfjs/kernels/kernelGradientAsProduct';
import { padImage } from '../../../lib/tfjs/kernels/pad';
import { rank4 } from '../../../lib/tfjs/native';
import { assertClose } from '../../support/assertClose';

const kernelOf = (size: number, channels: number, filters: number) => tf.zeros([size, size, channels, filters]);
const gradientOf = (n: number, side: number, filters: number) => tf.zeros([n, side, side, filters]);

test('large kernels on small maps are told from others', () => {
  assert.equal(isLargeKernelOnSmallMaps(kernelOf(3, 512, 512), gradientOf(64, 2, 512)), true);
  assert.equal(isLargeKernelOnSmallMaps(kernelOf(3, 256, 256), gradientOf(64, 2, 256)), false);
  assert.equal(isLargeKernelOnSmallMaps(kernelOf(3, 512, 512), gradientOf(64, 14, 512)), false);
});

const CASES: readonly (readonly [string, number, number, Padding])[] = [
  ['same', 1, 2, 'same'],
  ['strides', 2, 5, 1],
  ['valid', 1, 4, 'valid'],
  [
    'each side on its own',
    2,
    4,
    [
      [2, 0],
      [1, 3],
    ],
  ], // prettier-ignore
];

for (const [name, strides, side, padding] of CASES) {
  test(`the gradient of a large kernel as the convolution's own: ${name}`, () => {
    const window = resolveWindow([side, side, 512], { size: 3, strides, padding, dilationRate: 1 }, 'test');
    tf.tidy(() => {
      const x = tf.randomUniform<Rank.R4>([2, side, side, 512], -1, 1, 'float32', 1);
      const kernel = tf.randomUniform<Rank.R4>([3, 3, 512, 256], -1, 1, 'float32', 2);
      const dy = tf.randomUniform([2, ...window.output, 256], -1, 1, 'float32', 3);
      const ofKernel = tf.grad((weights: Tensor) => tf.sum(tf.mul(conv2d(x, rank4(weights), window), dy)));
      const actual = ofKernel(kernel);
      // TensorFlow's own convolution, whose gradient is its own kernel.
      const padded = padImage(x, window.padding);
      const plain = tf.grad((weights: Tensor) =>
        tf.sum(tf.mul(tf.conv2d(padded, rank4(weights), strides, 'valid'), dy)),
      );
      assertClose(actual.dataSync(), plain(kernel).dataSync(), 1e-5, name);
      assertClose(
        kernelGradientAsProduct(padded, kernel, dy, [1, strides, strides, 1]).dataSync(),
        actual.dataSync(),
        1e-5,
        name,
      ); // prettier-ignore
    });
  });
}
