import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conv2d, conv2dNaive, correlate2d, im2col, matmul, ndarray, pad2d, zeros } from '../../lib/ops';
import { assertClose } from '../support/assertClose';
import { assertRefuses, image, random, randomConvolution, toRows } from './support';

const picture = image([
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
]);
const kernel2 = ndarray([2, 2, 1, 1], [1, 0, 0, -1]);
const ones = (height: number, width: number) => ndarray([height, width, 1, 1], new Array(height * width).fill(1));

for (const [name, convolve] of [
  ['conv2d', conv2d],
  ['conv2dNaive', conv2dNaive],
] as const) {
  describe(`${name}, by hand`, () => {
    test('the kernel is laid down as it is, not flipped', () => {
      // 1·1 − 5·1, 2 − 6, 4 − 8, 5 − 9
      assert.deepEqual(toRows(convolve(picture, kernel2, null)), [
        [-4, -4],
        [-4, -4],
      ]);
      assert.deepEqual(toRows(convolve(picture, ndarray([1, 2, 1, 1], [1, 10]), null)), [
        [21, 32],
        [54, 65],
        [87, 98],
      ]);
    });

    test('bias is added to each output channel', () => {
      const y = convolve(picture, ndarray([3, 3, 1, 2], new Array(18).fill(1)), ndarray([2], [100, -45]));
      assert.deepEqual(y.shape, [1, 1, 1, 2]);
      assert.deepEqual([...y.data], [145, 0]);
    });

    test('sums over input channels', () => {
      const y = convolve(ndarray([1, 1, 2, 2], [1, 2, 3, 4]), ndarray([1, 1, 2, 1], [10, 100]), null);
      assert.deepEqual([...y.data], [210, 430]);
    });

    test("padding 'same' at stride 1: sums of 3×3 neighbourhoods", () => {
      assert.deepEqual(toRows(convolve(picture, ones(3, 3), null, { padding: 'same' })), [
        [12, 21, 16],
        [27, 45, 33],
        [24, 39, 28],
      ]);
    });

    test("padding 'same' at stride 2 on 4 pixels pads the bottom and right only", () => {
      const x = image([[1, 2, 3, 4]]);
      assert.deepEqual(toRows(convolve(x, ones(1, 3), null, { padding: 'same', strides: 2 })), [[6, 7]]);
      assert.deepEqual(toRows(convolve(x, ones(1, 3), null, { padding: [0, 1], strides: 2 })), [[3, 9]]);
    });

    test('each side has its own padding', () => {
      const padding = [
        [1, 0],
        [0, 2],
      ] as const;
      assert.deepEqual(toRows(convolve(image([[5, 6]]), ones(1, 1), null, { padding })), [
        [0, 0, 0, 0],
        [5, 6, 0, 0],
      ]);
    });

    test('dilation leaves gaps between the kernel values', () => {
      const y = convolve(picture, ndarray([2, 2, 1, 1], [1, 2, 3, 4]), null, { dilationRate: 2 });
      assert.deepEqual(toRows(y), [[1 + 2 * 3 + 3 * 7 + 4 * 9]]);
    });

    test('as many groups as channels: each channel on its own', () => {
      const x = ndarray([1, 1, 2, 2], [1, 2, 3, 4]);
      const y = convolve(x, ndarray([1, 1, 1, 4], [1, 10, 100, 1000]), null, { groups: 2 });
      assert.deepEqual([...y.data], [1, 10, 200, 2000, 3, 30, 400, 4000]);
    });

    test('strides as [height, width]', () => {
      assert.deepEqual(toRows(convolve(picture, ones(1, 1), null, { strides: [2, 1] })), [
        [1, 2, 3],
        [7, 8, 9],
      ]);
    });

    const refusals: readonly [string, () => unknown, string][] = [
      [
        'x without a batch',
        () => convolve(zeros([5, 5, 3]), zeros([3, 3, 3, 8]), null),
        `${name}: x must be images of shape [n, h, w, c]. Received shape [5, 5, 3]. Add a batch axis: [1, 5, 5, 3].`,
      ],
      [
        'x with too few values',
        () => convolve({ shape: [1, 2, 2, 1], data: new Float32Array(3) }, ones(1, 1), null),
        `${name}: shape [1, 2, 2, 1] holds 4 values. Received 3 for x.`,
      ],
      [
        'a kernel with too many values',
        () => convolve(picture, { shape: [1, 1, 1, 1], data: new Float32Array(2) }, null),
        `${name}: shape [1, 1, 1, 1] holds 1 values. Received 2 for kernel.`,
      ],
      [
        'a kernel of another rank',
        () => convolve(picture, zeros([3, 3]), null),
        `${name}: kernel must have the shape [kh, kw, in/groups, out]. Received shape [3, 3].`,
      ],
      [
        'a kernel for other channels',
        () => convolve(zeros([1, 5, 5, 3]), zeros([3, 3, 4, 8]), null),
        `${name}: kernel reads 4 channels, and x has 3. Received x [1, 5, 5, 3], kernel [3, 3, 4, 8] ([kh, kw, in/groups, out]), groups 1.`,
      ],
      [
        'a kernel for other groups',
        () => convolve(zeros([1, 5, 5, 4]), zeros([3, 3, 4, 8]), null, { groups: 2 }),
        `${name}: kernel reads 4 channels in each of 2 groups, and x has 4. Received x [1, 5, 5, 4], kernel [3, 3, 4, 8] ([kh, kw, in/groups, out]), groups 2.`,
      ],
      [
        'groups that do not divide',
        () => convolve(zeros([1, 5, 5, 4]), zeros([3, 3, 2, 3]), null, { groups: 2 }),
        `${name}: groups 2 must divide the input's 4 channels and the output's 3.`,
      ],
      [
        'groups of 0',
        () => convolve(picture, ones(1, 1), null, { groups: 0 }),
        `${name}: groups must be a positive whole number. Received 0.`,
      ],
      [
        'a bias of another length',
        () => convolve(picture, ones(1, 1), zeros([2])),
        `${name}: bias must have one value for each of the 1 channels. Received shape [2].`,
      ],
      [
        'a kernel that does not fit',
        () => convolve(zeros([1, 5, 6, 64]), zeros([7, 7, 64, 1]), null, { strides: 2 }),
        `${name}: kernelSize 7 does not fit input height 5 with padding 'valid'. Received inputShape [5, 6, 64], strides 2.`,
      ],
      [
        'a stride of 0',
        () => convolve(picture, ones(1, 1), null, { strides: 0 }),
        `${name}: strides must be positive whole numbers. Received 0.`,
      ],
    ];
    for (const [what, call, message] of refusals) {
      test(`refuses ${what}`, () => assertRefuses(call, message));
    }
  });
}

describe('im2col and matrix product = loops', () => {
  for (let seed = 0; seed < 100; seed++) {
    const { x: shape, kernel: kernelShape, options } = randomConvolution(`convolution ${seed}`);
    test(`${seed}: x [${shape}], kernel [${kernelShape}], ${JSON.stringify(options)}`, () => {
      const x = random(`x ${seed}`, shape);
      const kernel = random(`kernel ${seed}`, kernelShape);
      const bias = seed % 2 === 0 ? random(`bias ${seed}`, [kernelShape[3]]) : null;
      const fast = conv2d(x, kernel, bias, options);
      const slow = conv2dNaive(x, kernel, bias, options);
      assert.deepEqual(fast.shape, slow.shape);
      assertClose(fast.data, slow.data, 1e-6);
    });
  }
});

test('padding first and convolving without padding is the same', () => {
  const [x, kernel] = [random('x', [2, 7, 6, 3]), random('kernel', [3, 2, 3, 4])];
  const padding = [
    [1, 2],
    [0, 3],
  ] as const;
  const padded = conv2d(pad2d(x, { padding }), kernel, null);
  assertClose(conv2d(x, kernel, null, { padding }).data, padded.data, 1e-6);
});

describe('im2col', () => {
  test('lays every window out as a row', () => {
    const { shape, data } = im2col(picture, { kernelSize: 2 });
    assert.deepEqual(shape, [4, 4]);
    assert.deepEqual([...data], [1, 2, 4, 5, 2, 3, 5, 6, 4, 5, 7, 8, 5, 6, 8, 9]);
  });

  test('keeps the channels of a pixel together and writes zeros over the padding', () => {
    const { shape, data } = im2col(ndarray([1, 1, 2, 2], [1, 2, 3, 4]), { kernelSize: [1, 3], padding: [0, 1] });
    assert.deepEqual(shape, [2, 6]);
    assert.deepEqual([...data], [0, 0, 1, 2, 3, 4, 1, 2, 3, 4, 0, 0]);
  });

  test('refuses a window that does not fit', () => {
    assertRefuses(
      () => im2col(picture, { kernelSize: 4 }),
      "im2col: kernelSize 4 does not fit input height 3 with padding 'valid'. Received inputShape [3, 3, 1], strides 1.",
    );
  });
});

describe('matmul', () => {
  test('by hand', () => {
    const { shape, data } = matmul(ndarray([2, 3], [1, 2, 3, 4, 5, 6]), ndarray([3, 2], [7, 8, 9, 10, 11, 12]));
    assert.deepEqual(shape, [2, 2]);
    assert.deepEqual([...data], [58, 64, 139, 154]);
  });

  for (const columns of [1, 3, 4, 5, 8, 11]) {
    test(`the unit matrix changes nothing, ${columns} columns`, () => {
      const b = random('b', [columns, columns]);
      const unit = zeros([columns, columns]);
      for (let i = 0; i < columns; i++) unit.data[i * columns + i] = 1;
      assert.deepEqual(matmul(unit, b).data, b.data);
      assert.deepEqual(matmul(b, unit).data, b.data);
    });
  }

  test('refuses matrices that do not go together', () => {
    assertRefuses(
      () => matmul(zeros([2, 3]), zeros([2, 3])),
      'matmul: needs matrices [m, k] and [k, n]. Received shapes [2, 3] and [2, 3].',
    );
    assertRefuses(
      () => matmul(zeros([2]), zeros([2, 3])),
      'matmul: needs matrices [m, k] and [k, n]. Received shapes [2] and [2, 3].',
    );
  });
});

describe('correlate2d', () => {
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ];

  test('by hand', () => {
    const horizontal = [[-1, 0, 1]];
    assert.deepEqual(correlate2d(rows, horizontal), [[2], [2], [2]]);
    assert.deepEqual(
      correlate2d(rows, [
        [1, 2],
        [3, 4],
      ]),
      [
        [1 + 4 + 12 + 20, 2 + 6 + 15 + 24],
        [4 + 10 + 21 + 32, 5 + 12 + 24 + 36],
      ],
    );
  });

  test('refuses ragged rows and kernels that do not fit', () => {
    assertRefuses(
      () => correlate2d([[1, 2], [3]], [[1]]),
      'correlate2d: image must be rows of one length. Received lengths [2, 1].',
    );
    assertRefuses(() => correlate2d(rows, []), 'correlate2d: kernel must be rows of one length. Received lengths [].');
    assertRefuses(
      () => correlate2d(rows, [[1, 1, 1, 1]]),
      'correlate2d: a kernel of 1×4 does not fit an image of 3×3.',
    );
  });
});
