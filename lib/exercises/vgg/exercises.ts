import { networkBudget } from '../counting/networkBudget';
import { choice, fields, implementation, number, oneOf } from '../engine/checks';
import { flip, type Matrix } from '../engine/matrix';
import type { Exercise, PlainCheck } from '../engine/types';
import { composed, drawKernels, KERNELS, overwritten, seesAsFar, turned } from './compose';
import { nineteenLayersLearn } from './recipe';

/** What each row of the figure has, for who names another layer. */
const ROWS = {
  A: { layer: 'conv4_2', look: 'Row A has curves, spots and crossings, larger than stripes and not yet whole things.' },
  B: { layer: 'conv1_2', look: 'Row B has even colours, and stripes of one or two pixels.' },
  C: { layer: 'fc2', look: 'Row C has one large shape in each picture, with antlers, wheels or legs.' },
  D: { layer: 'conv2_2', look: 'Row D has stripes of one direction each, all over the picture.' },
} as const;

function layerOf(row: keyof typeof ROWS): PlainCheck {
  return oneOf(
    Object.values(ROWS).map(({ layer }) =>
      layer === ROWS[row].layer
        ? { answer: layer, text: layer, says: ROWS[row].look, right: true }
        : { answer: layer, text: layer, says: `Look again. ${ROWS[row].look}` },
    ),
  );
}

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'vgg.1',
    kind: 'calculation',
    title: 'AlexNet’s first kernel as a stack',
    prompt:
      'How many 3×3 layers with stride 1 see as far as one kernel of 11×11, and how many percent of its weights does the stack save, with c channels everywhere and no biases? Give { layers, saved }.',
    hints: [
      'n layers see 2n + 1 pixels.',
      'A layer of 3×3 has 9 · c · c weights, a kernel of 11×11 has 121 · c · c.',
      'Five layers have 45 of 121 parts. How many percent less is that?',
    ],
    check: fields({
      layers: number(5, {
        slips: [
          { answer: 4, says: 'Four layers see 9 pixels.' },
          { answer: 6, says: 'Six layers see 13 pixels.' },
          { answer: 11 / 3, says: 'Fields do not add up by their sides: each layer adds 2 pixels to the one before.' },
        ],
      }),
      saved: number(100 * (1 - 45 / 121), {
        tolerance: 0.005,
        slips: [
          { answer: (100 * 45) / 121, says: 'This is what the stack still has. How much is saved?' },
          { answer: 1 - 45 / 121, says: 'This is the share. In percent it is a hundred times as much.' },
          {
            answer: 100 * (121 / 45 - 1),
            says: 'This is how much more the large kernel has. Take its weights as 100 %.',
          },
          { answer: 100 * (1 - 9 / 121), says: 'You counted one layer of the stack. It has five.' },
        ],
      }),
    }),
    leadsTo:
      'VGG has no stack of five without a pool in between: its fields grow faster through the pools than through more layers.',
  },
  {
    id: 'vgg.2',
    kind: 'implementation',
    title: 'one kernel for two',
    prompt:
      'Two convolutions in a row with nothing in between are one convolution. Write compose(a, b), which gives the kernel that does what a and then b do. Both are square matrices, of any size; the result has a.length + b.length − 1 rows. As everywhere in the course, a convolution does not turn its kernel.',
    hints: [
      'Make a square of zeros with side a.length + b.length − 1.',
      'Row u and column v of a, and row u2 and column v2 of b, meet at row u + u2 and column v + v2 of the result.',
      'Four loops, over u, v, u2 and v2, and in the middle: kernel[u + u2][v + v2] += a[u][v] * b[u2][v2].',
    ],
    check: implementation<readonly [a: Matrix, b: Matrix]>({
      name: 'compose',
      cases: KERNELS,
      random: { count: 6, draw: drawKernels },
      properties: [seesAsFar],
      reference: composed,
      slips: [
        {
          says: 'You write over what is already there. Several pairs of weights meet at one place: add them.',
          answer: overwritten,
        },
        { says: 'You turned one of the kernels by 180°. Places add up as they are.', answer: turned },
        { says: 'You turned both of the kernels by 180°.', answer: (a, b) => composed(flip(a), flip(b)) },
      ],
    }),
    anotherWay:
      'const pad = b.length - 1;\nconst size = a.length + 2 * pad;\nconst padded = Array.from({ length: size }, (_, m) =>\n  Array.from({ length: size }, (_, n) => a[m - pad]?.[n - pad] ?? 0));\nconst turned = [...b].reverse().map(row => [...row].reverse());\nops.correlate2d(padded, turned);',
    leadsTo:
      'The kernel of a deep stack without activations is one large kernel. Notebook padding-stride drew the fields of such stacks.',
  },
  {
    id: 'vgg.3',
    kind: 'prediction',
    title: 'five against three, trained',
    prompt:
      'Four small networks that see equally far are trained for 8 epochs on 4,000 pictures, each at its best rate. Which has the highest accuracy on the test pictures, as a mean of ten seeds?',
    ...choice([
      {
        answer: 'a',
        text: 'one 5 × 5 with 24 filters',
        says: 'It has a quarter more weights than the stack of 24 filters, and one layer less to go through. Another one is ahead all the same.',
      },
      {
        answer: 'b',
        text: 'two 3 × 3 with 24 filters',
        says: 'So one would expect from the paper. After so short a training it is not ahead. Which of the others is easiest to train?',
      },
      {
        answer: 'c',
        text: 'two 3 × 3 with 28 filters',
        says: 'It has as many weights and MACs as one 5 × 5. After so short a training it is not ahead. Which of the others is easiest to train?',
      },
      {
        answer: 'd',
        text: 'two 3 × 3 with 24 filters and no ReLU between',
        says: 'It can do least of the four, and yet it is ahead after these 8 epochs.',
        right: true,
      },
    ]),
    hints: [
      'Eight epochs of 4,000 pictures are a short training. What counts then: what a network can do at best, or how fast it learns?',
      'Three of the four have a ReLU behind each layer. The surprise is the fourth.',
    ],
    leadsTo:
      'A network that could do more does not learn more by itself: notebook resnet has the strongest case of this.',
  },
  {
    id: 'vgg.4',
    kind: 'interpretation',
    title: 'what the six errors say',
    prompt:
      'The errors of A, A-LRN, B, C, D and E are 29.6, 29.7, 28.7, 28.1, 27.0 and 27.3 %. B has 13 layers, C and D have 16, E has 19. C is B with three layers of 1×1, in D these are 3×3. Which sentence does that support, as far as single runs can?',
    ...choice([
      {
        answer: 'a',
        text: 'every layer that is added lowers the error',
        says: 'Compare D with E, which has three layers more.',
      },
      {
        answer: 'b',
        text: 'only the number of layers counts, not what they see',
        says: 'C and D have equally many layers. Are their errors equal?',
      },
      {
        answer: 'c',
        text: 'layers help, and a third layer that sees neighbours helps more than one of 1 × 1',
        says: 'From B to C three layers without neighbours are added, from C to D they get neighbours, and the error falls both times. The paper concludes the same in its section 4.1.',
        right: true,
      },
      {
        answer: 'd',
        text: 'local response normalization helps a deep network',
        says: 'A-LRN is not below A. The paper leaves the normalization out of all deeper networks.',
      },
    ]),
    hints: [
      'Compare rows that differ in one thing: A with A-LRN, B with C, C with D, D with E.',
      'C is better than B, D is better than C, and E is not better than D.',
    ],
    leadsTo: 'A layer of 1×1 that is no help here becomes the main idea of notebook googlenet, for another reason.',
  },
  {
    id: 'vgg.5',
    kind: 'prediction',
    title: 'a pool, and twice the channels',
    prompt:
      'In VGG-16, the last convolution of stage 2 reads and makes 128 channels at 112×112 places; the last one of stage 3 reads and makes 256 channels at 56×56. How many MACs does it take, compared with that of stage 2?',
    ...choice([
      {
        answer: 'a',
        text: 'half',
        says: 'The places fall to a quarter. By what do the weights grow when a layer reads twice as many channels and makes twice as many?',
      },
      {
        answer: 'b',
        text: 'as many',
        says: 'A quarter of the places, and twice the channels on both sides, which is four times the weights.',
        right: true,
      },
      {
        answer: 'c',
        text: 'twice as many',
        says: 'Half of the side is a quarter of the places.',
      },
      {
        answer: 'd',
        text: 'four times as many',
        says: 'The weights are four times as many. At how many places are they used?',
      },
    ]),
    hints: ['MACs = places · 9 · channels read · channels made.', 'The places: 56 · 56 against 112 · 112, a quarter.'],
    leadsTo: 'Halve the side, double the filters: ResNet follows the same rule, and says so.',
  },
  {
    id: 'vgg.6',
    kind: 'training',
    title: 'make nineteen layers learn',
    prompt:
      'Train models.slim_vgg(19, { batchNormalization }) on 300 pictures for 10 epochs so that 60 % of them are right in training, as a mean of two seeds. Give { initializer, batchNormalization, rate }; SGD with momentum 0.9 and a rate that falls along a cosine are fixed. The check trains it with your recipe, which takes up to a minute.',
    hints: [
      'Which of the lines in the figure of gradients is the most even?',
      'Without normalization, He’s start learns, but needs more than 10 epochs.',
      "With batchNormalization: true, try rates of 0.003 and 0.01 with initializer 'he'.",
    ],
    check: nineteenLayersLearn(),
    leadsTo:
      'Normalization made deep plain stacks learn. That still deeper ones get worse all the same is where notebook resnet begins.',
  },
  {
    id: 'vgg.7',
    kind: 'interpretation',
    title: 'which layer made which row',
    prompt:
      "Each row of the figure shows pictures that excite six channels of one layer of vgg_mini. Give { A, B, C, D }, each one of 'conv1_2', 'conv2_2', 'conv4_2' and 'fc2', the scores of the classes.",
    hints: [
      'A unit sees no more than its field: 5 pixels at conv1_2, 14 at conv2_2, more than the picture at conv4_2.',
      'Which row has patterns that repeat all over the picture, and which has one thing in each?',
    ],
    check: fields({ A: layerOf('A'), B: layerOf('B'), C: layerOf('C'), D: layerOf('D') }),
    leadsTo: 'The next figure looks for the same channels in real pictures.',
  },
  {
    id: 'vgg.8',
    kind: 'design',
    title: 'a VGG for a budget',
    prompt:
      'Write a network of 3×3 kernels or smaller for pictures of 32×32×3: at least ten convolutions one behind the other, an activation behind each, a receptive field of at least 100 pixels, an output of 10 numbers, at most 50,000 parameters and 3,000,000 MACs.',
    hints: [
      'Two convolutions and a pool, five times, see more than 100 pixels.',
      'A convolution at 32×32 with 16 channels in and out takes 2.4 million MACs alone. Begin with 8.',
      'A convolution with 64 channels in and out has 36,928 parameters. End with 32.',
    ],
    check: networkBudget({
      inputShape: [32, 32, 3],
      outputShape: [10],
      ...{
        params: 50_000,
        macs: 3_000_000,
        receptiveField: 100,
        convolutions: 10,
        largestKernel: 3,
        activations: true,
      },
    }),
    anotherWay:
      "// with an average, and no more than three pools, it needs more layers to see as far\ng.build(g.dense(g.globalAveragePooling2d(x), { units: 10 }, 'fc'));",
    leadsTo: 'In notebook densenet all families of the course meet at one budget.',
  },
];
