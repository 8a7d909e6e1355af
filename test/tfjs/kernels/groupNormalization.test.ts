import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-node';
import { tf } from '../../../lib/tfjs/backend';
import { groupNormalization } from '../../../lib/tfjs/kernels/normalization';
import { assertClose } from '../../support/assertClose';
import { readGolden } from '../../support/golden';
import { torchOrder, useBackend } from '../support';

type Wave = readonly [a: number, b: number];

interface Golden {
  readonly epsilon: number;
  /** Value i of a tensor is sin(a · i + b) in PyTorch's order; gamma is 1 more. */
  readonly waves: Readonly<Record<'input' | 'gamma' | 'beta' | 'cotangent', Wave>>;
  readonly cases: readonly {
    readonly inputNCHW: readonly [number, number, number, number];
    readonly groups: number;
    readonly output: readonly number[];
    readonly gradients: Readonly<Record<'input' | 'gamma' | 'beta', readonly number[]>>;
  }[];
}

const { epsilon, waves, cases } = readGolden<Golden>('group_normalization');

function wave([a, b]: Wave, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(a * i + b));
}

/** The values of a wave as images [n, h, w, c]. */
function images(of: Wave, [n, c, h, w]: readonly [number, number, number, number]): Tensor4D {
  return tf.tidy(() => tf.transpose(tf.tensor4d(wave(of, n * c * h * w), [n, c, h, w]), [0, 2, 3, 1]));
}

for (const backend of ['tensorflow', 'cpu']) {
  for (const { inputNCHW, groups, output, gradients } of cases) {
    test(`[${inputNCHW}] in ${groups} groups: values and gradients are PyTorch's, backend ${backend}`, t => {
      useBackend(t, backend);
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const [, channels] = inputNCHW;
        const x = images(waves.input, inputNCHW);
        const gamma = tf.add(tf.tensor1d(wave(waves.gamma, channels)), 1);
        const beta = tf.tensor1d(wave(waves.beta, channels));
        const forward = (...inputs: Tensor[]): Tensor => {
          const [image, scale, shift] = inputs as [Tensor4D, Tensor1D, Tensor1D]; // as they are given below
          return groupNormalization(image, { gamma: scale, beta: shift }, groups, epsilon);
        };
        assertClose(torchOrder(forward(x, gamma, beta)), output, 1e-5, 'output');
        const found = tf.grads(forward)([x, gamma, beta], images(waves.cotangent, inputNCHW));
        // One value in a group has no gradient: what is left there is rounding.
        const scale = Math.max(1, ...Object.values(gradients).flat().map(Math.abs));
        for (const [i, name] of (['input', 'gamma', 'beta'] as const).entries()) {
          const gradient = found[i];
          assert.ok(gradient);
          assertClose(torchOrder(gradient), gradients[name], 1e-5, `gradient to ${name}`, scale);
        }
      });
      assert.equal(tf.memory().numTensors, before);
    });
  }
}
