import type { Random } from '../../spec/random';
import { choice, fields, implementation, number } from '../engine/checks';
import type { Exercise } from '../engine/types';
import { networkBudget } from './networkBudget';
import { randomStack, receptiveField, STACKS, strideFirst, type Window, withSpan } from './windowStacks';

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

/** Memory for some images of a network, and now and then not even for its weights. */
function randomBudget(random: Random): readonly [number, number, number] {
  const params = 10_000 * (1 + random.integer(9000));
  const activations = 1000 * (1 + random.integer(9000));
  return [1e6 * (1 + random.integer(9000)), params, activations];
}

function wholeImages(result: unknown): string | undefined {
  if (typeof result !== 'number') return 'the answer is one number.';
  return Number.isInteger(result) && result >= 0 ? undefined : `a batch has 0, 1, 2, … images, not ${result}.`;
}

function atLeastOnePixel(result: unknown): string | undefined {
  if (typeof result !== 'number') return 'the answer is one number.';
  return Number.isInteger(result) && result >= 1
    ? undefined
    : `a unit sees a whole number of pixels, at least 1, not ${result}.`;
}

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
    leadsTo:
      'This one layer holds three quarters of VGG-16. Section 2 asks where the other networks keep their parameters, and notebook vgg what they do without such a layer.',
  },
  {
    id: 'counting.2',
    kind: 'prediction',
    title: 'where AlexNet keeps its parameters, and where it works',
    prompt:
      'AlexNet has five convolutions and then three fully connected layers. Which layer has the most parameters, and which takes the most MACs?',
    ...choice([
      {
        answer: 'a',
        text: 'conv1 has the most of both: its kernels are the largest, 11 × 11',
        says: 'Its kernels are large, but they read only 3 channels: 11 · 11 · 3 numbers for a unit. How many does a unit of conv2 read, and how many a unit of fc6?',
      },
      {
        answer: 'b',
        text: 'fc6, the first fully connected layer, has the most of both',
        says: 'Right about the parameters. But fc6 uses each of its 38 million weights once. How often does conv2 use each of its 614,400?',
      },
      {
        answer: 'c',
        text: 'fc6 has the most parameters, conv2 takes the most MACs',
        right: true,
        says: 'fc6 has a weight for each of 9,216 numbers and each of 4,096 units, and uses it once. conv2 has a sixtieth of its weights, and uses each at 27 × 27 places.',
      },
      {
        answer: 'd',
        text: 'conv4, in the middle, has the most parameters, fc6 takes the most MACs',
        says: 'Use the two functions of section 1: connected(6 * 6 * 256, 4096) against convolution(3, 384, 384, 13) and convolution(5, 96, 256, 27).',
      },
    ]),
    hints: [
      'A convolution has k · k · c · f weights and uses each o · o times. A fully connected layer uses each of its weights once.',
      'Print two entries of byHand: byHand.conv2 and byHand.fc6.',
    ],
    leadsTo: 'The cells below show it for every layer, and then for the other networks of the course.',
  },
  {
    id: 'counting.3',
    kind: 'implementation',
    title: 'how many pixels does a unit see?',
    prompt:
      'Write receptiveField(windows): the width of the field after a stack of layers, in pixels. Each window is [kernel, stride, dilation], in the order from the image on. With dilation d the weights of a kernel stand d apart.',
    hints: [
      'Keep two numbers, the size of the field and the length of a step, as in the table of AlexNet. Both start at 1.',
      'The outermost of k weights stand k − 1 gaps apart, and each gap is as long as the dilation.',
      'for (const [kernel, stride, dilation] of windows) { size += dilation * (kernel - 1) * step; step *= stride; }',
    ],
    check: implementation<readonly [readonly Window[]]>({
      name: 'receptiveField',
      cases: STACKS,
      random: { count: 20, draw: random => [randomStack(random)] },
      properties: [atLeastOnePixel],
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
    anotherWay: `// Backwards: the one unit at the end reads k units, and each of those reads further ones.
function receptiveField(windows: [number, number, number][]): number {
  let units = 1;
  for (const [kernel, stride, dilation] of [...windows].reverse()) {
    units = (units - 1) * stride + (kernel - 1) * dilation + 1;
  }
  return units;
}`,
    leadsTo: 'Notebook fcn-segmentation widens fields with dilation in place of pools, to keep the picture large.',
  },
  {
    id: 'counting.4',
    kind: 'interpretation',
    title: 'what does the curve of influence say?',
    prompt:
      'The chart shows how strongly each pixel of a middle row acts on the middle units of layer2.1 of ResNet-20, before and after training. By section 3 these units can see 29 pixels. Which sentence does the chart support?',
    ...choice([
      {
        answer: 'a',
        text: 'the units use all the pixels that they can see about equally, before training and after',
        says: 'Then each curve would be a flat table, 29 pixels wide. What do the curves do between the middle and the ends of the 29 pixels?',
      },
      {
        answer: 'b',
        text: 'the theory of section 3 is wrong: the units see fewer than 29 pixels',
        says: 'The theory says where the influence must be 0: outside. Inside it may be as small as it likes. Is either curve above 0 outside?',
      },
      {
        answer: 'c',
        text: 'training widens the part of the picture that the units look at',
        says: 'Go six pixels to the left of the middle, to column 10. Which curve is higher there?',
      },
      {
        answer: 'd',
        text: 'most of the influence comes from the middle of the 29 pixels, after training from fewer of them than before',
        right: true,
        says: 'The theoretical field is the limit, and both curves keep within it. Inside it they fall off from the middle, and that of the trained network sooner.',
      },
    ]),
    hints: [
      'The middle is column 16. The 29 pixels reach about 14 columns to either side.',
      'A part of a curve that is low, but not 0, is seen and hardly used.',
    ],
    leadsTo:
      'A network whose units look at a part only can miss what is large in a picture. Notebook fcn-segmentation meets this where each pixel needs to know its surroundings.',
  },
  {
    id: 'counting.5',
    kind: 'calculation',
    title: 'memory to train VGG-16',
    prompt:
      'VGG-16 has 138,357,544 parameters and, for one image of 224×224, 28,851,688 activations. How many bytes does one training step with 32 images take by the estimate of section 7, with SGD with momentum, which keeps one number for each weight? An estimate to 3 % is close enough.',
    hints: [
      'Three numbers for each parameter: the weight, its gradient, its momentum.',
      'Two numbers for each activation of each of the 32 images: the activation and its gradient.',
      '4 · (3 · 138,357,544 + 2 · 32 · 28,851,688)',
    ],
    check: number(4 * (3 * VGG16.params + 2 * VGG16.batch * VGG16.activations), {
      tolerance: 0.03,
      slips: [
        {
          answer: 3 * VGG16.params + 2 * VGG16.batch * VGG16.activations,
          says: 'This is how many numbers. Each takes 4 bytes.',
        },
        {
          answer: (4 * (3 * VGG16.params + 2 * VGG16.batch * VGG16.activations)) / 1e9,
          says: 'This is in GB. Give bytes.',
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
    leadsTo:
      'Ask this before you rent a machine: where it does not fit, a smaller batch or smaller pictures help, and a smaller last layer hardly does.',
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
      random: { count: 20, draw: randomBudget },
      properties: [wholeImages],
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
          says: 'You forgot the momentum: there are three numbers for each parameter.',
          answer: (bytes, params, activations) => Math.max(0, Math.floor((bytes / 4 - 2 * params) / (2 * activations))),
        },
        {
          says: 'That is Adam, with four numbers for each parameter. Momentum keeps one.',
          answer: (bytes, params, activations) => Math.max(0, Math.floor((bytes / 4 - 4 * params) / (2 * activations))),
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
    anotherWay: `function largestBatch(bytes: number, params: number, activations: number): number {
  const fixed = 4 * 3 * params;
  const perImage = 4 * 2 * activations;
  return bytes < fixed ? 0 : Math.floor((bytes - fixed) / perImage);
}`,
    leadsTo: 'Notebook learning shows what else the size of a batch changes: how noisy a step is.',
  },
  {
    id: 'counting.7',
    kind: 'design',
    title: 'a network for a budget',
    prompt:
      'Design a network for CIFAR-10: input [32, 32, 3], output [10], at most 100,000 parameters and 5,000,000 MACs, and a convolution whose units see at least 32 pixels in width and height. At least three convolutions stand one behind the other, each followed by an activation. A layer that the output does not depend on does not count.',
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
      convolutions: 3,
      activations: true,
    }),
    leadsTo: 'Every network of the course was planned like this. Notebook alexnet trains one of about this size.',
  },
];
