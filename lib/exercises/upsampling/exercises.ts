import { choice, fields, implementation, number, oneOf } from '../engine/checks';
import type { Exercise } from '../engine/types';
import { enlargesPhotographs } from './enlarge';
import { evenLayer } from './evenLayer';
import {
  covered,
  cutAtStart,
  drawPainted,
  lengthOfPainted,
  type Painted,
  padded,
  painted,
  ROWS,
  turned,
  uncut,
  unstrided,
} from './painting';

/** What is said of each name given to one of the three matrices; the right one without words. */
const matrixNamed = (says: Readonly<Record<'nearest' | 'bilinear' | 'three', string>>) =>
  oneOf(
    (['nearest', 'bilinear', 'three'] as const).map(answer => ({
      ...{ answer, text: answer, says: says[answer] },
      ...(says[answer] === '' && { right: true }),
    })),
  );

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'upsampling.1',
    kind: 'calculation',
    title: 'one new pixel, three ways',
    prompt:
      'The row 0, 8, 4, 12 is made twice as long. What does its new pixel 3 hold (the fourth, counted from 0): with nearest (nearest), with bilinear when the edges stay in place (edges), and with bilinear when the corners stay in place (corners)? Give { nearest, edges, corners }.',
    hints: [
      'Where does new pixel 3 lie on the old row? Nearest: ⌊3/2⌋. Edges: (3 + ½)/2 − ½. Corners: 3 · (4 − 1)/(8 − 1).',
      'Edges: place 1.25, a quarter of the way from pixel 1, which holds 8, to pixel 2, which holds 4.',
      'Corners: place 9/7, which is 2/7 of the way from pixel 1 to pixel 2.',
    ],
    check: fields({
      nearest: number(8, {
        slips: [{ answer: 4, says: '3/2 is rounded down: old pixel 1.' }],
      }),
      edges: number(7, {
        tolerance: 1e-3,
        slips: [
          { answer: 6, says: 'You took place 3/2. The middle of pixel n lies at n + ½: (3 + ½)/2 − ½ = 1.25.' },
          { answer: 5, says: 'A quarter of the way means three quarters of pixel 1 and one of pixel 2.' },
          { answer: 48 / 7, says: 'This is with the corners in place.' },
        ],
      }),
      corners: number(48 / 7, {
        tolerance: 1e-3,
        slips: [
          { answer: 7, says: 'This is with the edges in place.' },
          { answer: 6, says: 'You took place 3 · 4/8. With corners in place 7 steps span 3 pixels: 3 · 3/7.' },
          { answer: 8 - (4 * 5) / 7, says: '9/7 is 2/7 beyond pixel 1, so pixel 1 has 5/7.' },
        ],
      }),
    }),
    leadsTo:
      'Networks differ in this convention, and a network that was trained with one of them loses when it is run with the other.',
  },
  {
    id: 'upsampling.2',
    kind: 'implementation',
    title: 'paint a row',
    prompt:
      'Write paint(row, kernel, stride, padding), a transposed convolution along one axis: number n of the row adds itself times the kernel to the output, from place n · stride on. In the end cut padding numbers off each end.',
    hints: [
      'Begin with an array of zeros that is (row.length − 1) · stride + kernel.length long.',
      'Two loops: for each n of the row, and each u of the kernel, add row[n] * kernel[u] at n * stride + u.',
      'result.slice(padding, result.length - padding) cuts both ends off.',
    ],
    check: implementation<Painted>({
      name: 'paint',
      cases: ROWS,
      random: { count: 15, draw: drawPainted },
      properties: [lengthOfPainted],
      reference: painted,
      slips: [
        { says: 'What is painted later covers what was there. Add to it.', answer: covered },
        { says: 'You turned the kernel. An input value paints it as it is.', answer: turned },
        { says: 'You cut nothing off.', answer: uncut },
        { says: 'You cut off the start only.', answer: cutAtStart },
        {
          says: 'You added zeros, as the padding of a convolution does. Here padding cuts off.',
          answer: padded,
        },
        { says: 'You painted each number one place further, whatever the stride.', answer: unstrided },
      ],
    }),
    anotherWay: `function paint(row: number[], kernel: number[], stride: number, padding: number): number[] {
  // each output collects: which inputs reach it, and with which weight?
  const length = (row.length - 1) * stride + kernel.length - 2 * padding;
  return Array.from({ length }, (_, place) =>
    row.reduce((sum, value, n) =>
      sum + value * (kernel[place + padding - n * stride] ?? 0), 0));
}`,
    leadsTo: 'With rows and columns, and a sum over channels, this is the layer that makes maps larger in FCN.',
  },
  {
    id: 'upsampling.3',
    kind: 'prediction',
    title: 'there and back',
    prompt:
      'A convolution averages windows of 4 × 4 with stride 2. What comes out when its output goes through the transposed convolution with the same kernel, stride and padding?',
    ...choice([
      {
        answer: 'a',
        text: 'the photograph, as it was',
        says: 'Four pixels became one: three of four numbers are gone, and no matrix brings them back. Transposing is not inverting.',
      },
      {
        answer: 'b',
        text: 'the photograph, blurred, with the same brightness',
        says: 'The size and the blur are right. But each output value is painted with weights 1/16. How many of them arrive at a pixel?',
      },
      {
        answer: 'c',
        text: 'a blurred photograph with a quarter of the brightness',
        says: 'Each inner pixel gets four painted values, 1/16 of each: a quarter in sum.',
        right: true,
      },
      {
        answer: 'd',
        text: 'a picture of another size',
        says: 'The transposed matrix has the rows and columns of the other one exchanged: it reads what that one made and gives back its input’s size.',
      },
    ]),
    hints: [
      'Think of a white photograph: each average is 1.',
      'Stride 2 and kernel 4: along an axis two kernels reach each inner pixel. So four do, with a weight of 1/16 each.',
    ],
    leadsTo: 'So the name deconvolution, which many papers use, promises too much.',
  },
  {
    id: 'upsampling.4',
    kind: 'calculation',
    title: 'the sizes that become one',
    prompt:
      'A convolution with kernel 5, stride 3 and padding 1 gives 10 outputs along an axis. What are the smallest and the largest input for which it does (least, most), and which output padding brings its transposed convolution from 10 back to the largest (outputPadding)? Give { least, most, outputPadding }.',
    hints: [
      '⌊(i + 2 − 5)/3⌋ + 1 = 10: for which i?',
      'There are as many such sizes as the stride is long.',
      'Without output padding the transposed convolution gives the smallest: (10 − 1) · 3 − 2 + 5.',
    ],
    check: fields({
      least: number(30, {
        slips: [
          { answer: 28, says: 'A padding of 1 adds 2 pixels in all: i + 2 − 5 = 27.' },
          { answer: 32, says: 'This is the largest, or the smallest without padding: i + 2 − 5 is to reach 27.' },
          { answer: 34, says: 'You took the padding the wrong way: it is added to i, so that i + 2 − 5 is to reach 27.' },
          { answer: 27, says: 'i + 2 − 5 = 27. Solve it for i.' },
          { answer: 33, says: 'i + 2 − 5 is 27 or a little more, for ⌊27/3⌋ + 1 = 10.' },
        ],
      }),
      most: number(32, {
        slips: [
          { answer: 30, says: 'This is the smallest. Up to two more pixels do not make another window fit.' },
          { answer: 33, says: 'With 33 one more window fits: ⌊30/3⌋ + 1 = 11.' },
        ],
      }),
      outputPadding: number(2, {
        slips: [
          { answer: 3, says: 'Output padding is smaller than the stride: there are three sizes, and 0 is the first.' },
          { answer: 1, says: 'That leads to the size in the middle, 31.' },
          { answer: 0, says: 'Without it the transposed convolution gives the smallest of the sizes.' },
        ],
      }),
    }),
    anotherWay:
      '[29, 30, 31, 32, 33].filter(i =>\n  arithmetic.outputSize(i, { size: 5, stride: 3, padding: [1, 1] }) === 10); // [30, 31, 32]',
    leadsTo:
      'FCN goes another way: it cuts the grown map to the size of its input. Notebook fcn-segmentation works out where.',
  },
  {
    id: 'upsampling.5',
    kind: 'prediction',
    title: 'the gradient of a trained layer',
    prompt:
      'The gradient of a 3 × 3 convolution with stride 2 goes back to its input. The kernel is that of a trained network. Sort the input’s pixels by even or odd row and even or odd column: four kinds. How does the mean squared gradient differ?',
    ...choice([
      {
        answer: 'a',
        text: 'it is alike for all four: the network is trained, and training evens it out',
        says: 'Training asks for a small loss, and nobody asks for even gradients.',
      },
      {
        answer: 'b',
        text: 'one kind gets least and one several times as much, with two between them',
        says: 'Along an axis one kernel or two reach a pixel, which makes 1, 2, 2 and 4 weights.',
        right: true,
      },
      {
        answer: 'c',
        text: 'the kind that one weight reaches gets most: the middle weight is the largest',
        says: 'The middle weight would have to be larger than four corners together.',
      },
      {
        answer: 'd',
        text: 'rows differ, columns do not',
        says: 'The stride is 2 along both axes.',
      },
    ]),
    hints: [
      'The gradient of the input is the transposed convolution of the gradient of the output.',
      'So count, as in the figure above: how many weights reach each kind of pixel?',
    ],
    leadsTo: 'Pictures that are made by climbing such gradients can show the pattern, too.',
  },
  {
    id: 'upsampling.6',
    kind: 'interpretation',
    title: 'three matrices',
    prompt:
      'Three matrices make a row of 8 pixels from a row of 4: nearest, bilinear, and a transposed convolution with kernel 3, stride 2 and the weights ½, 1, ½. Which is which? Give for each letter nearest, bilinear or three.',
    hints: [
      'A row of the matrix says what one new pixel is made of. How many old pixels does each method mix?',
      'Nearest has a single 1 in each row. Bilinear has two shares in each row, but at the ends, and none of them is ½.',
    ],
    check: fields({
      A: matrixNamed({
        nearest: 'In A most rows have two entries: nearest takes one pixel.',
        bilinear: '',
        three: 'In A there are shares of ¼ and ¾, and the kernel has ½ and 1.',
      }),
      B: matrixNamed({
        nearest: 'In B every second row has two entries: nearest takes one pixel.',
        bilinear:
          'In B every second row has a single entry, which lies on an old pixel: bilinear with the edges in place has none inside.',
        three: '',
      }),
      C: matrixNamed({
        nearest: '',
        bilinear: 'In C each row has a single 1: nothing is mixed.',
        three: 'In C each row has a single 1, and the kernel has three weights.',
      }),
    }),
    leadsTo:
      'Away from the border all three are transposed convolutions with stride 2, which differ in nothing but their kernels.',
  },
  {
    id: 'upsampling.7',
    kind: 'design',
    title: 'three times as large, evenly',
    prompt:
      'Choose { kernelSize, strides, padding, outputPadding } of a transposed convolution with stride 3 that makes 15 × 15 to 45 × 45. Inside, every output reads equally many input values, at least 2 × 2, and the kernel has at most 100 weights.',
    hints: [
      'Three times as large: which stride? And which kernels are divisible by it?',
      'With k = s nothing overlaps, so that each output reads one value. Take 6 or 9.',
      '(15 − 1) · 3 − 2p + 6 + output padding = 45.',
    ],
    check: evenLayer,
    anotherWay:
      '// wider: each output reads 3 × 3 values\n({ kernelSize: 9, strides: 3, padding: 3, outputPadding: 0 });',
    leadsTo: 'An odd stride with an even kernel leaves one pixel over: this is what output padding, or a crop, is for.',
  },
  {
    id: 'upsampling.8',
    kind: 'training',
    title: 'better than bilinear',
    prompt:
      'Choose { kernelSize, start, rate }: a kernel of 4, 6 or 8, a start that is bilinear or random, and a rate of Adam. One transposed convolution learns for 150 steps on four photographs to make them twice as large. On the fifth its squared error is to be at least 20 % below that of bilinear resizing, as a mean over two seeds.',
    hints: [
      'A kernel of 4 has been tried above. How far did it get?',
      'A larger kernel reads more pixels, and can sharpen. With which start has it a chance in 150 steps?',
      "kernelSize 6, start 'bilinear' and a small rate, such as 0.01.",
    ],
    check: enlargesPhotographs(),
    anotherWay: "({ kernelSize: 8, start: 'bilinear', rate: 0.003 });",
    leadsTo:
      'FCN starts the enlargements between its maps like this. Notebook fcn-segmentation asks what they have learned when they are done.',
  },
];
