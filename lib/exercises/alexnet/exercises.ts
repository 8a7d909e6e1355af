import { networkBudget } from '../counting/networkBudget';
import { fields, implementation, number } from '../engine/checks';
import type { Exercise } from '../engine/types';
import { normalizedBy, RESPONSES } from './responses';

type DropArguments = readonly [values: readonly number[], kept: readonly boolean[], rate: number];

const DROPS: readonly DropArguments[] = [
  [[1, 2, 3, 4], [true, false, true, false], 0.5],
  [[8, -4], [true, true], 0.5],
  [[3, 6, 9], [false, true, true], 0.25],
  [[5, 7], [false, false], 0.9],
];

/** Keeps or drops, and scales what is kept. */
function dropped(scale: (rate: number) => number): (...args: DropArguments) => number[] {
  return (values, kept, rate) => values.map((value, i) => (kept[i] ? value * scale(rate) : 0));
}

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'alexnet.1',
    kind: 'calculation',
    title: 'a larger picture',
    prompt:
      'AlexNet reads pictures of 227×227 pixels, and its first fully connected layer then reads 6·6·256 = 9,216 numbers. How many numbers does it read when the picture has 259×259 pixels?',
    hints: [
      'Follow the side through the table: conv1 (kernel 11, stride 4), pool1, pool2 and pool5 (each kernel 3, stride 2). The other convolutions keep it.',
      'conv1 gives (259 − 11) / 4 + 1 = 63, and pool1 gives (63 − 3) / 2 + 1 = 31.',
      'pool2 gives 15 and pool5 gives 7. Each of the 7·7 places has 256 channels.',
    ],
    check: number(12_544, {
      slips: [
        { answer: 9_216, says: 'This is the number for 227 pixels.' },
        { answer: 49, says: 'These are the places. Each has 256 channels.' },
        { answer: 57_600, says: 'This is what pool5 reads, 15·15·256. It makes 7×7 of the 15×15 places.' },
        { answer: 16_384, says: 'You have 8×8 places. A pool of 3 with stride 2 rounds down: 15 becomes 7.' },
        { answer: 6_272, says: 'This is one of the two towers, with 128 channels. The layer reads both.' },
        { answer: 18_816, says: 'You took 384 channels. The fifth convolution has 256.' },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'alexnet.2',
    kind: 'calculation',
    title: 'the second convolution on two towers',
    prompt:
      'AlexNet’s second convolution has 256 filters of 5×5 on 96 channels, with biases, in two groups. Give { params, together }: its parameters, and what it would have without groups.',
    hints: [
      'With two groups, a filter reads half of the channels.',
      'A filter has 5·5·48 weights and one bias, and there are 256 filters in all.',
      'params = 5·5·48·256 + 256; together = 5·5·96·256 + 256.',
    ],
    check: fields({
      params: number(307_456, {
        question: { quantity: 'params', kernelSize: 5, inChannels: 96, filters: 256, groups: 2, useBias: true },
        slips: [
          { answer: 614_656, says: 'Each filter reads 48 channels, those of its own tower.' },
          { answer: 153_728, says: 'This is one tower. There are two, with 128 filters each.' },
          { answer: 307_712, says: 'You counted the biases twice: 256 in all.' },
        ],
      }),
      together: number(614_656, {
        question: { quantity: 'params', kernelSize: 5, inChannels: 96, filters: 256, useBias: true },
        slips: [{ answer: 307_456, says: 'Without groups each filter reads all 96 channels.' }],
      }),
    }),
    leadsTo: '',
  },
  {
    id: 'alexnet.3',
    kind: 'calculation',
    title: 'one layer of sigmoids after another',
    prompt:
      'The slope of the sigmoid is 1/4 at 0 and smaller everywhere else. Seven of them lie between the loss and the first convolution of our AlexNet. By which factor do they multiply the gradient at best? The weights are left out.',
    hints: [
      'Going back through one sigmoid multiplies the gradient by its slope.',
      'Going back through two of them multiplies it by 1/4 · 1/4.',
      'It is 1/4 to the power of 7.',
    ],
    check: number(0.25 ** 7, {
      tolerance: 1e-3,
      slips: [
        { answer: 0.25, says: 'This is one sigmoid. There are seven, one behind the other.' },
        { answer: 4 ** 7, says: 'This says how many times smaller the gradient becomes. The factor is 1 over it.' },
        { answer: 0.25 ** 8, says: 'The last layer has no sigmoid: seven lie between.' },
        { answer: 0.5 ** 7, says: 'You took the value of the sigmoid at 0. The slope there is 1/4.' },
        { answer: 7 / 4, says: 'You added the slopes. One behind the other, they multiply.' },
        { answer: 0.25 / 7, says: 'You divided by 7. One behind the other, the slopes multiply.' },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'alexnet.4',
    kind: 'implementation',
    title: 'local response normalization',
    prompt:
      'Write normalize(a) for the channels of one pixel. Each number is divided by (2 + 0.0001 · S) to the power of 0.75, where S is the sum of the squares of the number itself, the two channels before it and the two after it, as far as there are any.',
    hints: [
      'For each channel i, go through the channels from i − 2 to i + 2, and leave out those that are not there.',
      'a.slice(Math.max(0, i - 2), i + 3) gives these channels; its end is not included.',
      'const squares = near.reduce((sum, value) => sum + value * value, 0); then a[i] / (2 + 1e-4 * squares) ** 0.75.',
    ],
    check: implementation<readonly [a: readonly number[]]>({
      name: 'normalize',
      cases: RESPONSES,
      reference: normalizedBy({}),
      slips: [
        { says: 'You left the channel itself out of the sum.', answer: normalizedBy({ itself: false }) },
        {
          says: 'The channel i + 2 is missing: the end of slice is not included.',
          answer: normalizedBy({ right: 1 }),
        },
        { says: 'You took the channels before it only.', answer: normalizedBy({ right: 0 }) },
        { says: 'You took the channels after it only.', answer: normalizedBy({ left: 0 }) },
        {
          says: 'You took five channels on each side. Five is the whole window.',
          answer: normalizedBy({ left: 5, right: 5 }),
        },
        {
          says: 'You divided 0.0001 by 5, as PyTorch does. The formula here does not.',
          answer: normalizedBy({ alpha: 2e-5 }),
        },
        { says: 'You forgot the power of 0.75.', answer: normalizedBy({ beta: 1 }) },
        { says: 'You forgot the 2 that is added.', answer: normalizedBy({ k: 0 }) },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'alexnet.5',
    kind: 'implementation',
    title: 'dropout',
    prompt:
      'Write drop(values, kept, rate): values that are not kept become 0, and the others are scaled so that the mean over many draws stays what it was. kept[i] says whether value i is kept; rate is the probability that a value is dropped.',
    hints: [
      'A value is kept with the probability 1 − rate. By what must it be multiplied, so that it counts fully in the mean?',
      'With a rate of 0.5, half of the values remain, and each must count twice.',
      'values.map((value, i) => (kept[i] ? value / (1 - rate) : 0))',
    ],
    check: implementation<DropArguments>({
      name: 'drop',
      cases: DROPS,
      reference: dropped(rate => 1 / (1 - rate)),
      slips: [
        { says: 'You did not scale what is kept.', answer: dropped(() => 1) },
        {
          says: 'You multiplied by the share that is kept. That is what the paper does in use; in training one divides.',
          answer: dropped(rate => 1 - rate),
        },
        {
          says: 'You divided by the rate. Divide by the share that is kept, 1 − rate.',
          answer: dropped(rate => 1 / rate),
        },
        {
          says: 'You dropped what should be kept.',
          answer: (values, kept, rate) => values.map((value, i) => (kept[i] ? 0 : value / (1 - rate))),
        },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'alexnet.6',
    kind: 'calculation',
    title: 'how many versions of a picture',
    prompt:
      'The pictures are 256×256 pixels, and the network reads 224×224 of them, at any place, mirrored or not. How many different versions of one picture are there?',
    hints: [
      'A window of 224 in a row of 256 can start at pixel 0, 1, 2, and so on. At how many places?',
      'It has 256 − 224 + 1 places in each direction.',
      'There are 33·33 places, and each picture is there twice: as it is, and mirrored.',
    ],
    check: number(2178, {
      slips: [
        {
          answer: 2048,
          says: 'This is what the paper says, with 32 places. But a window of 224 in 256 pixels has 256 − 224 + 1 places.',
        },
        { answer: 1089, says: 'You forgot the mirrored ones.' },
        {
          answer: 1024,
          says: 'A window of 224 in 256 pixels has 256 − 224 + 1 places. And you forgot the mirrored ones.',
        },
        { answer: 66, says: 'You counted one direction only. The window moves down as well.' },
        { answer: 4356, says: 'You mirrored twice. Left to right is one mirror.' },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'alexnet.7',
    kind: 'design',
    title: 'AlexNet without its fully connected layers',
    prompt:
      'Change the small AlexNet: keep its five convolutions, and put a global average pooling and one dense layer with 10 units in place of fc6, fc7 and fc8. At most 75,000 parameters and 10,000,000 MACs on 32×32×3, a receptive field of at least 43 pixels, and an output of 10 numbers.',
    hints: [
      'Start with new spec.Graph and add the five convolutions of the small network, each with its ReLU and its pool, if it has one.',
      'g.globalAveragePooling2d(x) makes one number of each channel. Then only a dense layer is missing.',
      "g.build(g.dense(g.globalAveragePooling2d(x), { units: 10 }, 'fc'))",
    ],
    check: networkBudget({
      inputShape: [32, 32, 3],
      ...{ outputShape: [10], params: 75_000, macs: 10_000_000, receptiveField: 43 },
    }),
    leadsTo: '',
  },
];
