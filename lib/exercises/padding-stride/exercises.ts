import { samePadding } from '../../spec/window';
import { fields, implementation, number } from '../engine/checks';
import type { Exercise } from '../engine/types';
import { dilationRates } from './dilationRates';
import { maxPooled, type PoolArguments, poolCases, pooledBy } from './pools';
import { blurred, everySecond, padded, type Row, sameCases, unevenRow } from './rows';

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'padding-stride.1',
    kind: 'calculation',
    title: 'four layers without padding',
    prompt:
      'An image of 28×28 pixels goes through four convolutions with kernel 5, stride 1 and no padding. How many pixels wide is the last output?',
    hints: [
      'How many pixels does one layer take away? Use the formula of notebook convolution-arithmetic with p = 0 and s = 1.',
      'A kernel of 5 takes 5 − 1 = 4 pixels, 2 on each side.',
      'Four layers take 4 · 4 = 16 pixels.',
    ],
    check: number(12, {
      slips: [
        { answer: 8, says: 'You took 5 pixels for each layer. A kernel of k takes k − 1.' },
        { answer: 20, says: 'You counted one side only: a kernel of 5 takes 2 pixels on the left and 2 on the right.' },
        { answer: 24, says: 'This is the width after one layer. There are four.' },
        { answer: 28, says: 'This is the width with padding. Here there is none.' },
        { answer: 16, says: 'Either this is the width after three layers, or it is what four layers take away.' },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'padding-stride.2',
    kind: 'implementation',
    title: 'the padding that keeps the size',
    prompt:
      'Write keepSize(kernel, dilation): how many pixels of padding on each side keep the size at stride 1? The kernel is odd. A dilation of d puts the weights d pixels apart, so that the window spans d · (kernel − 1) + 1 pixels.',
    hints: [
      'Without padding, a window that spans m pixels takes m − 1 pixels. Give back half of them on each side.',
      'With the span put in, m − 1 = dilation · (kernel − 1).',
      'dilation * (kernel - 1) / 2',
    ],
    check: implementation<readonly [kernel: number, dilation: number]>({
      name: 'keepSize',
      cases: [3, 5, 7, 1, 11].flatMap(kernel => [1, 2, 3].map(dilation => [kernel, dilation] as const)),
      reference: (kernel, dilation) => samePadding(100, { size: kernel, dilation })[0],
      slips: [
        { says: 'You forgot the dilation.', answer: kernel => (kernel - 1) / 2 },
        {
          says: 'This is the padding of both sides together. Give that of one side.',
          answer: (kernel, dilation) => dilation * (kernel - 1),
        },
        {
          says: 'You took half of the kernel. The centre pixel needs no padding: halve kernel − 1.',
          answer: (kernel, dilation) => (dilation * kernel) / 2,
        },
        {
          says: 'You multiplied the kernel by the dilation. The dilation counts for the kernel − 1 steps between weights.',
          answer: (kernel, dilation) => Math.floor((dilation * kernel) / 2),
        },
        {
          says: 'You multiplied the kernel by the dilation. The dilation counts for the kernel − 1 steps between weights.',
          answer: (kernel, dilation) => (dilation * kernel - 1) / 2,
        },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'padding-stride.3',
    kind: 'implementation',
    title: 'reflect a row',
    prompt:
      'Write padReflect(row, p): the row with p more numbers on each side, mirrored at the first and at the last number. The mirror lies on that number, so it is not repeated: [1, 2, 3, 4] with p = 2 becomes [3, 2, 1, 2, 3, 4, 3, 2].',
    hints: [
      'On the left stand row[p], …, row[2], row[1], in this order.',
      'row.slice(1, p + 1).reverse() gives the left side.',
      'The right side is row.slice(-p - 1, -1).reverse(), the p numbers before the last, turned round.',
    ],
    check: implementation<readonly [row: Row, p: number]>({
      name: 'padReflect',
      cases: [
        [[1, 2, 3, 4], 2],
        [[1, 2, 3, 4], 1],
        [unevenRow(5, 3), 3],
        [unevenRow(7, 1), 2],
        [unevenRow(6, 2), 5],
      ],
      reference: (row, p) => padded(row, p, 'reflect'),
      slips: [
        {
          says: 'You repeated the first and the last number. The mirror lies on them, and not beside them.',
          answer: (row, p) => [...row.slice(0, p).reverse(), ...row, ...row.slice(-p).reverse()],
        },
        { says: 'You repeated the edge: this is “replicate”.', answer: (row, p) => padded(row, p, 'replicate') },
        { says: 'You added zeros.', answer: (row, p) => padded(row, p, 'zero') },
        {
          says: 'You went on with the other end of the row, as if it were a ring.',
          answer: (row, p) => [...row.slice(-p), ...row, ...row.slice(0, p)],
        },
        {
          says: 'You took the right numbers and did not turn them round.',
          answer: (row, p) => [...row.slice(1, p + 1), ...row, ...row.slice(-p - 1, -1)],
        },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'padding-stride.4',
    kind: 'implementation',
    title: 'TensorFlow’s “same”',
    prompt:
      'Write samePadding(input, kernel, stride): the pixels [before, after] that TensorFlow adds with padding "same". There are ⌈input / stride⌉ outputs, rounded up. As many pixels are added as the last window needs: half before, half after, and if one is left over, it goes after.',
    hints: [
      'The last window starts at (outputs − 1) · stride and ends kernel pixels later.',
      'total = (outputs − 1) · stride + kernel − input. Can it be negative?',
      'With total = Math.max(…, 0), the answer is [Math.floor(total / 2), Math.ceil(total / 2)].',
    ],
    check: implementation<readonly [input: number, kernel: number, stride: number]>({
      name: 'samePadding',
      cases: sameCases(),
      reference: (input, kernel, stride) => samePadding(input, { size: kernel, stride }),
      slips: [
        {
          says: 'The pixel that is left over goes after the input, not before it.',
          answer: (i, k, s) => samePadding(i, { size: k, stride: s }).reverse(),
        },
        {
          says: 'You forgot the stride: this is the padding at stride 1.',
          answer: (i, k) => samePadding(i, { size: k }),
        },
        {
          says: 'You added the same on both sides, as PyTorch does.',
          answer: (_i, k) => [Math.floor(k / 2), Math.floor(k / 2)],
        },
        {
          says: 'Padding cannot be negative: where no pixel is missing, none is added.',
          answer: (i, k, s) => {
            const total = (Math.ceil(i / s) - 1) * s + k - i;
            return [Math.floor(total / 2), Math.ceil(total / 2)];
          },
        },
        {
          says: 'You did not halve the padding in whole pixels.',
          answer: (i, k, s) => {
            const [before, after] = samePadding(i, { size: k, stride: s });
            return [(before + after) / 2, (before + after) / 2];
          },
        },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'padding-stride.5',
    kind: 'implementation',
    title: 'max pooling in loops',
    prompt:
      'Write maxPool(image, size, stride) for one channel, without padding, rounding the output size down. Each output is the largest number of a window of size × size.',
    hints: [
      'The output has Math.floor((image.length − size) / stride) + 1 rows.',
      'The window of output (r, c) begins at image[r * stride][c * stride].',
      'Start each maximum at −Infinity: with 0, a window of negative numbers would give 0.',
    ],
    check: implementation<PoolArguments>({
      name: 'maxPool',
      cases: poolCases(),
      reference: maxPooled,
      slips: [
        {
          says: 'Your maximum starts at 0, so a window of negative numbers gives 0. Start at −Infinity.',
          answer: pooledBy(values => Math.max(0, ...values)),
        },
        {
          says: 'You averaged. Max pooling takes the largest number.',
          answer: pooledBy(values => values.reduce((sum, value) => sum + value, 0) / values.length),
        },
        { says: 'You took the smallest number.', answer: pooledBy(values => Math.min(...values)) },
        { says: 'You forgot the stride.', answer: (image, size) => maxPooled(image, size, 1) },
        {
          says: 'You moved the window by its size. It moves by the stride.',
          answer: (image, size) => maxPooled(image, size, size),
        },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'padding-stride.6',
    kind: 'implementation',
    title: 'halve without aliasing',
    prompt:
      'Write halve(row): replace each number by (left + 2 · itself + right) / 4, then keep every second number, beginning with the first. Beyond an end, take the end’s number again.',
    hints: [
      'Blur all numbers first. Which number stands left of the first one?',
      'row[Math.max(i - 1, 0)] is the left neighbour, row[Math.min(i + 1, row.length - 1)] the right one.',
      'blurred.filter((_, i) => i % 2 === 0) keeps the first, third, fifth, …',
    ],
    check: implementation<readonly [row: Row]>({
      name: 'halve',
      cases: [[[0, 8, 0, 8, 0, 8, 0, 8]], [unevenRow(6, 1)], [unevenRow(7, 4)], [[5]], [unevenRow(9, 2)]],
      reference: row => everySecond(blurred(row)),
      slips: [
        { says: 'You kept every second number and did not blur.', answer: row => everySecond(row) },
        { says: 'You blurred and kept all numbers.', answer: row => blurred(row) },
        {
          says: 'You kept every second number first and blurred then. What is lost cannot be blurred any more.',
          answer: row => blurred(everySecond(row)),
        },
        {
          says: 'You kept the second, fourth, … number. Begin with the first.',
          answer: row => everySecond(blurred(row), 1),
        },
        { says: 'You did not divide by 4.', answer: row => everySecond(blurred(row)).map(value => 4 * value) },
        {
          says: 'Beyond an end you took 0. Take the end’s number again.',
          answer: row => everySecond(blurred([0, ...row, 0]).slice(1, -1)),
        },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'padding-stride.7',
    kind: 'design',
    title: 'choose dilation rates',
    prompt:
      'Three layers with a kernel of 3 follow each other, with stride 1. Choose their three dilation rates, none above 3, so that along an axis one output depends on 15 neighbouring pixels, with none left out.',
    hints: [
      'A layer with rate d reaches d pixels further on each side. Together the three have to reach 7 on each side.',
      'The rates have to sum to 7, and none is above 3: that leaves 2, 2, 3 and 1, 3, 3.',
      'With 2, 2 and 3 nothing reaches the pixels 6 places from the middle: 2 + 2 is 4, 3 + 2 is 5 and 3 + 2 + 2 is 7.',
    ],
    check: dilationRates,
    leadsTo: '',
  },
  {
    id: 'padding-stride.8',
    kind: 'calculation',
    title: 'down or up?',
    prompt:
      'A pool of 5×5 with stride 3 and without padding reads 28 pixels. Give { floor, ceil, unread }: the outputs when the size is rounded down, those when it is rounded up, and how many pixels along the axis no window reads when it is rounded down.',
    hints: [
      '(28 − 5) / 3 steps are 7 whole ones and a part. The first window has not moved yet.',
      'Rounded down, the last window starts at 7 · 3 = 21 and reads five pixels. The pixels are numbered from 0 to 27.',
      'The last window reads 21 to 25.',
    ],
    check: fields({
      floor: number(8, { question: { quantity: 'outputSize', input: 28, size: 5, stride: 3 } }),
      ceil: number(9, { question: { quantity: 'outputSize', input: 28, size: 5, stride: 3, ceilMode: true } }),
      unread: number(2, {
        slips: [
          { answer: 0, says: 'Some are left over: the windows end at pixel 25, and the last pixel is 27.' },
          { answer: 2 / 3, says: 'This is a part of a step. A step is 3 pixels wide: how many pixels is that?' },
          { answer: 1, says: 'By one pixel the window sticks out that rounding up adds. Count the pixels after 25.' },
          { answer: 3, says: 'Pixels are numbered from 0, so the last one is 27. Count the pixels after 25.' },
        ],
      }),
    }),
    leadsTo: '',
  },
];
