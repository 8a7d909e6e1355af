import { choice, fields, implementation, number } from '../engine/checks';
import { transpose } from '../engine/matrix';
import type { Exercise } from '../engine/types';
import { colourFilters } from './colourFilters';
import { kernelMatch } from './kernelMatch';
import {
  downFirst,
  drawWindowCase,
  quarterLayer,
  readByColumns,
  WINDOW_CASES,
  type WindowArguments,
  windowRows,
  windowShape,
} from './windows';

/** The layer of exercise 6. */
const stem = { kernelSize: 7, inChannels: 3, filters: 64, useBias: true } as const;

function unit(name: string): string {
  return `This is the right amount in ${name}. The task asks for bytes.`;
}

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
    leadsTo: 'Every output number of every convolution in this course is such a sum.',
  },
  {
    id: 'convolution-arithmetic.2',
    kind: 'prediction',
    title: 'the digit moves',
    prompt:
      'The digit moves 8 pixels to the right, on a ground of zeros. What happens to the output of the convolution and to the output of the dense layer with arbitrary weights?',
    ...choice([
      {
        answer: 'a',
        text: 'both outputs move 8 pixels to the right',
        says: 'In the dense layer each output number has weights of its own for each pixel. Nothing makes the weights at the new place equal those at the old one.',
      },
      {
        answer: 'b',
        text: 'the convolution’s output moves 8 pixels to the right; the dense layer’s becomes another picture',
        right: true,
        says: 'The convolution uses the same weights at every place, the dense layer other weights for each.',
      },
      {
        answer: 'c',
        text: 'the convolution’s output stays as it is; the dense layer’s moves',
        says: 'The kernel finds the same edges, but it finds them 8 pixels further right.',
      },
      {
        answer: 'd',
        text: 'neither output has anything to do with what it was',
        says: 'This is so for one of the two. The other one uses the same nine weights at every place.',
      },
    ]),
    hints: [
      'Which weights meet the digit at its old place, and which at its new one?',
      'The convolution has nine weights in all, the same at every place. The dense layer has other weights for each pixel.',
    ],
    leadsTo:
      'That a network finds a thing wherever it is rests on this. In fcn-segmentation whole networks are moved over a picture.',
  },
  {
    id: 'convolution-arithmetic.3',
    kind: 'design',
    title: 'a layer that makes 56 of 224',
    prompt:
      'Choose { kernel, stride, padding } so that 224 pixels become 56, and so that every pixel of the picture lies in at least one window. There are many right answers.',
    hints: [
      'Which stride makes about a quarter of 224?',
      'With stride 4, 224 + 2p − k has to lie between 55 · 4 = 220 and 223.',
      'A kernel of 7 with padding 3 has 224 + 6 − 7 = 223. A kernel that is smaller than the stride leaves pixels out.',
    ],
    check: quarterLayer,
    anotherWay: 'layer = { kernel: 4, stride: 4, padding: 0 }; // windows that do not overlap',
    leadsTo: 'AlexNet begins with kernel 11 and stride 4; notebook alexnet asks how large its picture has to be.',
  },
  {
    id: 'convolution-arithmetic.4',
    kind: 'interpretation',
    title: 'match kernels to pictures',
    prompt:
      'Which of the kernels 1 to 5 made which of the pictures A to D? Give { A, B, C, D }. One kernel is left over.',
    hints: [
      'Add the weights of each kernel up: the sum says what becomes of even areas.',
      'Two pictures are not 0 in the sky. One has the sign of the sum −1, the other that of 0.5.',
      'In A the strongest lines lie flat, in C they stand upright. A kernel that compares above with below finds lines that lie flat.',
    ],
    check: kernelMatch,
    leadsTo: 'Notebook alexnet reads the filters of a trained network in the same way.',
  },
  {
    id: 'convolution-arithmetic.5',
    kind: 'design',
    title: 'two filters on three channels',
    prompt:
      'Give the weights of two 1×1 filters on red, green and blue, as mix[channel][filter]. Filter 0 gives the mean of the three channels. Filter 1 gives 0 on grey, more than 0 on pure blue, and nothing positive on pure red and on pure green.',
    hints: [
      'mix has three rows, one for each input channel. A row has two numbers, one for each filter.',
      'The mean gives each channel a third. On grey all channels are equal, so the weights of filter 1 add up to 0.',
      'Filter 1 can be −0.5 for red, −0.5 for green and 1 for blue.',
    ],
    check: colourFilters,
    anotherWay: 'mix = [[1 / 3, 0], [1 / 3, -1], [1 / 3, 1]]; // filter 1: blue minus green',
    leadsTo: 'Convolutions of 1×1 mix channels. Notebook googlenet makes networks cheap with them.',
  },
  {
    id: 'convolution-arithmetic.6',
    kind: 'calculation',
    title: 'what a layer costs',
    prompt:
      'A layer reads 224×224 pixels with 3 channels. It has 64 filters. Its kernel size is 7×7, its stride 2, its padding 3 on each side, and it has a bias. Give { params, multiplications }: the number of trained values, and the number of multiplications for one image.',
    hints: [
      'Each of the 64 filters has one kernel of 7×7 weights for each of the 3 input channels, and one bias.',
      'Every output number costs as many multiplications as one filter has weights. The output is 112×112 pixels with 64 channels.',
      'params = 7·7·3·64 + 64; multiplications = 112·112·64 · 7·7·3.',
    ],
    check: fields({
      params: number(9472, {
        question: { quantity: 'params', ...stem },
        slips: [
          { answer: 3136, says: 'You forgot the input channels, and the bias.' },
          { answer: 147, says: 'These are the weights of one filter. There are 64, and each has a bias.' },
          { answer: 211, says: 'You forgot that each of the 64 filters has its own 7×7×3 weights.' },
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
    leadsTo: 'Notebook counting does this for whole networks.',
  },
  {
    id: 'convolution-arithmetic.7',
    kind: 'implementation',
    title: 'im2col',
    prompt:
      'Write im2col(image, k) for one channel, stride 1 and no padding: an array with one row for each window of k × k pixels. A row holds the k · k numbers of its window, read row by row. The windows come in the order of the output: from left to right, then from top to bottom.',
    hints: [
      'Two loops go over the places (m, n) of the output, two more over the offsets (u, v) in the window.',
      'There are image.length − k + 1 places from top to bottom and image[0].length − k + 1 from left to right.',
      'For each place start an empty row, push image[m + u][n + v] for all u and v, and push the row to the result.',
    ],
    check: implementation<WindowArguments>({
      name: 'im2col',
      cases: WINDOW_CASES,
      random: { count: 12, draw: drawWindowCase },
      reference: (...args) => windowRows(args),
      properties: [windowShape],
      slips: [
        { says: 'You read each window column by column.', answer: (...args) => readByColumns(args) },
        { says: 'Your window moves down first. It moves to the right first.', answer: (...args) => downFirst(args) },
        { says: 'You made each window a column. Make it a row.', answer: (...args) => transpose(windowRows(args)) },
        {
          says: 'Your windows do not overlap. They move one pixel at a time.',
          answer: (...args) => windowRows(args, args[1]),
        },
        {
          says: 'The last row and column of places are missing: a window also fits at image.length − k.',
          answer: (...args) => windowRows(args, 1, 1),
        },
        {
          says: 'You kept each window as rows. Put its rows one behind the other.',
          answer: (image, kernel) =>
            windowRows([image, kernel]).map(row =>
              Array.from({ length: kernel }, (_, u) => row.slice(u * kernel, (u + 1) * kernel)),
            ),
        },
      ],
    }),
    anotherWay: `function im2col(image, k) {
  const rows = [];
  for (let m = 0; m <= image.length - k; m++) {
    for (let n = 0; n <= image[0].length - k; n++) {
      rows.push(image.slice(m, m + k).flatMap(row => row.slice(n, n + k)));
    }
  }
  return rows;
}`,
    leadsTo: 'With it a convolution is one matrix product, which is how this course’s own conv2d works.',
  },
  {
    id: 'convolution-arithmetic.8',
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
        { answer: 115_605_504 / 1e3, says: unit('kB (1,000 bytes)') },
        { answer: 115_605_504 / 2 ** 10, says: unit('KiB (1,024 bytes)') },
        { answer: 115_605_504 / 1e6, says: unit('MB (1,000,000 bytes)') },
        { answer: 115.61, says: unit('MB (1,000,000 bytes), rounded') },
        { answer: 115.6, says: unit('MB (1,000,000 bytes), rounded') },
        { answer: 110.25, says: unit('MiB (1,048,576 bytes)') },
        { answer: 115_605_504 / 1e9, says: unit('GB') },
        { answer: 115_605_504 / 2 ** 30, says: unit('GiB') },
        { answer: 115_605_504 * 8, says: 'These are bits. A byte has 8 of them.' },
        { answer: 115_605_504 * 64, says: 'The output channels do not count: all 64 filters read the same matrix.' },
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
    leadsTo: 'Libraries cut such a matrix into pieces, or never write it down as a whole.',
  },
];
