import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor } from '@tensorflow/tfjs-node';
import * as ops from '../../../lib/ops';
import { floatAt } from '../../../lib/spec';
import type { NDArray } from '../../../lib/spec/ndarray';
import * as tfjs from '../../../lib/tfjs';
import { tf } from '../../../lib/tfjs/backend';
import { roiAlignOfImages } from '../../../lib/tfjs/kernels/roiAlign';
import { roiPoolInGraph } from '../../../lib/tfjs/kernels/roiPoolInGraph';
import { rank4 } from '../../../lib/tfjs/native';
import { assertClose } from '../../support/assertClose';
import { uniforms } from '../../support/fill';

const BACKENDS = ['tensorflow', 'cpu'];

function random(name: string, shape: readonly number[]): NDArray {
  const values = uniforms(
    name,
    shape.reduce((product, size) => product * size, 1),
  );
  return ops.ndarray(
    shape,
    values.map(u => 2 * u - 1),
  );
}

/** Regions on `images` images of `size` pixels: many inside, some beyond the border, some beyond it wholly, some tiny. */
function regions(count: number, images: number, size: number): NDArray {
  const rows = Array.from({ length: count }, (_, i) => {
    const [image, x, y, w, h] = [...uniforms(`roi${i}`, 5)] as [number, number, number, number, number]; // five were asked for
    const [left, top] = [x * 1.6 * size - 0.4 * size, y * 1.6 * size - 0.4 * size];
    const scale = i % 4 === 0 ? 0.02 : 0.8;
    return [Math.floor(image * images), left, top, left + w * scale * size, top + h * scale * size];
  });
  return ops.ndarray([count, 5], rows.flat());
}

const FEATURES = [3, 23, 31, 5];
const CASES: Readonly<Record<string, ops.RoiAlignOptions>> = {
  'two samples along each axis': { outputSize: 7, spatialScale: 0.25, samplingRatio: 2 },
  'three samples, half a pixel shifted': { outputSize: [3, 5], spatialScale: 0.25, samplingRatio: 3, aligned: true },
  'one sample': { outputSize: 1, spatialScale: 0.25, samplingRatio: 1 },
  'as many samples as pixels': { outputSize: [4, 2], spatialScale: 0.25 },
  'as many samples as pixels, shifted': { outputSize: 3, spatialScale: 0.25, aligned: true },
};

function on(backendName: string, body: () => void): void {
  tf.setBackend(backendName);
  const before = tf.memory().numTensors;
  try {
    tf.tidy(body);
    assert.equal(tf.memory().numTensors, before);
  } finally {
    tf.setBackend('tensorflow');
  }
}

const number = (x: Tensor): number => floatAt(x.dataSync<'float32'>(), 0);

/** The slope along a direction, which for functions linear between neighbouring values is the gradient's. */
function assertGradient(forward: (x: Tensor) => Tensor, x: Tensor, step: number): void {
  const weighed = (input: Tensor): Tensor => {
    const y = forward(input);
    return tf.sum(tf.mul(y, tfjs.toTensor(random('g', y.shape))));
  };
  const gradient = tf.grad(weighed)(x);
  for (const direction of ['a', 'b', 'c']) {
    const along = tfjs.toTensor(random(direction, x.shape));
    const at = (t: number): number => number(weighed(tf.add(x, tf.mul(along, t))));
    const expected = (at(step) - at(-step)) / (2 * step);
    const actual = number(tf.sum(tf.mul(gradient, along)));
    const scale = Math.sqrt(number(tf.sum(tf.square(gradient))));
    assert(Math.abs(actual - expected) <= 2e-3 * scale, `slope ${actual}, expected ${expected}, gradient ${scale}`);
  }
}

/** Values 0.02 apart in random order, so that a small step does not change which is the largest. */
function spaced(shape: readonly number[]): Tensor {
  const places = [...random('order', shape).data].map((u, i) => ({ u, i })).sort((a, b) => a.u - b.u);
  return tfjs.toTensor(
    ops.ndarray(
      shape,
      places.map(({ i }) => (i - places.length / 2) * 0.02),
    ),
  );
}

for (const backendName of BACKENDS) {
  for (const [name, options] of Object.entries(CASES)) {
    test(`RoI align, ${name}: as ops.roiAlign, backend ${backendName}`, () =>
      on(backendName, () => {
        const features = random('features', FEATURES);
        const rois = regions(60, 3, 120);
        const expected = ops.roiAlign(features, rois, options);
        const actual = tfjs.toNDArray(tfjs.roiAlign(tfjs.toTensor(features), tfjs.toTensor(rois), options));
        assert.deepEqual(actual.shape, expected.shape);
        assertClose(actual.data, expected.data, 1e-5, 'output');
      }));

    test(`RoI align, ${name}: gradient as by finite differences, backend ${backendName}`, () =>
      on(backendName, () => {
        const rois = tfjs.toTensor(regions(20, 3, 120));
        assertGradient(x => tfjs.roiAlign(x, rois, options), tfjs.toTensor(random('features', FEATURES)), 0.5);
      }));
  }

  for (const outputSize of [1, 4, [2, 7]] as const) {
    const options = { outputSize, spatialScale: 0.25 };
    test(`RoI pooling to ${outputSize}: as ops.roiPool, backend ${backendName}`, () =>
      on(backendName, () => {
        const features = random('features', FEATURES);
        const rois = regions(60, 3, 120);
        const expected = ops.roiPool(features, rois, options);
        const actual = tfjs.toNDArray(tfjs.roiPool(tfjs.toTensor(features), tfjs.toTensor(rois), options));
        assert.deepEqual(actual.shape, expected.shape);
        assert.deepEqual(actual.data, expected.data);
      }));

    test(`RoI pooling to ${outputSize}: gradient as by finite differences, backend ${backendName}`, () =>
      on(backendName, () => {
        const rois = tfjs.toTensor(regions(20, 2, 40));
        assertGradient(x => tfjs.roiPool(x, rois, options), spaced([2, 9, 11, 2]), 8e-3);
      }));
  }

  test(`one region for an image of one pixel, and no regions at all, backend ${backendName}`, () =>
    on(backendName, () => {
      const pixel = tf.tensor4d([3, 5], [1, 1, 1, 2]);
      const whole = tf.tensor2d([[0, 0, 0, 1, 1]]);
      const none = tf.zeros([0, 5]);
      const options = { outputSize: 2, samplingRatio: 1 };
      assert.deepEqual(tfjs.roiAlign(pixel, whole, options).arraySync(), [
        [
          [
            [3, 5],
            [3, 5],
          ],
          [
            [3, 5],
            [3, 5],
          ],
        ],
      ]);
      assert.deepEqual(tfjs.roiAlign(pixel, none, options).shape, [0, 2, 2, 2]);
      assert.deepEqual(tfjs.roiPool(pixel, none, options).shape, [0, 2, 2, 2]);
    }));

  test(`equal values: the first of a bin takes the gradient of RoI pooling, backend ${backendName}`, () =>
    on(backendName, () => {
      const flat = tf.ones([1, 2, 2, 1]);
      const roi = tf.tensor2d([
        [0, 0, 0, 1, 1],
        [0, 0, 0, 1, 1],
      ]);
      const gradient = tf.grad((x: Tensor) => tf.sum(tfjs.roiPool(x, roi, { outputSize: 1 })))(flat);
      assert.deepEqual([...gradient.dataSync()], [2, 0, 0, 0]);
    }));
}

/** Regions that lie in images of `size` pixels, as many on each: [images, count, 4]. Some are as large as the image. */
function regionsInside(images: number, count: number, [height, width]: readonly [number, number]): NDArray {
  const boxes = Array.from({ length: images * count }, (_, i) => {
    const [a, b, c, d] = [...uniforms(`inside${i}`, 4)] as [number, number, number, number]; // four were asked for
    if (i % 5 === 0) return [0, 0, width, height];
    return [Math.min(a, b) * width, Math.min(c, d) * height, Math.max(a, b) * width, Math.max(c, d) * height];
  });
  return ops.ndarray([images, count, 4], boxes.flat());
}

/** With ties, as behind a ReLU. */
const withTies = (name: string): NDArray => {
  const { shape, data } = random(name, [2, 9, 13, 3]);
  return { shape, data: data.map(value => Math.max(0, Math.round(4 * value) / 4)) };
};

for (const outputSize of [1, 3, [2, 7], 14] as const) {
  const options = { outputSize, spatialScale: 0.25 };
  test(`RoI pooling to ${outputSize} in a graph's kernels: values and gradients as by the loops`, () =>
    on('tensorflow', () => {
      const [features, inside] = [withTies('tied'), regionsInside(2, 12, [36, 52])];
      const rois = ops.roisOf(inside);
      const [x, regions] = [rank4(tfjs.toTensor(features)), tfjs.toTensor(inside)];
      const own = roiPoolInGraph(x, regions, options);
      assert.deepEqual(tfjs.toNDArray(own), ops.roiPool(features, rois, options));
      const weights = tfjs.toTensor(random('weights', own.shape));
      const gradient = (f: (x: Tensor) => Tensor): NDArray =>
        tfjs.toNDArray(tf.grad(input => tf.sum(tf.mul(f(input), weights)))(x));
      const seen = gradient(input => roiPoolInGraph(rank4(input), regions, options));
      const expected = gradient(input => tfjs.roiPool(input, tfjs.toTensor(rois), options));
      assertClose(seen.data, expected.data, 1e-6, 'gradient');
    }));
}

for (const backendName of BACKENDS) {
  for (const aligned of [false, true]) {
    test(`RoI align of each image's regions, ${aligned ? 'shifted' : 'not shifted'}: as ops.roiAlign, backend ${backendName}`, () =>
      on(backendName, () => {
        const [features, inside] = [random('features', [2, 9, 13, 3]), regionsInside(2, 12, [36, 52])];
        const options = { outputSize: [4, 3], spatialScale: 0.25, samplingRatio: 2, aligned } as const;
        const expected = ops.roiAlign(features, ops.roisOf(inside), options);
        const x = rank4(tfjs.toTensor(features));
        const regions = tfjs.toTensor(inside);
        const actual = tfjs.toNDArray(roiAlignOfImages(x, regions, options));
        assert.deepEqual(actual.shape, expected.shape);
        assertClose(actual.data, expected.data, 1e-5, 'output');
        assertGradient(y => roiAlignOfImages(rank4(y), regions, options), x, 0.5);
      }));
  }
}

const image = (): Tensor => tf.zeros([1, 4, 4, 1]);
const roi = (): Tensor => tf.tensor2d([[0, 0, 0, 2, 2]]);

const ERRORS: readonly (readonly [() => unknown, string])[] = [
  [
    () => tfjs.roiAlign(tf.zeros([4, 4, 1]), roi(), { outputSize: 2 }),
    'roiAlign: features must be images of shape [n, h, w, c]. Received shape [4, 4, 1]. Add a batch axis: [1, 4, 4, 1].',
  ],
  [
    () => tfjs.roiPool(tf.zeros([4, 4]), roi(), { outputSize: 2 }),
    'roiPool: features must be images of shape [n, h, w, c]. Received shape [4, 4].',
  ],
  [
    () => tfjs.roiAlign(image(), tf.zeros([1, 4]), { outputSize: 2 }),
    'roiAlign: rois must be [k, 5], each row [image, x1, y1, x2, y2]. Received shape [1, 4].',
  ],
  [
    () => tfjs.roiPool(image(), tf.tensor2d([[1, 0, 0, 2, 2]]), { outputSize: 2 }),
    'roiPool: roi 0 lies on image 1, and features hold 1. Count from 0.',
  ],
  [
    () => tfjs.roiAlign(image(), roi(), { outputSize: [2, 0] }),
    'roiAlign: outputSize must be positive whole numbers. Received [2, 0].',
  ],
  [
    () => tfjs.roiAlign(image(), roi(), { outputSize: 2, samplingRatio: 1.5 }),
    'roiAlign: samplingRatio must be a whole number. Received 1.5.',
  ],
];

for (const [act, message] of ERRORS) {
  test(`refuses: ${message}`, () => {
    tf.tidy(() => {
      assert.throws(act, { name: 'RangeError', message });
    });
  });
}
