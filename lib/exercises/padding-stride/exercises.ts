import { samePadding } from '../../spec/window';
import { choice, implementation, number } from '../engine/checks';
import type { Exercise } from '../engine/types';
import { dilationRates } from './dilationRates';
import { pooledRow } from './pooledRow';
import { blurred, everySecond, type Row, unevenRow } from './rows';
import { halfOfEach, keepsBetween, outputsOfHalving, outputsOfSame, splitInTwo } from './rules';

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'padding-stride.1',
    kind: 'calculation',
    title: 'how many layers fit?',
    prompt:
      'A picture of 28 × 28 pixels goes through layers with kernel 5, stride 1 and no padding, one after the other. How many layers are possible before the kernel is larger than what is left?',
    hints: [
      'How many pixels does one layer take from the width? Write down the width after each layer.',
      'A layer takes k − 1 = 4 pixels: 28, 24, 20, …',
      'A layer is possible as long as its input is at least 5 pixels wide.',
    ],
    check: number(6, {
      slips: [
        { answer: 7, says: 'Before the seventh layer 4 pixels are left. Does a kernel of 5 fit on them?' },
        { answer: 5, says: 'After five layers 8 pixels are left. A kernel of 5 fits on them once more.' },
        ...[11, 12, 13, 14].map(answer => ({
          answer,
          says: 'You counted one side only: a kernel of 5 takes 2 pixels on the left and 2 on the right.',
        })),
        {
          answer: 4,
          says: 'This is what one layer takes away, or the width at the very end. The number of layers is asked for.',
        },
      ],
    }),
    leadsTo:
      'LeNet of 1998 had no padding, and its picture of 32 pixels lasts for two such layers with a pool after each, and a third one. Networks of a hundred layers need padding in each.',
  },
  {
    id: 'padding-stride.2',
    kind: 'prediction',
    title: 'the say of a corner pixel, with zeros',
    prompt:
      'Five layers of averages, each with one row of zeros around its input, so that the picture keeps its 24 × 24 pixels. How much of a corner pixel arrives, compared with a pixel in the middle?',
    ...choice([
      {
        answer: 'a',
        text: 'all of it: the picture keeps its size, so every pixel counts alike',
        says: 'The size is kept. But in how many windows does the corner pixel lie now, and in how many a pixel in the middle?',
      },
      {
        answer: 'b',
        text: 'less than a thousandth, as without padding',
        says: 'Without padding the corner pixel lies in a single window. Padding lets windows stand further out. In how many does the corner lie then?',
      },
      {
        answer: 'c',
        text: 'about a sixth',
        right: true,
        says: 'With zeros a corner pixel lies in four windows of nine, so after one layer 4/9 of it arrive. Every further layer takes a little more.',
      },
      {
        answer: 'd',
        text: 'more than a pixel in the middle, since it has fewer neighbours to share with',
        says: 'An average divides by nine everywhere, zeros counted in. Fewer neighbours do not make a pixel larger.',
      },
    ]),
    hints: [
      'Count for one layer: in how many windows of 3 × 3 does a corner pixel lie, when one row of zeros stands around the picture?',
      'It lies in four windows, a pixel in the middle in nine. After one layer that is 4/9. Do more layers help or harm?',
    ],
    leadsTo: 'The cell below measures it, for every pixel and for two other kinds of padding.',
  },
  {
    id: 'padding-stride.3',
    kind: 'interpretation',
    title: 'which padding made which map?',
    prompt:
      'A picture becomes evenly brighter from left to right, by 1 for each pixel. An edge filter with the weights −1, 0, 1 answers 2 everywhere inside. The maps A, B and C show the size of its answer with three kinds of padding. Which padding belongs to which map?',
    ...choice([
      {
        answer: 'a',
        text: 'A zeros, B reflect, C replicate',
        says: 'Zeros make a jump from the brightness of the picture to black, and the picture is brightest on the right. Which map has a strong answer there?',
      },
      {
        answer: 'b',
        text: 'A reflect, B zeros, C replicate',
        says: 'B is right. With reflect, the pixels left and right of an edge pixel are equal. What does −1, 0, 1 answer there?',
      },
      {
        answer: 'c',
        text: 'A replicate, B reflect, C zeros',
        says: 'A is right. Zeros make a jump from the brightness of the picture to black. Which of B and C has a strong answer at the right side?',
      },
      {
        answer: 'd',
        text: 'A replicate, B zeros, C reflect',
        right: true,
        says: 'Replicate compares the edge pixel with its neighbour and finds half of the slope, 1. Zeros make an edge that is not there. Reflect puts equal pixels on both sides and hides the slope: 0.',
      },
    ]),
    hints: [
      'Write down the last numbers of a row and what stands after them: 9, 10 and then 0, or 9, or 10.',
      'The answer at the last pixel is the number after it minus the number before it.',
      'At the last pixel: zeros 0 − 9, reflect 9 − 9, replicate 10 − 9.',
    ],
    leadsTo:
      'The networks of this course pad with zeros. When one of their maps has a frame, look for the reason here first.',
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
      cases: [
        [224, 3, 2],
        [224, 7, 2],
        [225, 3, 2],
        [8, 3, 1],
        [8, 1, 2],
        [7, 2, 3],
      ],
      random: {
        count: 30,
        draw: random => [5 + random.integer(60), 1 + random.integer(11), 1 + random.integer(4)],
      },
      reference: (input, kernel, stride) => samePadding(input, { size: kernel, stride }),
      properties: [splitInTwo, halfOfEach, outputsOfSame],
      slips: [
        {
          says: 'The pixel that is left over goes after the input.',
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
    anotherWay: `function samePadding(input: number, kernel: number, stride: number): number[] {
  // What the last step leaves over: a whole stride when the input divides evenly.
  const rest = input % stride === 0 ? stride : input % stride;
  const total = Math.max(kernel - rest, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}`,
    leadsTo:
      'The networks of this course write their padding out, so that weights of PyTorch give the same numbers in them.',
  },
  {
    id: 'padding-stride.5',
    kind: 'prediction',
    title: 'move the stripes by one pixel',
    prompt:
      'Max pooling with 2 pixels and stride 2 turns the row 0 0 1 1 0 0 1 1 into 0 1 0 1. Now the picture moves by one pixel, so that the row reads 0 1 1 0 0 1 1 0. What does the same pool give?',
    ...choice([
      {
        answer: 'a',
        text: '0 1 0 1, as before: a maximum does not mind a small move',
        says: 'The windows stand where they stood, on pixels 0 and 1, 2 and 3, and so on. Take the larger number of each pair.',
      },
      {
        answer: 'b',
        text: '1 1 1 1: the stripes are gone',
        right: true,
        says: 'Each window now holds one dark and one bright pixel, and the maximum takes the bright one. A move by one pixel has made stripes into an even area.',
      },
      {
        answer: 'c',
        text: '1 0 1 0: the stripes have moved, too',
        says: 'For a 0 a window would have to hold two dark pixels. Look at the pairs 0 1, 1 0, 0 1, 1 0.',
      },
      {
        answer: 'd',
        text: '0.5 0.5 0.5 0.5: half of each',
        says: 'That is what an average pool gives. A maximum is one of the numbers in its window.',
      },
    ]),
    hints: [
      'The pool does not move with the picture. Its windows stand on pixels 0 and 1, 2 and 3, 4 and 5, 6 and 7.',
      'The pairs are 0 1, 1 0, 0 1 and 1 0. Take the larger number of each.',
    ],
    leadsTo: 'The cell below does the same with three more ways of halving.',
  },
  {
    id: 'padding-stride.6',
    kind: 'implementation',
    title: 'halve without aliasing',
    prompt:
      'Write halve(row): replace each number by (left + 2 · itself + right) / 4, then keep every second number, beginning with the first. Beyond an end, take the end’s number again.',
    hints: [
      'Only every second number is kept, so step i through the row by 2.',
      'Which number stands left of the first one? row[Math.max(i - 1, 0)] is the left neighbour in every case.',
      'The right neighbour is row[Math.min(i + 1, row.length - 1)].',
    ],
    check: implementation<readonly [row: Row]>({
      name: 'halve',
      cases: [[[0, 8, 0, 8, 0, 8, 0, 8]], [[4, 4, 4, 4, 4]], [unevenRow(6, 1)], [unevenRow(7, 4)], [[5]]],
      random: {
        count: 15,
        draw: random => [Array.from({ length: 1 + random.integer(12) }, () => random.integer(20) - 6)],
      },
      reference: row => everySecond(blurred(row)),
      properties: [outputsOfHalving, keepsBetween],
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
    anotherWay: `function halve(row: number[]): number[] {
  const longer = [row[0], ...row, row[row.length - 1]]; // "replicate" by one pixel
  const blurred = row.map((_, i) => (longer[i] + 2 * longer[i + 1] + longer[i + 2]) / 4);
  return blurred.filter((_, i) => i % 2 === 0);
}`,
    leadsTo:
      'A blur and then a stride is the first half of an image pyramid. Zhang (2019) put it into trained networks in place of plain strides and pools.',
  },
  {
    id: 'padding-stride.7',
    kind: 'design',
    title: 'choose dilation rates',
    prompt:
      'Three layers with a kernel of 3 follow each other, with stride 1. Choose their three dilation rates, none above 3, so that along an axis one output depends on 15 neighbouring pixels, with none left out.',
    hints: [
      'A layer with rate d reaches d pixels further on each side. Together the three have to reach 7 on each side.',
      'Try the sums and differences: which distances from the centre can three steps of these lengths reach, when a step may go left, go right or stay?',
      'With 2, 2 and 3 nothing reaches the pixels 6 places from the middle: 2 + 2 is 4, 3 + 2 is 5 and 3 + 2 + 2 is 7.',
    ],
    check: dilationRates,
    leadsTo: 'Networks that label every pixel use such rates in place of strides, to see far and keep the size.',
  },
  {
    id: 'padding-stride.8',
    kind: 'calculation',
    title: 'down or up?',
    prompt:
      'A pool of 5 × 5 with stride 3 and without padding reads 28 pixels. Give { floor, ceil, unread }: the outputs when the size is rounded down, those when it is rounded up, and how many pixels along the axis no window reads when it is rounded down.',
    hints: [
      '(28 − 5) / 3 steps are 7 whole ones and a part. The first window has not moved yet.',
      'Rounded down, the last window starts at 7 · 3 = 21 and reads five pixels. The pixels are numbered from 0 to 27.',
      'The last window reads the pixels 21 to 25.',
    ],
    check: pooledRow({ input: 28, size: 5, stride: 3 }),
    leadsTo:
      'torchvision’s GoogLeNet rounds up in its pools, and its AlexNet rounds down. The wrong choice gives maps of another size.',
  },
];
