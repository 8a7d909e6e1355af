import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exercises } from '../../lib/exercises/convolution-arithmetic/exercises';
import type { Matrix } from '../../lib/exercises/engine/matrix';
import { edgeKernel } from '../../lib/exercises/welcome/edgeKernel';
import { at } from '../../lib/spec';
import { judgeOf } from './judge';

const { judge, slipOf } = judgeOf(exercises);

/** Each wrong answer is written as a learner would work it out, not as the definition states it. */
const numberSlips: [id: string, answer: number, message: RegExp][] = [
  ['convolution-arithmetic.1', 3 * -1 + 2 + (2 * 1 + -2 * 0) + (5 * -1 + 6), /You flipped the kernel/],
  ['convolution-arithmetic.1', 3 + 2 * 1 + 2 - (5 + 2 * 2 + 6), /You swapped the rows and the columns/],
  ['convolution-arithmetic.1', 3 + 2 + 0 + 2 + 5 + 6, /products that have a minus sign/],
  ['convolution-arithmetic.1', -2 / 9, /You divided the sum by 9/],
  ['convolution-arithmetic.1', 3 + 1 + 2 + 0 + 4 + 1 + 5 + 2 + 6, /You added the values of the window/],
  ['convolution-arithmetic.8', 224 * 224 * 3 * 3 * 64, /how many numbers the matrix holds/],
  ['convolution-arithmetic.8', 224 * 224 * 3 * 3 * 4, /You forgot the channels/],
  ['convolution-arithmetic.8', 224 * 224 * 64 * 4, /This is the input itself/],
  ['convolution-arithmetic.8', 224 * 224 * 3 * 3 * 64 * 8, /You counted 8 bytes/],
  ['convolution-arithmetic.8', (224 * 224 * 3 * 3 * 64 * 4) / 2 ** 20, /right amount in MiB/],
  ['convolution-arithmetic.8', (224 * 224 * 3 * 3 * 64 * 4) / 2 ** 10, /right amount in KiB/],
  ['convolution-arithmetic.8', (224 * 224 * 3 * 3 * 64 * 4) / 2 ** 30, /right amount in GiB/],
  ['convolution-arithmetic.8', (224 * 224 * 3 * 3 * 64 * 4) / 1e3, /right amount in kB/],
  ['convolution-arithmetic.8', (224 * 224 * 3 * 3 * 64 * 4) / 1e6, /right amount in MB/],
  ['convolution-arithmetic.8', 115.61, /right amount in MB .*rounded/],
  ['convolution-arithmetic.8', 115.6, /right amount in MB .*rounded/],
  ['convolution-arithmetic.8', (224 * 224 * 3 * 3 * 64 * 4) / 1e9, /right amount in GB/],
  ['convolution-arithmetic.8', 224 * 224 * 3 * 3 * 64 * 4 * 8, /These are bits/],
  ['convolution-arithmetic.8', 224 * 224 * 3 * 3 * 64 * 4 * 64, /The output channels do not count/],
  ['convolution-arithmetic.8', 222 * 222 * 3 * 3 * 64 * 4, /You forgot the padding/],
  ['convolution-arithmetic.8', 226 * 226 * 3 * 3 * 64 * 4, /a window for each padded pixel/],
];
for (const [id, answer, message] of numberSlips) {
  test(`${id}: ${answer} is recognised`, () => assert.match(slipOf(id, answer), message));
}

const params = 7 * 7 * 3 * 64 + 64;
const multiplications = 112 * 112 * 64 * 7 * 7 * 3;
const costSlips: [{ params: number; multiplications: number }, RegExp][] = [
  [{ params: 7 * 7 * 3 * 64, multiplications }, /^params: You forgot the bias/],
  [{ params: 7 * 7 * 3 * 64 + 1, multiplications }, /^params: You counted one bias in all/],
  [{ params: 7 * 7 * 3 * 64 + 3, multiplications }, /^params: You counted one bias for each input channel/],
  [{ params: 7 * 7 * 64 + 64, multiplications }, /^params: You forgot the input channels/],
  [{ params: 7 * 7 * 64, multiplications }, /^params: You forgot the input channels, and the bias/],
  [{ params: 7 * 7 * 3, multiplications }, /^params: These are the weights of one filter/],
  [{ params: 7 * 7 * 3 + 64, multiplications }, /^params: You forgot that each of the 64 filters/],
  [{ params, multiplications: 224 * 224 * 64 * 147 }, /^multiplications: You multiplied by the size of the input/],
  [{ params, multiplications: 112 * 112 * 64 * 49 }, /^multiplications: You forgot the input channels/],
  [{ params, multiplications: 112 * 112 * 147 }, /^multiplications: You forgot the filters/],
  [{ params, multiplications: 112 * 112 * 64 * 148 }, /^multiplications: You added the bias/],
  [{ params, multiplications: 2 * multiplications }, /^multiplications: You counted multiplications and additions/],
  [{ params, multiplications: 64 * 147 }, /^multiplications: You gave the parameters/],
  [{ params, multiplications: 56 * 56 * 64 * 147 }, /^multiplications: You applied the stride twice/],
  [{ params, multiplications: 111 * 111 * 64 * 147 }, /111×111. You forgot to add 1/],
  [{ params, multiplications: 109 * 109 * 64 * 147 }, /109×109. You forgot the padding/],
];
for (const [answer, message] of costSlips) {
  test(`convolution-arithmetic.6: ${JSON.stringify(answer)} is recognised`, () =>
    assert.match(slipOf('convolution-arithmetic.6', answer), message));
}

const windows = (image: Matrix, k: number, step = 1, last = 0): number[][] => {
  const rows: number[][] = [];
  for (let m = 0; m <= image.length - k - last; m += step) {
    for (let n = 0; n <= at(image, 0).length - k - last; n += step) {
      const row: number[] = [];
      for (let u = 0; u < k; u++) for (let v = 0; v < k; v++) row.push(at(at(image, m + u), n + v));
      rows.push(row);
    }
  }
  return rows;
};

const turned = (matrix: Matrix): number[][] => at(matrix, 0).map((_, n) => matrix.map(row => at(row, n)));
const square = (row: readonly number[], k: number): number[][] =>
  Array.from({ length: k }, (_, u) => row.slice(u * k, (u + 1) * k));

const windowSlips: [(image: Matrix, k: number) => unknown, RegExp][] = [
  [(image, k) => windows(image, k).map(row => turned(square(row, k)).flat()), /You read each window column by column/],
  [(image, k) => windows(turned(image), k).map(row => turned(square(row, k)).flat()), /Your window moves down first/],
  [(image, k) => turned(windows(image, k)), /You made each window a column/],
  [(image, k) => windows(image, k, k), /Your windows do not overlap/],
  [(image, k) => windows(image, k, 1, 1), /The last row and column of places are missing/],
  [(image, k) => windows(image, k).map(row => square(row, k)), /You kept each window as rows/],
  [() => [[0]], /there are 4 windows, and so 4 rows\. Received 1\./],
  [() => 0, /the result must be an array of rows/],
  [
    (image, k) => windows(image, k).map(row => [...row, 0]),
    /each row holds the 9 numbers of its window\. Received 10\./,
  ],
];
for (const [answer, message] of windowSlips) {
  test(`convolution-arithmetic.7: ${message} is recognised`, () =>
    assert.match(slipOf('convolution-arithmetic.7', answer), message));
}

test('convolution-arithmetic.7: loops that follow the definition are right', () => {
  assert.equal(judge('convolution-arithmetic.7', windows).kind, 'right');
});

test('convolution-arithmetic.2: one answer is right, each other one is told what was overlooked', () => {
  assert.equal(judge('convolution-arithmetic.2', 'b').kind, 'right');
  assert.match(slipOf('convolution-arithmetic.2', 'a'), /weights of its own for each pixel/);
  assert.match(slipOf('convolution-arithmetic.2', 'c'), /8 pixels further right/);
  assert.match(slipOf('convolution-arithmetic.2', 'd'), /one of the two/);
});

const layers: [unknown, RegExp | undefined][] = [
  [{ kernel: 7, stride: 4, padding: 3 }, undefined],
  [{ kernel: 4, stride: 4, padding: 0 }, undefined],
  [{ kernel: 11, stride: 4, padding: 5 }, undefined],
  [{ kernel: 59, stride: 3, padding: 0 }, undefined],
  [{ kernel: 7, stride: 2, padding: 3 }, /makes 112 pixels of 224.*The stride decides/],
  [{ kernel: 11, stride: 4, padding: 2 }, /makes 55 pixels.*a little too small/],
  [{ kernel: 3, stride: 4, padding: 2 }, /makes 57 pixels.*a little too large/],
  [{ kernel: 3, stride: 4, padding: 1 }, /step of 4 is longer than the kernel of 3/],
  [{ kernel: 5, stride: 4, padding: 2 }, /last window ends at pixel 222/],
  [{ kernel: 2, stride: 5, padding: 27 }, /sees zeros only/],
  [{ kernel: 7.5, stride: 4, padding: 3 }, /in whole pixels/],
  [{ kernel: 7, stride: 4 }, /in whole pixels/],
  [7, /in whole pixels/],
];
for (const [answer, message] of layers) {
  test(`convolution-arithmetic.3: ${JSON.stringify(answer)}`, () => {
    if (message === undefined) assert.equal(judge('convolution-arithmetic.3', answer).kind, 'right');
    else assert.match(slipOf('convolution-arithmetic.3', answer), message);
  });
}

const matches: [unknown, RegExp][] = [
  [{ A: 2, B: 5, C: 3, D: 1 }, /^2 of 4 are right\. A: Kernel 2 .* left with right\. In picture A, .*lie flat/],
  [{ A: 3, B: 1, C: 2, D: 5 }, /^2 of 4 are right\. B: Kernel 1 adds up to −1.*In picture B/],
  [{ A: 3, B: 5, C: 4, D: 1 }, /^3 of 4 are right\. C: Kernel 4 .*In picture C/],
  [{ A: 3, B: 5, C: 2, D: 5 }, /^3 of 4 are right\. D: Kernel 5 .*In picture D/],
  [{ A: 3 }, /^1 of 4 are right\. B: give a number from 1 to 5\.$/],
  ['A3', /an object \{ A, B, C, D \}/],
];
for (const [answer, message] of matches) {
  test(`convolution-arithmetic.4: ${JSON.stringify(answer)}`, () =>
    assert.match(slipOf('convolution-arithmetic.4', answer), message));
}

const third = 1 / 3;
const mixes: [unknown, RegExp | undefined][] = [
  [
    [
      [third, 0],
      [third, -1],
      [third, 1],
    ],
    undefined,
  ],
  [
    [
      [0.33, -1],
      [0.33, -1],
      [0.34, 2],
    ],
    undefined,
  ],
  [{ shape: [1, 1, 3, 2], data: new Float32Array(6) }, /three rows/],
  [
    [
      [third, third, third],
      [-0.5, -0.5, 1],
    ],
    /a row for each filter/,
  ],
  [
    [
      [1, -0.5],
      [1, -0.5],
      [1, 1],
    ],
    /Filter 0 adds the channels/,
  ],
  [
    [
      [0.3, -0.5],
      [0.59, -0.5],
      [0.11, 1],
    ],
    /each channel counts equally/,
  ],
  [
    [
      [0.5, -0.5],
      [0.5, -0.5],
      [0.5, 1],
    ],
    /white becomes 1\.5/,
  ],
  [
    [
      [third, 0],
      [third, 0],
      [third, 1],
    ],
    /on white.*answers 1\. Its weights have to add up to 0/,
  ],
  [
    [
      [third, 0.5],
      [third, 0.5],
      [third, -1],
    ],
    /pure blue gives -1/,
  ],
  [
    [
      [third, 0.5],
      [third, -1],
      [third, 0.5],
    ],
    /pure red gives 0\.5/,
  ],
  [
    [
      [third, -1],
      [third, 0.5],
      [third, 0.5],
    ],
    /pure green gives 0\.5/,
  ],
  [
    [
      [third, 0],
      [third, 0],
      [third, 0],
    ],
    /answers 0 to everything/,
  ],
  ['blue', /an array of rows/],
];
for (const [answer, message] of mixes) {
  test(`convolution-arithmetic.5: ${JSON.stringify(answer)}`, () => {
    if (message === undefined) assert.equal(judge('convolution-arithmetic.5', answer).kind, 'right');
    else assert.match(slipOf('convolution-arithmetic.5', answer), message);
  });
}

const edgeKernels: [unknown, string][] = [
  [
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ],
    'All values are 0, so the kernel answers to nothing.',
  ],
  [
    [
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ],
    'On an even area of 1s the answer is 9. The nine values have to sum to 0.',
  ],
  [
    [
      [-1, -1, -1],
      [0, 0, 0],
      [1, 1, 1],
    ],
    'The kernel answers to horizontal edges and not to vertical ones. Swap its rows and columns.',
  ],
  [
    [
      [1, -2, 1],
      [-2, 4, -2],
      [1, -2, 1],
    ],
    'The kernel answers 0 to a vertical edge. Its columns need different signs.',
  ],
  [
    [
      [0, 1, 0],
      [1, -4, 1],
      [0, 1, 0],
    ],
    'The kernel also answers to horizontal edges, with -1. Each row has to sum to 0.',
  ],
  [[[1, 0, -1]], 'The answer is a 3×3 array of numbers. Received [[1, 0, -1]].'],
  ['Sobel', "The answer is a 3×3 array: a number or an array of numbers was expected. Received the text 'Sobel'."],
  [
    [
      [1, 0, Number.NaN],
      [1, 0, -1],
      [1, 0, -1],
    ],
    'All nine values have to be numbers. Received [[1, 0, NaN], [1, 0, -1], [1, 0, -1]].',
  ],
];
for (const [kernel, message] of edgeKernels) {
  test(`edge filter: ${JSON.stringify(kernel)} is told what it lacks`, () => {
    assert.deepEqual(edgeKernel({ edges: 'vertical' })(kernel), { kind: 'slip', message });
  });
}

test('edge filter: every kernel with the asked properties is right', () => {
  const kernels = [
    [
      [-1, 0, 1],
      [-1, 0, 1],
      [-1, 0, 1],
    ],
    [
      [0, 0, 0],
      [0.1, 0.2, -0.3],
      [0, 0, 0],
    ],
    { shape: [3, 3], data: new Float32Array([3, 0, -3, 10, 0, -10, 3, 0, -3]) },
  ];
  for (const kernel of kernels) assert.equal(edgeKernel({ edges: 'vertical' })(kernel).kind, 'right');
});
