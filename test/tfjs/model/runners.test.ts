import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor } from '@tensorflow/tfjs-node';
import * as ops from '../../../lib/ops';
import { Graph, type NDArray } from '../../../lib/spec';
import { tf } from '../../../lib/tfjs/backend';
import { softmaxCrossEntropy } from '../../../lib/tfjs/kernels/loss';
import { buildModel } from '../../../lib/tfjs/model/buildModel';
import { assertClose } from '../../support/assertClose';
import { uniforms } from '../../support/fill';
import { predict, useBackend } from '../support';

const SHAPE = [2, 9, 7, 8] as const;
const x: NDArray = { shape: SHAPE, data: Float32Array.from(uniforms('x', 2 * 9 * 7 * 8), u => 16 * u - 8) };

interface Case {
  readonly add: (g: Graph, x: string) => string;
  /** The same from scratch, which has its own tests against PyTorch. */
  readonly reference: NDArray;
}

const CASES: Readonly<Record<string, Case>> = {
  'max pool same': {
    add: (g, x) => g.maxPooling2d(x, { poolSize: 3, strides: 2, padding: 'same' }),
    reference: ops.maxPooling2d(x, { poolSize: 3, strides: 2, padding: 'same' }),
  },
  'average pool, each side on its own': {
    add: (g, x) =>
      g.averagePooling2d(x, {
        poolSize: 3,
        strides: 2,
        padding: [
          [1, 0],
          [0, 1],
        ],
        ceilMode: true,
      }),
    reference: ops.averagePooling2d(x, {
      poolSize: 3,
      strides: 2,
      padding: [
        [1, 0],
        [0, 1],
      ],
      ceilMode: true,
    }),
  },
  'adaptive, sizes that divide': {
    add: (g, x) => g.adaptiveAveragePooling2d(x, { outputSize: [3, 1] }),
    reference: ops.adaptiveAveragePooling2d(x, { outputSize: [3, 1] }),
  },
  'adaptive, larger than the input': {
    add: (g, x) => g.adaptiveAveragePooling2d(x, { outputSize: [10, 4] }),
    reference: ops.adaptiveAveragePooling2d(x, { outputSize: [10, 4] }),
  },
  'adaptive max, overlapping windows': {
    add: (g, x) => g.adaptiveMaxPooling2d(x, { outputSize: [4, 3] }),
    reference: ops.adaptiveMaxPooling2d(x, { outputSize: [4, 3] }),
  },
  'global average': { add: (g, x) => g.globalAveragePooling2d(x), reference: ops.globalAveragePooling2d(x) },
  'local response normalization, odd': {
    add: (g, x) => g.localResponseNormalization(x, { alpha: 0.5 }),
    reference: ops.localResponseNormalization(x, { alpha: 0.5 }),
  },
  'local response normalization, even': {
    add: (g, x) => g.localResponseNormalization(x, { size: 4, alpha: 0.5, beta: 0.6, k: 1 }),
    reference: ops.localResponseNormalization(x, { size: 4, alpha: 0.5, beta: 0.6, k: 1 }),
  },
  'bilinear up': {
    add: (g, x) => g.resize(x, { method: 'bilinear', scale: 3 }),
    reference: ops.resizeBilinear(x, { size: [27, 21] }),
  },
  'bilinear, corners aligned': {
    add: (g, x) => g.resize(x, { method: 'bilinear', scale: 3, alignCorners: true }),
    reference: ops.resizeBilinear(x, { size: [27, 21], alignCorners: true }),
  },
  'nearest up': {
    add: (g, x) => g.resize(x, { method: 'nearest', scale: 3 }),
    reference: ops.resizeNearest(x, { size: [27, 21] }),
  },
  'nearest to the size of another': {
    add: (g, x) => g.resizeLike(x, g.maxPooling2d(x, { poolSize: [2, 3], strides: [2, 1] }), { method: 'nearest' }),
    reference: ops.resizeNearest(x, { size: [4, 5] }),
  },
  crop: {
    add: (g, x) => g.crop(x, g.maxPooling2d(x, { poolSize: 3, strides: 1 }), { offset: [2, 1] }),
    reference: ops.crop(x, { offset: [2, 1], size: [7, 5] }),
  },
  'pad channels': {
    add: (g, x) => g.padChannels(x, { before: 1, after: 3 }),
    reference: ops.padChannels(x, { before: 1, after: 3 }),
  },
  'concatenate and add': {
    add: (g, x) => g.concatenate([g.add([x, x]), g.relu(x)]),
    reference: ops.concatenate([ops.add(x, x), ops.relu(x)]),
  },
  relu6: { add: (g, x) => g.activation(x, 'relu6'), reference: ops.relu6(x) },
  leakyRelu: { add: (g, x) => g.leakyRelu(x, { slope: 0.3 }), reference: ops.leakyRelu(x, { slope: 0.3 }) },
  softmax: { add: (g, x) => g.softmax(g.flatten(x)), reference: ops.softmax(ops.flatten(x)) },
};

for (const backendName of ['tensorflow', 'cpu']) {
  for (const [name, { add, reference }] of Object.entries(CASES)) {
    test(`${name}: as from scratch, backend ${backendName}`, t => {
      useBackend(t, backendName);
      const g = new Graph('case', [9, 7, 8]);
      const model = buildModel(g.build(add(g, g.input())));
      const y = predict(model, tf.tensor4d(x.data, [...SHAPE]));
      assert.deepEqual(y.shape, reference.shape);
      assertClose(y.dataSync(), reference.data, 1e-5, name);
    });
  }

  test(`cross-entropy is log Σ exp − the right logit, its gradient softmax − one-hot, backend ${backendName}`, t => {
    useBackend(t, backendName);
    const logits = tf.tensor2d([2, 1, 0, -1, 500, 3], [2, 3]);
    const labels = tf.tensor1d([0, 2], 'int32');
    // log(e² + e + 1) − 2 and 500 − 3
    assertClose(softmaxCrossEntropy(logits, labels).dataSync(), [0.40760597, 497], 1e-6, 'losses');
    const gradient = tf.grad((z: Tensor) => softmaxCrossEntropy(z.as2D(2, 3), labels).mul([1, 10]))(logits);
    const expected = [0.66524096 - 1, 0.24472847, 0.09003057, 0, 10, -10];
    assertClose(gradient.dataSync(), expected, 1e-6, 'gradient');
  });
}
