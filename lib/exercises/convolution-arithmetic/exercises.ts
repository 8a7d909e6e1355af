import { correlate2d } from '../../ops/correlate2d';
import { outputSize } from '../../spec/window';
import { fields, implementation, number } from '../engine/checks';
import { flip, type Matrix, transpose } from '../engine/matrix';
import type { Exercise } from '../engine/types';
import { imageCases, type SizeArguments, sizeCases } from './cases';
import { shiftKernel } from './shiftKernel';

/** The layer of exercise 5. */
const stem = { kernelSize: 7, inChannels: 3, filters: 64, useBias: true } as const;

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'convolution-arithmetic.1',
    kind: 'calculation',
    title: 'one output value by hand',
    prompt: `A 3×3 kernel lies on a 3×3 window of an image. Which value does the convolution layer write there?

window            kernel
 3  1  2           1  0 -1
 0  4  1           2  0 -2
 5  2  6           1  0 -1`,
    hints: [
      'Multiply each value of the window with the kernel value that lies on it, then add the nine products.',
      'Three of the nine kernel values are 0, so six products remain. The first row gives 3·1 + 1·0 + 2·(−1) = 1.',
      'The rows give 1, −2 and −1.',
    ],
    check: number(-2, {
      slips: [
        {
          answer: 2,
          says: 'You flipped the kernel before multiplying. A convolution layer does not flip it: it correlates.',
        },
        { answer: -8, says: 'You swapped the rows and the columns of the kernel.' },
        { answer: 18, says: 'You added products that have a minus sign: the right column of the kernel is negative.' },
        {
          answer: -2 / 9,
          says: 'You divided the sum by 9. A convolution adds the products and does not average them.',
        },
        { answer: 24, says: 'You added the values of the window. Multiply each with its kernel value first.' },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'convolution-arithmetic.2',
    kind: 'calculation',
    title: 'how large is the output?',
    prompt:
      'AlexNet’s first layer: the input is 224 pixels wide, the kernel 11, the stride 4, and 2 pixels of padding stand on each side. How many pixels wide is the output?',
    hints: [
      'The padding stands on both sides, so the padded input is 224 + 2 + 2 pixels wide.',
      'The first window starts at 0. How many steps of 4 fit until a window of 11 pixels touches the end?',
      '(228 − 11) / 4 = 54.25: there are 54 whole steps, and the first window comes before the first step.',
    ],
    check: number(55, {
      question: { quantity: 'outputSize', input: 224, size: 11, stride: 4, padding: [2, 2] },
      slips: [
        {
          answer: 54,
          says: 'Three slips lead to 54: you forgot to add 1 for the first window, you forgot the left or the right padding, or you forgot both. Check each.',
        },
        {
          answer: 54.25,
          says: 'This is the number of steps before rounding. Round down, then add 1 for the first window.',
        },
        { answer: 57, says: 'You left the kernel out. The window has to fit into the padded input.' },
        { answer: 217, says: 'You forgot the stride, and to add 1 for the first window.' },
        { answer: 228, says: 'This is the width of the padded input.' },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'convolution-arithmetic.3',
    kind: 'implementation',
    title: 'the formula as a function',
    prompt:
      'Write outputSize(input, kernel, stride, padding): the width of the output in pixels. padding is the number of pixels on each side.',
    hints: [
      'Start with the padded width, subtract the kernel, and count the steps.',
      'Math.floor rounds down.',
      'Math.floor((input + 2 * padding - kernel) / stride) + 1',
    ],
    check: implementation<SizeArguments>({
      name: 'outputSize',
      cases: sizeCases(),
      reference: (input, kernel, stride, padding) =>
        outputSize(input, { size: kernel, stride, padding: [padding, padding] }),
      slips: [
        { says: 'You rounded up.', answer: (i, k, s, p) => Math.ceil((i + 2 * p - k) / s) + 1 },
        {
          says: 'You rounded to the nearest whole number.',
          answer: (i, k, s, p) => Math.round((i + 2 * p - k) / s) + 1,
        },
        { says: 'You did not round down.', answer: (i, k, s, p) => (i + 2 * p - k) / s + 1 },
        { says: 'You forgot the padding.', answer: (i, k, s) => Math.floor((i - k) / s) + 1 },
        {
          says: 'You counted the padding on one side only; it stands on the left and on the right.',
          answer: (i, k, s, p) => Math.floor((i + p - k) / s) + 1,
        },
        {
          says: 'You forgot the + 1 for the first window.',
          answer: (i, k, s, p) => Math.floor((i + 2 * p - k) / s),
        },
        { says: 'You forgot the stride.', answer: (i, k, _s, p) => i + 2 * p - k + 1 },
        { says: 'You forgot to subtract the kernel.', answer: (i, _k, s, p) => Math.floor((i + 2 * p) / s) + 1 },
        {
          says: 'You added 1 before dividing; the 1 is a window, not a pixel.',
          answer: (i, k, s, p) => Math.floor((i + 2 * p - k + 1) / s),
        },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'convolution-arithmetic.4',
    kind: 'design',
    title: 'move the picture',
    prompt:
      'Give a 3×3 kernel that moves the whole picture one pixel to the left and changes nothing else. Each output pixel takes the value of its right neighbour.',
    hints: [
      'Which kernel would leave the picture as it is? It multiplies the middle pixel by 1 and all others by 0.',
      'The window is laid on the picture as it stands, without a turn. Which of the nine weights lies on the right neighbour?',
      'Eight weights are 0. The one in the middle row, right column, is 1.',
    ],
    check: shiftKernel,
    leadsTo: '',
  },
  {
    id: 'convolution-arithmetic.5',
    kind: 'calculation',
    title: 'what a layer costs',
    prompt:
      'A convolution reads 224×224 pixels with 3 channels and writes 64 channels. Its kernel is 7×7, its stride 2, its padding 3 on each side, and it has a bias. Give { params, multiplications }: the number of trained values, and the number of multiplications for one image.',
    hints: [
      'Each of the 64 output channels has its own kernel, and each kernel has 7×7 values for each of the 3 input channels. Then there is one bias value for each output channel.',
      'Every output value costs as many multiplications as one kernel has values. The output is 112×112 pixels with 64 channels.',
      'params = 7·7·3·64 + 64; multiplications = 112·112·64 · 7·7·3.',
    ],
    check: fields({
      params: number(9472, {
        question: { quantity: 'params', ...stem },
        slips: [
          { answer: 3136, says: 'You forgot the input channels, and the bias.' },
          { answer: 147, says: 'This is the kernel of one output channel. There are 64, and each has a bias.' },
          { answer: 211, says: 'You forgot that each of the 64 output channels has its own 7×7×3 kernel.' },
        ],
      }),
      multiplications: number(118_013_952, {
        question: { quantity: 'macs', ...stem, input: [224, 224], output: [112, 112] },
        slips: [
          { answer: 29_503_488, says: 'You applied the stride twice: 224 / 2 = 112 pixels in each direction.' },
          { answer: 115_915_968, says: 'Your output is 111×111. You forgot to add 1 for the first window.' },
          { answer: 111_776_448, says: 'Your output is 109×109. You forgot the padding.' },
        ],
      }),
    }),
    leadsTo: '',
  },
  {
    id: 'convolution-arithmetic.6',
    kind: 'implementation',
    title: 'a convolution in loops',
    prompt:
      'Write correlate2d(image, kernel) for one channel, with stride 1 and no padding. Both are arrays of rows: image[row][column].',
    hints: [
      'The output has image.length − kernel.length + 1 rows. For each output position, two more loops go through the kernel.',
      'At output position (r, c) the kernel value [i][j] lies on image[r + i][c + j].',
      'Start a sum at 0, add image[r + i][c + j] * kernel[i][j] for all i and j, and put the sum into the output row.',
    ],
    check: implementation<readonly [Matrix, Matrix]>({
      name: 'correlate2d',
      cases: imageCases(),
      reference: correlate2d,
      slips: [
        {
          says: 'You flipped the kernel: this is the convolution of mathematics. Layers do not flip.',
          answer: (image, kernel) => correlate2d(image, flip(kernel)),
        },
        {
          says: 'You swapped the rows and the columns of the kernel.',
          answer: (image, kernel) => correlate2d(image, transpose(kernel)),
        },
        {
          says: 'You swapped the rows and the columns of the output.',
          answer: (image, kernel) => transpose(correlate2d(image, kernel)),
        },
        {
          says: 'The last row and column are missing: a window also fits at image.length − kernel.length.',
          answer: (image, kernel) =>
            correlate2d(image, kernel)
              .slice(0, -1)
              .map(row => row.slice(0, -1)),
        },
        {
          says: 'You averaged. A convolution adds the products.',
          answer: (image, kernel) => correlate2d(image, kernel).map(row => row.map(v => v / kernel.flat().length)),
        },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'convolution-arithmetic.7',
    kind: 'calculation',
    title: 'the memory of im2col',
    prompt:
      'VGG’s second layer: 224×224 pixels, 64 channels in, 64 out, kernel 3×3, stride 1, padding 1 on each side, numbers of 4 bytes. How many bytes does the im2col matrix of one image take?',
    hints: [
      'The matrix has one row for each output position.',
      'A row holds all values that the window reads there: 3×3 pixels with 64 channels.',
      '(224·224) rows × (3·3·64) columns × 4 bytes.',
    ],
    check: number(115_605_504, {
      slips: [
        { answer: 28_901_376, says: 'This is how many numbers the matrix holds. Each takes 4 bytes.' },
        { answer: 1_806_336, says: 'You forgot the channels: a window reads 3×3 pixels with 64 channels.' },
        {
          answer: 12_845_056,
          says: 'This is the input itself. im2col copies every pixel once for each window that reads it.',
        },
        { answer: 231_211_008, says: 'You counted 8 bytes for each number. A 32-bit number takes 4.' },
        { answer: 110.25, says: 'This is right in MiB. The task asks for bytes.' },
        { answer: 115_605_504 * 64, says: 'The output channels do not count: all 64 kernels read the same matrix.' },
        {
          answer: 222 * 222 * 576 * 4,
          says: 'You forgot the padding: with 1 pixel on each side there are 224×224 windows.',
        },
        {
          answer: 226 * 226 * 576 * 4,
          says: 'You counted a window for each padded pixel. The windows stop at 224×224 places.',
        },
      ],
    }),
    leadsTo: '',
  },
];
