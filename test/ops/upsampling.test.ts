import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bilinearKernel,
  conv2d,
  conv2dTranspose,
  matmul,
  matrixOf,
  maxPooling2d,
  maxPoolingSwitches,
  maxUnpooling2d,
  ndarray,
  overlapCounts,
  resizeBilinear,
  resizeNearest,
  transpose,
  zeros,
} from '../../lib/ops';
import { at, type NDArray } from '../../lib/spec';
import { fillUniform } from '../../lib/spec/random';

const random = (shape: readonly number[], seed: number): NDArray => {
  const array = zeros(shape);
  fillUniform(array.data, 1, seed);
  return array;
};

test('the matrix of nearest enlargement has one 1 in each row', () => {
  const matrix = matrixOf(x => resizeNearest(x, { size: [1, 4] }), [1, 2, 1]);
  assert.deepEqual(matrix, { shape: [4, 2], data: Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1) });
});

test('the matrix of bilinear enlargement has rows whose sum is 1', () => {
  const matrix = matrixOf(x => resizeBilinear(x, { size: [1, 4] }), [1, 2, 1]);
  assert.deepEqual(matrix.data, Float32Array.of(1, 0, 0.75, 0.25, 0.25, 0.75, 0, 1));
});

test('a matrix times an image is what the map makes of it', () => {
  const [x, kernel] = [random([1, 5, 6, 2], 1), random([3, 2, 2, 3], 2)];
  const map = (image: NDArray): NDArray => conv2d(image, kernel, null, { strides: 2, padding: 1 });
  const product = matmul(matrixOf(map, [5, 6, 2]), { shape: [60, 1], data: x.data });
  map(x).data.forEach((value, i) => {
    assert.ok(Math.abs(value - at([...product.data], i)) < 1e-6);
  });
});

const CASES = [
  { kernel: 3, strides: 1, padding: 0, dilationRate: 1 },
  { kernel: 3, strides: 1, padding: 1, dilationRate: 1 },
  { kernel: 3, strides: 2, padding: 1, dilationRate: 1 },
  { kernel: 4, strides: 2, padding: 1, dilationRate: 1 },
  { kernel: 5, strides: 3, padding: 2, dilationRate: 1 },
  { kernel: 3, strides: 1, padding: 2, dilationRate: 2 },
  { kernel: 2, strides: 3, padding: 0, dilationRate: 1 },
] as const;

for (const { kernel: side, ...options } of CASES) {
  for (const groups of [1, 2] as const) {
    const name = `${side}×${side}, stride ${options.strides}, padding ${options.padding}, dilation ${options.dilationRate}, ${groups} groups`;
    test(`the transpose of the matrix is the transposed convolution, exactly: ${name}`, () => {
      const [height, width, inChannels, filters] = [7, 8, 4, 2];
      const kernel = random([side, side, inChannels / groups, filters], side);
      const matrix = matrixOf(x => conv2d(x, kernel, null, { ...options, groups }), [height, width, inChannels]);
      const [oh, ow] = conv2d(zeros([1, height, width, inChannels]), kernel, null, { ...options, groups }).shape.slice(
        1,
      );
      // The rest that the stride of the convolution leaves over is the output padding.
      const plain = conv2dTranspose(zeros([1, oh ?? 0, ow ?? 0, filters]), kernel, null, { ...options, groups });
      const outputPadding = [height - at(plain.shape, 1), width - at(plain.shape, 2)] as const;
      const back = matrixOf(
        x => conv2dTranspose(x, kernel, null, { ...options, groups, outputPadding }),
        [oh ?? 0, ow ?? 0, filters],
      );
      assert.deepEqual(back, transpose(matrix, [1, 0]));
    });
  }
}

test('a map that moves zeros is not linear, and a matrix too large to look at is refused', () => {
  assert.throws(() => matrixOf(x => conv2d(x, ndarray([1, 1, 1, 1], [1]), ndarray([1], [3])), [2, 2, 1]), {
    name: 'RangeError',
    message: 'matrixOf: a linear map leaves zeros zero. Leave out the bias, and what else is added.',
  });
  assert.throws(() => matrixOf(x => x, [224, 224, 3]), {
    message:
      'matrixOf: the matrix of an input [224, 224, 3] would be 150528×150528. Take a smaller image: at most 16777216 numbers.',
  });
});

test('a kernel of 3 with stride 2 paints some pixels twice, and one of 4 all inner ones alike', () => {
  const row = (kernelSize: number): number[] => [
    ...overlapCounts([1, 4], { kernelSize: [1, kernelSize], strides: [1, 2] }).data,
  ];
  assert.deepEqual(row(3), [1, 1, 2, 1, 2, 1, 2, 1, 1]);
  assert.deepEqual(row(4), [1, 1, 2, 2, 2, 2, 2, 2, 1, 1]);
  // In two dimensions the counts of the axes multiply.
  const both = overlapCounts(3, { kernelSize: 3, strides: 2 });
  assert.deepEqual(both.shape, [7, 7]);
  assert.deepEqual([...both.data.subarray(14, 21)], [2, 2, 4, 2, 4, 2, 2]);
});

for (const stride of [2, 3, 4, 8]) {
  test(`a transposed convolution of stride ${stride} with the bilinear kernel resizes, away from the border`, () => {
    const channels = 2;
    const x = random([1, 5, 6, channels], stride);
    const kernel = bilinearKernel({ kernelSize: 2 * stride - (stride % 2), channels });
    const padding = Math.ceil((stride - 1) / 2);
    const painted = conv2dTranspose(x, kernel, null, { strides: stride, padding });
    const resized = resizeBilinear(x, { size: [5 * stride, 6 * stride] });
    assert.deepEqual(painted.shape, resized.shape);
    const [, height = 0, width = 0] = painted.shape;
    for (let row = stride; row < height - stride; row++) {
      for (let i = (row * width + stride) * channels; i < ((row + 1) * width - stride) * channels; i++) {
        assert.ok(Math.abs(at([...painted.data], i) - at([...resized.data], i)) < 1e-6, `row ${row}`);
      }
    }
  });
}

test('the bilinear kernel of FCN-32s, one row, worked by hand', () => {
  const { shape, data } = bilinearKernel({ kernelSize: [1, 4], channels: 1 });
  assert.deepEqual(shape, [1, 4, 1, 1]);
  assert.deepEqual(data, Float32Array.of(0.25, 0.75, 0.75, 0.25));
  // No channel reads another.
  assert.deepEqual([...bilinearKernel({ kernelSize: 1, channels: 2 }).data], [1, 0, 0, 1]);
});

test('unpooling puts each value back where the pool found it', () => {
  const x = ndarray([1, 4, 4, 1], [1, 2, 6, 3, 3, 5, 2, 1, 1, 2, 2, 1, 7, 3, 4, 8]);
  const pool = { poolSize: 2 };
  const switches = maxPoolingSwitches(x, pool);
  assert.deepEqual([...switches], [5, 2, 12, 15]);
  const back = maxUnpooling2d(maxPooling2d(x, pool), switches, x.shape);
  assert.deepEqual([...back.data], [0, 0, 6, 0, 0, 5, 0, 0, 0, 0, 0, 0, 7, 0, 0, 8]);
});

test('switches name the values of the pool: overlapping, padded, several channels and images; the first of equals', () => {
  const x = random([2, 7, 6, 3], 5);
  const pool = { poolSize: 3, strides: 2, padding: 1 };
  const switches = maxPoolingSwitches(x, pool);
  assert.deepEqual(
    Float32Array.from(switches, place => at([...x.data], place)),
    maxPooling2d(x, pool).data,
  );
  assert.deepEqual([...maxPoolingSwitches(ndarray([1, 1, 2, 1], [4, 4]), { poolSize: [1, 2] })], [0]);
});

test('switches of another pool are refused', () => {
  assert.throws(() => maxUnpooling2d(zeros([1, 2, 2, 1]), Int32Array.of(1), [1, 4, 4, 1]), {
    name: 'RangeError',
    message: 'maxUnpooling2d: there must be a switch for each value of [1, 2, 2, 1]. Received 1.',
  });
  assert.throws(() => maxUnpooling2d(zeros([1, 1, 1, 1]), Int32Array.of(9), [1, 2, 2, 1]), {
    message: 'maxUnpooling2d: switches point into [1, 2, 2, 1]. Received 9. Give the shape that the pool read.',
  });
});
