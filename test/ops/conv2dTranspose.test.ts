import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conv2d, conv2dTranspose, ndarray, zeros } from '../../lib/ops';
import { at, floatAt } from '../../lib/spec';
import { resolveWindow } from '../../lib/spec/window';
import { assertRefuses, dot, image, random, randomConvolution, sum, toRows } from './support';

describe('conv2dTranspose, by hand', () => {
  test('every pixel paints the kernel, and overlaps add up', () => {
    const y = conv2dTranspose(image([[1, 2]]), ndarray([3, 1, 1, 1], [1, 10, 100]), null);
    assert.deepEqual(y.shape, [1, 3, 2, 1]);
    assert.deepEqual(toRows(y), [
      [1, 2],
      [10, 20],
      [100, 200],
    ]);
    const wide = conv2dTranspose(image([[1, 2, 3]]), ndarray([1, 3, 1, 1], [1, 10, 100]), null);
    assert.deepEqual(toRows(wide), [[1, 12, 123, 230, 300]]);
  });

  test('strides spread the pixels, padding cuts the rim, outputPadding adds at the end', () => {
    const kernel = ndarray([1, 3, 1, 1], [1, 10, 100]);
    const x = image([[1, 2]]);
    assert.deepEqual(toRows(conv2dTranspose(x, kernel, null, { strides: 2 })), [[1, 10, 102, 20, 200]]);
    assert.deepEqual(toRows(conv2dTranspose(x, kernel, null, { strides: 2, padding: [0, 1] })), [[10, 102, 20]]);
    const padded = { strides: 2, padding: [0, 1], outputPadding: [0, 1] } as const;
    assert.deepEqual(toRows(conv2dTranspose(x, kernel, null, padded)), [[10, 102, 20, 200]]);
  });

  test('dilation spreads the kernel', () => {
    const y = conv2dTranspose(image([[1, 2]]), ndarray([1, 2, 1, 1], [1, 10]), null, { dilationRate: 2 });
    assert.deepEqual(toRows(y), [[1, 2, 10, 20]]);
  });

  test('channels, groups and bias', () => {
    const x = ndarray([1, 1, 1, 2], [3, 5]);
    // kernel [kh, kw, out, in]
    const y = conv2dTranspose(x, ndarray([1, 1, 2, 2], [1, 10, 100, 1000]), ndarray([2], [0.5, -1]));
    assert.deepEqual([...y.data], [53.5, 5299]);
    const grouped = conv2dTranspose(x, ndarray([1, 1, 2, 2], [1, 10, 100, 1000]), null, { groups: 2 });
    assert.deepEqual([...grouped.data], [3, 300, 50, 5000]);
  });

  test("padding 'same' gives strides times the input", () => {
    for (const strides of [1, 2, 3]) {
      for (const size of [1, 2, 3, 4, 5]) {
        const y = conv2dTranspose(zeros([1, 4, 5, 1]), zeros([size, size, 1, 1]), null, { strides, padding: 'same' });
        assert.deepEqual(y.shape, [1, 4 * strides, 5 * strides, 1], `kernel ${size}, strides ${strides}`);
      }
    }
  });

  const refusals: readonly [string, () => unknown, string][] = [
    [
      'a kernel for other channels',
      () => conv2dTranspose(zeros([1, 2, 2, 3]), zeros([2, 2, 3, 4]), null),
      'conv2dTranspose: kernel reads 4 channels, and x has 3. Received x [1, 2, 2, 3], kernel [2, 2, 3, 4] ([kh, kw, out/groups, in]).',
    ],
    [
      'groups that do not divide',
      () => conv2dTranspose(zeros([1, 2, 2, 3]), zeros([2, 2, 3, 3]), null, { groups: 2 }),
      "conv2dTranspose: groups 2 must divide the input's 3 channels and the output's 6.",
    ],
    [
      'a kernel of another rank',
      () => conv2dTranspose(zeros([1, 2, 2, 3]), zeros([2, 2, 3]), null),
      'conv2dTranspose: kernel must have the shape [kh, kw, out/groups, in]. Received shape [2, 2, 3].',
    ],
    [
      'a bias of another length',
      () => conv2dTranspose(zeros([1, 2, 2, 3]), zeros([2, 2, 2, 3]), zeros([3]), {}),
      'conv2dTranspose: bias must have one value for each of the 2 channels. Received shape [3].',
    ],
    [
      'an output padding as large as the stride',
      () => conv2dTranspose(zeros([1, 2, 2, 1]), zeros([2, 2, 1, 1]), null, { strides: 2, outputPadding: 2 }),
      'conv2dTranspose: outputPadding 2 must be smaller than strides or dilationRate along the height. Received strides 2, dilationRate 1.',
    ],
  ];
  for (const [what, call, message] of refusals) {
    test(`refuses ${what}`, () => assertRefuses(call, message));
  }
});

describe('the transposed convolution is the transpose: ⟨conv(x), y⟩ = ⟨x, transposed(y)⟩', () => {
  for (let seed = 0; seed < 100; seed++) {
    const { x: shape, kernel: kernelShape, options } = randomConvolution(`adjoint ${seed}`);
    test(`${seed}: x [${shape}], kernel [${kernelShape}], ${JSON.stringify(options)}`, () => {
      const [batch, height, width, channels] = shape;
      const size = [kernelShape[0], kernelShape[1]] as const;
      // 'same' depends on the input's size, so both directions get its pixels spelled out.
      const { padding, output } = resolveWindow([height, width, channels], { ...options, size }, 'test');
      const kernel = random(`kernel ${seed}`, kernelShape);
      const x = random(`x ${seed}`, shape);
      const y = random(`y ${seed}`, [batch, ...output, kernelShape[3]]);
      const moves = { ...options, padding };
      const smallest = conv2dTranspose(y, kernel, null, moves).shape;
      const outputPadding = [height - at(smallest, 1), width - at(smallest, 2)] as const;
      const back = conv2dTranspose(y, kernel, null, { ...moves, outputPadding });
      const forward = conv2d(x, kernel, null, moves);
      assert.deepEqual(back.shape, shape);
      const [left, right] = [dot(forward.data, y.data), dot(x.data, back.data)];
      const scale = sum(x.data.map((value, i) => Math.abs(value * floatAt(back.data, i))));
      assert.ok(Math.abs(left - right) <= 1e-6 * scale, `${left} and ${right}`);
    });
  }
});
