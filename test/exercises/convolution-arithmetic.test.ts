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
  ['convolution-arithmetic.2', Math.ceil((224 + 4 - 11) / 4) + 1, /You rounded up/],
  [
    'convolution-arithmetic.2',
    Math.floor((224 + 2 - 11) / 4) + 1,
    /you forgot to add 1.*the left or the right padding/,
  ],
  ['convolution-arithmetic.2', Math.floor((224 - 11) / 4) + 1, /or you forgot both/],
  ['convolution-arithmetic.2', Math.floor((224 + 4 - 11) / 4), /you forgot to add 1/],
  ['convolution-arithmetic.2', (224 + 4 - 11) / 4 + 1, /You did not round/],
  ['convolution-arithmetic.2', (224 + 4 - 11) / 4, /number of steps before rounding/],
  ['convolution-arithmetic.2', (224 + 4) / 4, /You left the kernel out/],
  ['convolution-arithmetic.2', (224 + 4) / 4 + 1, /You left the kernel out/],
  ['convolution-arithmetic.2', 224 + 4 - 11 + 1, /You forgot the stride/],
  ['convolution-arithmetic.2', 224 + 4 - 11, /You forgot the stride, and to add 1/],
  ['convolution-arithmetic.2', 224 + 4, /width of the padded input/],
  ['convolution-arithmetic.2', 100, /^100 is not the number that was asked for\.$/],
  ['convolution-arithmetic.7', 224 * 224 * 3 * 3 * 64, /how many numbers the matrix holds/],
  ['convolution-arithmetic.7', 224 * 224 * 3 * 3 * 4, /You forgot the channels/],
  ['convolution-arithmetic.7', 224 * 224 * 64 * 4, /This is the input itself/],
  ['convolution-arithmetic.7', 224 * 224 * 3 * 3 * 64 * 8, /You counted 8 bytes/],
  ['convolution-arithmetic.7', (224 * 224 * 3 * 3 * 64 * 4) / 2 ** 20, /right in MiB/],
  ['convolution-arithmetic.7', 224 * 224 * 3 * 3 * 64 * 4 * 64, /The output channels do not count/],
  ['convolution-arithmetic.7', 222 * 222 * 3 * 3 * 64 * 4, /You forgot the padding/],
  ['convolution-arithmetic.7', 226 * 226 * 3 * 3 * 64 * 4, /a window for each padded pixel/],
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
  [{ params: 7 * 7 * 3, multiplications }, /^params: This is the kernel of one output channel/],
  [{ params: 7 * 7 * 3 + 64, multiplications }, /^params: You forgot that each of the 64/],
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
  test(`convolution-arithmetic.5: ${JSON.stringify(answer)} is recognised`, () =>
    assert.match(slipOf('convolution-arithmetic.5', answer), message));
}

type Size = (i: number, k: number, s: number, p: number) => number;
const sizeSlips: [Size, RegExp][] = [
  [
    (i, k, s, p) => Math.ceil((i - k + p + p) / s + 1),
    /^You rounded up\. For outputSize\(224, 11, 4, 2\): expected 55, received 56\.$/,
  ],
  [(i, k, s, p) => Math.round((i + 2 * p - k) / s) + 1, /^You rounded to the nearest/],
  [(i, k, s, p) => (i + 2 * p - k) / s + 1, /^You did not round down/],
  [(i, k, s) => Math.floor((i - k) / s + 1), /^You forgot the padding/],
  [(i, k, s, p) => Math.floor((i + p - k) / s) + 1, /^You counted the padding on one side only/],
  [(i, k, s, p) => Math.floor((i + 2 * p - k) / s), /^You forgot the \+ 1/],
  [(i, k, _s, p) => i + 2 * p - k + 1, /^You forgot the stride/],
  [(i, _k, s, p) => Math.floor((i + 2 * p) / s) + 1, /^You forgot to subtract the kernel/],
  [(i, k, s, p) => Math.floor((i + 2 * p - k + 1) / s), /^You added 1 before dividing/],
  [i => i, /^For outputSize\(224, 11, 4, 2\): expected 55, received 224\.$/],
];
for (const [answer, message] of sizeSlips) {
  test(`convolution-arithmetic.3: ${answer} is recognised`, () =>
    assert.match(slipOf('convolution-arithmetic.3', answer), message));
}

test('convolution-arithmetic.3: a function that counts windows one by one is right', () => {
  const count: Size = (input, kernel, stride, padding) => {
    let windows = 0;
    for (let start = -padding; start + kernel <= input + padding; start += stride) windows++;
    return windows;
  };
  assert.deepEqual(judge('convolution-arithmetic.3', count), { kind: 'right' });
});

/** A learner's loops, with one thing that can go wrong left open. */
function loops(read: (kernel: Matrix, i: number, j: number) => number, last = 0): (a: Matrix, b: Matrix) => number[][] {
  return (image, kernel) => {
    const [height, width] = [kernel.length, at(kernel, 0).length];
    const output: number[][] = [];
    for (let r = 0; r <= image.length - height - last; r++) {
      const row: number[] = [];
      for (let c = 0; c <= at(image, 0).length - width - last; c++) {
        let sum = 0;
        for (let i = 0; i < height; i++) {
          for (let j = 0; j < width; j++) sum += at(at(image, r + i), c + j) * read(kernel, i, j);
        }
        row.push(sum);
      }
      output.push(row);
    }
    return output;
  };
}

const weight = (kernel: Matrix, i: number, j: number): number => at(at(kernel, i), j);
const right = loops(weight);
const loopSlips: [(a: Matrix, b: Matrix) => number[][], RegExp][] = [
  [loops((k, i, j) => weight(k, k.length - 1 - i, at(k, 0).length - 1 - j)), /^You flipped the kernel/],
  [loops((k, i, j) => weight(k, j, i)), /^You swapped the rows and the columns of the kernel/],
  [(a, b) => at(right(a, b), 0).map((_, c) => right(a, b).map(row => at(row, c))), /of the output/],
  [loops(weight, 1), /^The last row and column are missing/],
  [loops((k, i, j) => weight(k, i, j) / k.flat().length), /^You averaged/],
  [
    () => [[0]],
    /^For correlate2d\(\[\[.*\]\], \[\[.*\]\]\): expected an array of shape \[2, 2\], received an array of shape \[1, 1\]\.$/,
  ],
];
for (const [i, [answer, message]] of loopSlips.entries()) {
  test(`convolution-arithmetic.6: slip ${i} is recognised as ${message}`, () =>
    assert.match(slipOf('convolution-arithmetic.6', answer), message));
}

test('convolution-arithmetic.6: loops that follow the definition are right', () => {
  assert.deepEqual(judge('convolution-arithmetic.6', right), { kind: 'right' });
});

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
    'On a flat area of 1s the answer is 9. The nine values have to sum to 0.',
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

const shiftSlips: [unknown, RegExp][] = [
  [
    [
      [0, 0, 0],
      [1, 0, 0],
      [0, 0, 0],
    ],
    /moves the picture to the right/,
  ],
  [
    [
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ],
    /leaves the picture as it is/,
  ],
  [
    [
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, 0],
    ],
    /moves the picture down/,
  ],
  [
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 1, 0],
    ],
    /moves the picture up/,
  ],
  [
    [
      [0, 0, 0],
      [0, 0.5, 0.5],
      [0, 0, 0],
    ],
    /mixes each pixel/,
  ],
  [
    [
      [0, 0, 0],
      [0, 0, 2],
      [0, 0, 0],
    ],
    /add up to 2/,
  ],
  [
    [
      [0, 0, 0],
      [0, 0.25, 0.75],
      [0, 0, 0],
    ],
    /Exactly one of the nine/,
  ],
  [[0, 0, 1], /a 3×3 array of numbers/],
];
for (const [kernel, message] of shiftSlips) {
  test(`convolution-arithmetic.4: ${JSON.stringify(kernel)} is told what it does`, () =>
    assert.match(slipOf('convolution-arithmetic.4', kernel), message));
}
