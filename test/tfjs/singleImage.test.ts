import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveWindow, type WindowArgs } from '../../lib/arithmetic/window';
import * as ops from '../../lib/ops';
import { tf } from '../../lib/tfjs/backend';
import { conv2d } from '../../lib/tfjs/kernels/convolution';
import { filled } from '../support/fill';
import { assertClose } from './support';

// One image with more than a few channels goes to a kernel of its own; dilated and grouped ones do not.

interface Case extends Pick<WindowArgs, 'padding' | 'strides' | 'dilationRate'> {
  readonly groups: number;
  readonly channels: number;
}

const CASES: readonly Case[] = [
  { padding: 'valid', strides: 1, dilationRate: 1, groups: 1, channels: 8 },
  { padding: 'same', strides: 2, dilationRate: 1, groups: 1, channels: 8 },
  { padding: 2, strides: [2, 3], dilationRate: 1, groups: 1, channels: 8 },
  {
    padding: [
      [0, 1],
      [2, 0],
    ],
    strides: 1,
    dilationRate: 1,
    groups: 1,
    channels: 6,
  }, // each side on its own
  { padding: 2, strides: 1, dilationRate: 2, groups: 1, channels: 8 },
  { padding: 1, strides: 1, dilationRate: 1, groups: 2, channels: 16 },
  { padding: 1, strides: 1, dilationRate: 1, groups: 1, channels: 3 },
];

for (const { groups, channels, ...args } of CASES) {
  test(`one image, ${JSON.stringify({ groups, channels, ...args })}: the from-scratch convolution's values`, () => {
    const image = { shape: [1, 9, 8, channels] as const, data: filled('x', [1, 9, 8, channels]) };
    const kernel = { shape: [3, 3, channels / groups, 4] as const, data: filled('k', [3, 3, channels / groups, 4]) };
    const window = resolveWindow([9, 8, channels], { ...args, size: 3 }, 'conv2d');
    const expected = ops.conv2d(image, kernel, null, { ...args, groups });
    const y = tf.tidy(() =>
      conv2d(tf.tensor4d(image.data, [...image.shape]), tf.tensor4d(kernel.data, [...kernel.shape]), window),
    );
    assert.deepEqual(y.shape, [...expected.shape]);
    assertClose(y.dataSync(), expected.data, 1e-5, 'values');
    y.dispose();
  });
}
