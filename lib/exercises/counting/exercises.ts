import { fields, implementation, number } from '../engine/checks';
import type { Exercise } from '../engine/types';
import { networkBudget } from './networkBudget';
import { receptiveField, STACKS, strideFirst, type Window, withSpan } from './windowStacks';

/** AlexNet on one tower: what `analyze` counts, taken apart by hand in the test. */
const ALEXNET = { params: 62_378_344, dense: 58_631_144, macs: 1_135_256_096, denseMacs: 58_621_952 } as const;

/** VGG-16 on 224 × 224: parameters, and numbers in all layers' outputs. */
const VGG16 = { params: 138_357_544, activations: 28_851_688, batch: 32 } as const;

function largestBatch(bytes: number, params: number, activations: number): number {
  return Math.max(0, Math.floor((bytes / 4 - 3 * params) / (2 * activations)));
}

/** Bytes, parameters, activations of one image. */
const BUDGETS: readonly (readonly [number, number, number])[] = [
  [8e9, 138_357_544, 28_851_688],
  [1e9, 269_722, 672_842],
  [16e9, 25_557_032, 37_710_312],
  [2e9, 61_100_840, 1_257_960],
  [4e8, 61_100_840, 1_257_960],
];

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'counting.1',
    kind: 'calculation',
    title: 'the largest layer of VGG-16',
    prompt:
      'VGG-16’s first fully connected layer reads the 7×7×512 numbers of the last pool and has 4,096 units, each with a bias. Give { params, macs } for one image.',
    hints: [
      'Every unit has one weight for each number that it reads, and one bias.',
      'It reads 7·7·512 = 25,088 numbers.',
      'params = 25,088·4,096 + 4,096; macs = 25,088·4,096, because each weight is used once.',
    ],
    check: fields({
      params: number(102_764_544, {
        slips: [
          { answer: 102_760_448, says: 'You forgot the biases: one for each unit.' },
          { answer: 102_785_536, says: 'You counted a bias for each input. Each unit has one.' },
          { answer: 2_101_248, says: 'You forgot that the layer reads 7×7 places of the 512 channels.' },
          { answer: 25_089, says: 'This is one unit. There are 4,096.' },
        ],
      }),
      macs: number(102_760_448, {
        slips: [
          { answer: 102_764_544, says: 'You added the biases. They are additions, not multiplications.' },
          {
            answer: 102_760_448 * 49,
            says: 'You laid the weights down at each of the 7×7 places. A fully connected layer reads everything once.',
          },
          { answer: 205_520_896, says: 'You counted multiplications and additions apart. The pair is one MAC.' },
        ],
      }),
    }),
    leadsTo: '',
  },
  {
    id: 'counting.2',
    kind: 'calculation',
    title: 'where AlexNet keeps its parameters',
    prompt:
      'What share of the parameters of AlexNet (models.alexnet_paper) is in its fully connected layers? Answer in percent, to a tenth or better.',
    hints: [
      'The last three rows of the table are the fully connected layers. Add their parameters.',
      'Divide by the parameters of the whole network, and multiply by 100.',
      '100 · (37,752,832 + 16,781,312 + 4,097,000) / 62,378,344',
    ],
    check: number((100 * ALEXNET.dense) / ALEXNET.params, {
      tolerance: 1e-3,
      slips: [
        { answer: ALEXNET.dense / ALEXNET.params, says: 'This is right as a fraction. The task asks for percent.' },
        { answer: 100 - (100 * ALEXNET.dense) / ALEXNET.params, says: 'This is the share of the convolutions.' },
        { answer: (100 * ALEXNET.denseMacs) / ALEXNET.macs, says: 'This is the share of the MACs.' },
        { answer: 100 * (37_752_832 / ALEXNET.params), says: 'This is the first fully connected layer alone.' },
        { answer: ALEXNET.dense, says: 'This is how many there are. Divide by the parameters of the whole network.' },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'counting.3',
    kind: 'calculation',
    title: 'a receptive field by hand',
    prompt:
      'VGG starts with two 3×3 convolutions of stride 1, a 2×2 pool of stride 2, and a 3×3 convolution of stride 1. How many pixels wide is the receptive field of a unit of that last convolution?',
    hints: [
      'Start with 1 pixel. Each layer adds (kernel − 1) steps, and a step is as long as the product of all strides before the layer.',
      'The two convolutions add 2 and 2, the pool adds 1. That makes 6 pixels, and from here on a step is 2 pixels long.',
      '6 + (3 − 1) · 2',
    ],
    check: number(10, {
      slips: [
        {
          answer: 8,
          says: 'After the pool, neighbours lie 2 pixels apart: the last convolution adds 2 steps of 2 pixels.',
        },
        { answer: 6, says: 'This is the field after the pool. The last convolution widens it.' },
        { answer: 11, says: 'You took the pool’s own step as 2. The stride lengthens the steps of later layers only.' },
        { answer: 14, says: 'You added the kernels and doubled the last one. Each kernel adds its size minus 1.' },
        {
          answer: 12,
          says: 'You left the pool out, added the kernels and doubled the last one. Each kernel adds its size minus 1.',
        },
        { answer: 9, says: 'You left the pool out of the sum: its window of 2 adds 1 pixel.' },
        { answer: 7, says: 'You left the pool out: it adds 1 pixel, and doubles the steps after it.' },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'counting.4',
    kind: 'implementation',
    title: 'receptive fields with dilation',
    prompt:
      'Write receptiveField(windows): the width of the field after a stack of layers, in pixels. Each window is [kernel, stride, dilation], in the order from the image on. With dilation d the weights of a kernel stand d apart.',
    hints: [
      'Keep two numbers, the size of the field and the length of a step, as in the cell of AlexNet. Both start at 1.',
      'The outermost of k weights stand k − 1 gaps apart, and each gap is as long as the dilation.',
      'for (const [kernel, stride, dilation] of windows) { size += dilation * (kernel - 1) * step; step *= stride; }',
    ],
    check: implementation<readonly [readonly Window[]]>({
      name: 'receptiveField',
      cases: STACKS,
      reference: receptiveField,
      slips: [
        {
          says: 'You multiplied the step before you used it: a layer’s own stride counts for later layers only.',
          answer: strideFirst,
        },
        {
          says: 'You forgot the strides.',
          answer: windows => receptiveField(windows.map(([kernel, , dilation]) => [kernel, 1, dilation])),
        },
        { says: 'You forgot the dilation.', answer: windows => withSpan(windows, kernel => kernel) },
        {
          says: 'You multiplied the kernel with the dilation. There are kernel − 1 gaps, and each is as long as the dilation.',
          answer: windows => withSpan(windows, (kernel, dilation) => dilation * kernel),
        },
        {
          says: 'You added the kernels. Each adds its size minus 1.',
          answer: windows => withSpan(windows, (kernel, dilation) => dilation * kernel + 1),
        },
        {
          says: 'You started at 0. Without a layer, a unit sees 1 pixel.',
          answer: windows => receptiveField(windows) - 1,
        },
        {
          says: 'You gave the length of a step.',
          answer: windows => windows.reduce((product, [, stride]) => product * stride, 1),
        },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'counting.5',
    kind: 'calculation',
    title: 'memory to train VGG-16',
    prompt:
      'VGG-16 has 138,357,544 parameters and, for one image of 224×224, 28,851,688 activations. How many bytes does one training step with 32 images take by the estimate of section 7, with SGD with momentum, which keeps one number for each weight?',
    hints: [
      'Three numbers for each parameter: the weight, its gradient, its momentum.',
      'Two numbers for each activation of each of the 32 images: the activation and its gradient.',
      '4 · (3 · 138,357,544 + 2 · 32 · 28,851,688)',
    ],
    check: number(4 * (3 * VGG16.params + 2 * VGG16.batch * VGG16.activations), {
      slips: [
        {
          answer: 3 * VGG16.params + 2 * VGG16.batch * VGG16.activations,
          says: 'This is how many numbers. Each takes 4 bytes.',
        },
        { answer: 4 * (2 * VGG16.params + 2 * VGG16.batch * VGG16.activations), says: 'You forgot the momentum.' },
        {
          answer: 4 * (3 * VGG16.params + VGG16.batch * VGG16.activations),
          says: 'You forgot the gradients of the activations.',
        },
        { answer: 4 * (3 * VGG16.params + 2 * VGG16.activations), says: 'You counted one image. There are 32.' },
        {
          answer: 4 * VGG16.batch * (3 * VGG16.params + 2 * VGG16.activations),
          says: 'You counted the weights once for each image. All images share them.',
        },
        { answer: 4 * 2 * VGG16.batch * VGG16.activations, says: 'You forgot weights, gradients and momentum.' },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'counting.6',
    kind: 'implementation',
    title: 'the largest batch',
    prompt:
      'Write largestBatch(bytes, params, activations): the largest number of images for which a training step fits into so many bytes, by the same estimate. 0 where not even one fits.',
    hints: [
      'How many numbers of 4 bytes fit? Take away three for each parameter.',
      'Each image takes 2 · activations of what is left. Round down.',
      'Math.max(0, Math.floor((bytes / 4 - 3 * params) / (2 * activations)))',
    ],
    check: implementation<readonly [number, number, number]>({
      name: 'largestBatch',
      cases: BUDGETS,
      reference: largestBatch,
      slips: [
        {
          says: 'You did not round down.',
          answer: (bytes, params, activations) => Math.max(0, (bytes / 4 - 3 * params) / (2 * activations)),
        },
        {
          says: 'You rounded up: the last image does not fit.',
          answer: (bytes, params, activations) => Math.max(0, Math.ceil((bytes / 4 - 3 * params) / (2 * activations))),
        },
        {
          says: 'You forgot that a number takes 4 bytes.',
          answer: (bytes, params, activations) => Math.max(0, Math.floor((bytes - 3 * params) / (2 * activations))),
        },
        {
          says: 'You forgot the gradients of the activations.',
          answer: (bytes, params, activations) => Math.max(0, Math.floor((bytes / 4 - 3 * params) / activations)),
        },
        {
          says: 'You forgot the weights, their gradients and the momentum.',
          answer: (bytes, _params, activations) => Math.floor(bytes / 4 / (2 * activations)),
        },
        {
          says: 'A batch cannot have fewer than 0 images: give 0 where nothing fits.',
          answer: (bytes, params, activations) => Math.floor((bytes / 4 - 3 * params) / (2 * activations)),
        },
      ],
    }),
    leadsTo: '',
  },
  {
    id: 'counting.7',
    kind: 'design',
    title: 'a network for a budget',
    prompt:
      'Design a network for CIFAR-10: input [32, 32, 3], output [10], at most 100,000 parameters and 5,000,000 MACs, and a convolution whose units see at least 32 pixels in width and height.',
    hints: [
      'Strides make the field grow fast and the MACs shrink: after three strides of 2, a 3×3 kernel adds 16 pixels.',
      'Use few filters while the image is large, and more when it is small. g.globalAveragePooling2d before g.dense needs no parameters.',
      'Five 3×3 convolutions with padding 1, strides 1, 2, 2, 2, 1 and filters 16, 32, 32, 64, 64 are enough.',
    ],
    check: networkBudget({
      inputShape: [32, 32, 3],
      outputShape: [10],
      params: 100_000,
      macs: 5_000_000,
      receptiveField: 32,
    }),
    leadsTo: '',
  },
];
