import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor4D } from '@tensorflow/tfjs-node';
import { matmul, matrixOf, reshape, resizeBilinear, resizeNearest, sizeOf, transpose } from '../../../lib/ops';
import { at } from '../../../lib/spec';
import type { NDArray } from '../../../lib/spec/ndarray';
import { toNDArray, toTensor } from '../../../lib/tfjs/arrays';
import { tf } from '../../../lib/tfjs/backend';
import { resize } from '../../../lib/tfjs/kernels/resample';
import { assertClose } from '../../support/assertClose';
import { readGolden } from '../../support/golden';

interface ResizingCase {
  readonly inputNCHW: readonly [number, number, number, number];
  readonly size: readonly [number, number];
  readonly method: 'nearest' | 'bilinear';
  readonly alignCorners: boolean;
  readonly output: readonly number[];
  readonly gradient: readonly number[];
}

/** Sines of the index over NCHW, as the script that made the values has them, in our layout. */
function wave(shapeNCHW: readonly number[], speed: number): NDArray {
  const data = Float32Array.from({ length: sizeOf(shapeNCHW) }, (_, i) => Math.sin(i * speed));
  return transpose({ shape: shapeNCHW, data }, [0, 2, 3, 1]);
}
const inTorch = (x: NDArray): Float32Array => transpose(x, [0, 3, 1, 2]).data;

const { cases } = readGolden<{ readonly cases: readonly ResizingCase[] }>('upsampling');

test('the reference values cover three ways and eight sizes', () => assert.equal(cases.length, 24));

for (const { inputNCHW, size, method, alignCorners, output, gradient } of cases) {
  const name = `${method}${alignCorners ? ', corners aligned' : ''}, [${inputNCHW}] to [${size}]`;
  const x = wave(inputNCHW, 0.7);
  const toOutputs = wave([at(inputNCHW, 0), at(inputNCHW, 1), ...size], 1.3);
  const fromScratch = (images: NDArray): NDArray =>
    method === 'nearest' ? resizeNearest(images, { size }) : resizeBilinear(images, { size, alignCorners });

  test(`from scratch as PyTorch: ${name}`, () => {
    assertClose(inTorch(fromScratch(x)), output, 1e-5);
  });

  test(`the transposed matrix gives PyTorch's gradient: ${name}`, () => {
    const images = at(x.shape, 0);
    const matrix = matrixOf(fromScratch, x.shape.slice(1));
    // An image is a row here, and (Mᵀ g)ᵀ = gᵀ M.
    const rows = matmul(reshape(toOutputs, [images, toOutputs.data.length / images]), matrix);
    assertClose(inTorch(reshape(rows, x.shape)), gradient, 1e-5);
  });

  test(`by TensorFlow as PyTorch, with its gradient: ${name}`, () => {
    const before = tf.memory().numTensors;
    const through = (images: unknown): Tensor4D => resize(images as Tensor4D, { method, alignCorners, output: size });
    const { y, dx } = tf.tidy(() => {
      const [images, grown] = [toTensor(x), toTensor(toOutputs)];
      return { y: through(images), dx: tf.grad(t => tf.sum(tf.mul(through(t), grown)))(images) };
    });
    assertClose(inTorch(toNDArray(y)), output, 1e-5);
    assertClose(inTorch(toNDArray(dx)), gradient, 1e-5);
    tf.dispose([y, dx]);
    assert.equal(tf.memory().numTensors, before);
  });
}
