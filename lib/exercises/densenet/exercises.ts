import { choice, fields, implementation, number } from '../engine/checks';
import type { Exercise } from '../engine/types';
import {
  type Built,
  bottleneckAsOne,
  drawBuilt,
  NETWORKS,
  planOf,
  roundedAtTheEnd,
  sixNumbers,
  wholeChannels,
} from './channelPlans';
import { denseDesign } from './denseDesign';
import { narrowNetworkLearns } from './narrow';

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'densenet.1',
    kind: 'calculation',
    title: 'the channels of a block',
    prompt:
      'The third block of DenseNet-121 starts with 256 channels, has 24 layers and a growth rate of 32. How many channels does its last layer read (read), how many come out of the block (after), and how many are left when the layer behind the block, a transition, keeps half of them (left)? Give { read, after, left }.',
    hints: [
      'Layers are counted from 0. Layer j reads the input of the block and 32 channels of each of the j layers before it.',
      'The last of 24 layers has number 23. What comes out of the block is what it reads and the 32 channels that it adds.',
    ],
    check: fields({
      read: number(992, {
        slips: [
          { answer: 1024, says: 'This is with its own channels. A layer does not read what it makes.' },
          { answer: 736, says: 'These are the channels of the layers. The input of the block is read, too.' },
          { answer: 32, says: 'This is what it makes.' },
        ],
      }),
      after: number(1024, {
        slips: [
          { answer: 768, says: 'These are the new channels. The input of the block is kept, too.' },
          { answer: 992, says: 'This is what the last layer reads. It adds 32 more.' },
          { answer: 288, says: 'This is after one layer. There are 24.' },
        ],
      }),
      left: number(512, {
        slips: [
          { answer: 384, says: 'This is half of the new channels. The transition halves all of them.' },
          { answer: 496, says: 'This is half of what the last layer reads.' },
        ],
      }),
    }),
    anotherWay:
      "const { layers } = arithmetic.analyze(models.densenet121());\nlayers.find(({ name }) => name === 'features.transition3.norm')?.outputShape; // [14, 14, 1024]",
    leadsTo: 'Half of the channels of a block go into the next one: section 3 counts what that saves.',
  },
  {
    id: 'densenet.2',
    kind: 'implementation',
    title: 'channels from four numbers',
    prompt:
      'Write plan(growth, depth, reduction, bottleneck): an array of the six numbers of channels behind the first convolution, the first block, the first transition, the second block, the second transition and the third block. The first convolution makes 2 · growth channels, a transition keeps the floor of channels · reduction. Without bottlenecks depth = 3n + 4, with them depth = 6n + 4.',
    hints: [
      'First find n, the layers of a block. Each adds growth channels, with a bottleneck or without.',
      'Start with [2 * growth]. For each block push the last number plus n * growth; behind the first two also push Math.floor of that times reduction.',
    ],
    check: implementation<Built>({
      name: 'plan',
      cases: NETWORKS,
      random: { count: 5, draw: drawBuilt },
      properties: [sixNumbers, wholeChannels],
      reference: planOf({}),
      slips: [
        {
          says: 'Round down at each transition: what it cuts off is not there for the next block.',
          answer: roundedAtTheEnd,
        },
        { says: 'You rounded. A transition rounds down.', answer: planOf({ round: Math.round }) },
        { says: 'You rounded up. A transition rounds down.', answer: planOf({ round: Math.ceil }) },
        { says: 'With a bottleneck a layer counts as two: depth = 6n + 4.', answer: bottleneckAsOne },
        { says: 'The first convolution makes 2 · growth channels.', answer: planOf({ first: 1 }) },
        {
          says: 'You took 16 first channels, as the paper has it for its plain networks. Here there are 2 · growth.',
          answer: planOf({ stem: 16 }),
        },
        {
          says: 'You forgot that each layer adds growth channels: a block adds n of them.',
          answer: planOf({ layers: 1 }),
        },
        { says: 'You forgot the reduction.', answer: planOf({ reduce: false }) },
        {
          says: 'A layer with a bottleneck adds growth channels like any other, and not four times as many.',
          answer: (growth, depth, reduction, bottleneck) =>
            planOf({ added: bottleneck ? 4 : 1 })(growth, depth, reduction, bottleneck),
        },
      ],
    }),
    anotherWay:
      'const net = models.densenet_cifar({ growthRate: growth, depth, reduction, bottleneck });\narithmetic.analyze(net).layers\n  .filter(({ name }) => /^(conv1|trans\\d\\.(bn1|pool)|bn1)$/.test(name))\n  .map(({ outputShape }) => outputShape[2]);',
    leadsTo: 'The design of exercise 4 plans with these numbers.',
  },
  {
    id: 'densenet.3',
    kind: 'prediction',
    title: 'where a bottleneck pays',
    prompt:
      'A dense block starts with 2g channels, and each layer adds g. One 3×3 convolution on c channels has 9cg weights, a bottleneck to 4g channels has 4gc + 36g². From which layer on does the bottleneck have fewer?',
    ...choice([
      {
        answer: 'a',
        text: 'from the first one, number 0',
        says: 'It reads 2g channels: 18g² weights against 8g² + 36g². The bottleneck makes more channels than it reads.',
      },
      {
        answer: 'b',
        text: 'from number 6',
        says: '9cg = 4cg + 36g² at c = 7.2g. Layer 5 reads 7g and layer 6 reads 8g.',
        right: true,
      },
      {
        answer: 'c',
        text: 'from number 12',
        says: 'Layer 12 reads 14g: 126g² against 92g². It pays before.',
      },
      {
        answer: 'd',
        text: 'never, as it has two convolutions',
        says: 'The first of the two is 1×1, with a ninth of the weights for each pair of channels.',
      },
    ]),
    hints: ['Layer j reads (2 + j) · g channels.', 'Put c = (2 + j) · g into both formulas, and divide by g².'],
    leadsTo:
      'The same sum stood behind the reductions of notebook googlenet: few channels for the large kernel, and a 1×1 convolution that makes them few.',
  },
  {
    id: 'densenet.4',
    kind: 'design',
    title: 'a DenseNet within a budget',
    prompt:
      'Choose { growthRate, depth, reduction, bottleneck } for models.densenet_cifar: at most 100,000 parameters and 30,000,000 MACs on 32×32×3, a depth of at least 22, and at least 100 channels behind the last block.',
    hints: [
      'Start from the table: which of the four forms has the fewest parameters? Then make the growth rate smaller.',
      'With reduction 1 no channel is lost, so that a small growth rate still ends with many. Depths with bottleneck are 22, 28, 34, 40, …',
      'Growth rate 6, depth 34 or 40, reduction 1, with bottlenecks, is one of many.',
    ],
    check: denseDesign(),
    anotherWay:
      '// narrower, and without bottlenecks\n({ growthRate: 4, depth: 31, reduction: 1, bottleneck: false });',
    leadsTo: 'A small growth rate is enough, says the paper, since every layer adds to what all can read.',
  },
  {
    id: 'densenet.5',
    kind: 'prediction',
    title: 'the memory of a block twice as long',
    prompt:
      'A dense block starts with 24 channels and has a growth rate of 12. Its layers double from 12 to 24. By which factors do the numbers grow that a training step keeps: with the copies that each layer makes of all channels, and with recomputation, which keeps the new channels only? With copies the new channels are kept, too.',
    ...choice([
      {
        answer: 'a',
        text: 'both by 2',
        says: 'The new channels double. A copy is made of all channels before it, and later layers have more of them.',
      },
      {
        answer: 'b',
        text: 'by about 3.5 and by 2',
        says: 'With copies 144 + 2 · 1,080 = 2,304 channels become 288 + 2 · 3,888 = 8,064; the new ones alone go from 144 to 288.',
        right: true,
      },
      {
        answer: 'c',
        text: 'by about 3.5 both',
        says: 'Recomputation keeps g channels of each layer, and no copy.',
      },
      {
        answer: 'd',
        text: 'by 8 and by 4',
        says: 'Twice as many layers read at most about twice as many channels each.',
      },
    ]),
    hints: [
      'Take the two formulas above the code, with c₀ = 24 and g = 12.',
      'n(n − 1)/2 is 66 for 12 layers and 276 for 24.',
    ],
    leadsTo: 'Recomputation works for any network; where activations fill the memory, it is the first thing to try.',
  },
  {
    id: 'densenet.6',
    kind: 'prediction',
    title: 'the cut that costs most',
    prompt:
      'In a trained DenseNet the weights from one source to one layer of the second block are set to 0. For which cut does the loss on test pictures rise most?',
    ...choice([
      {
        answer: 'a',
        text: 'a late layer’s way to the layer right before it: the newest channels',
        says: 'The newest channels are a small part of what a late layer reads. Who else reads much of one source?',
      },
      {
        answer: 'b',
        text: 'all about the same, as the weights are',
        says: 'The weights are alike, the cuts are not: two sources with equal weights may carry very different things.',
      },
      {
        answer: 'c',
        text: 'the ways to the block’s input, number 0, above all from the first layers and the transition',
        says: 'The first layers have little else to read, and what the whole block is built on is in that input.',
        right: true,
      },
      {
        answer: 'd',
        text: 'none costs anything: what is missing is also in other channels',
        says: 'Of many cuts that is true. Is it true of the input of the block?',
      },
    ]),
    hints: [
      'How many sources has the first layer of a block, how many has the last?',
      'What a first layer gets wrong, all layers behind it read.',
    ],
    leadsTo: 'To ask what a part is worth, take it away: notebook resnet did so with whole blocks.',
  },
  {
    id: 'densenet.7',
    kind: 'interpretation',
    title: 'what weights show, and what cuts show',
    prompt:
      'The maps of block 2 show the mean |w| of each way before and after training, and the rise of the loss when it is cut. Which sentence do they support?',
    ...choice([
      {
        answer: 'a',
        text: 'Training teaches each layer which sources to read: their weights are then far from equal.',
        says: 'Look at the printed spread: after training the shares of the dense layers still lie within some percent of an even one.',
      },
      {
        answer: 'b',
        text: 'Even weights prove that all sources are used: before training they would be uneven.',
        says: 'Look at the map before training: it is as even. So evenness alone proves nothing about use.',
      },
      {
        answer: 'c',
        text: 'Sources with nearly equal weights differ much in what their loss costs, so mean |w| is a poor measure of use here.',
        says: 'In the row of the transition mean |w| gives roughly the order, but not the size: 14 % more weight, and twenty times the loss.',
        right: true,
      },
      {
        answer: 'd',
        text: 'The input of the block has the smallest weights, so it is redundant.',
        says: 'Its share is about even. And cutting it costs most, since it has four times as many channels as a layer adds.',
      },
    ]),
    hints: [
      'Compare the map of trained weights with the map before training: what does evenness tell?',
      'Then compare it with the map of the cuts, column 0 above all.',
    ],
    leadsTo: 'A measure of use needs a check in which use can fail. Later notebooks check heat maps in the same way.',
  },
  {
    id: 'densenet.8',
    kind: 'training',
    title: 'a narrow network that learns',
    prompt:
      'models.joined_layers({ join: "concatenate", filters: [g, g, g] }) is a dense network of three blocks with five layers each. Find a growth rate g with which it has at most 15,000 parameters, and a rate and epochs, 30 at most, with which it knows 80 % or more of 300 training pictures, as a mean of two seeds. No augmentation, batches of 32, SGD with momentum 0.9 and a rate that falls to 0. Give { growthRate, rate, epochs }. The check trains it, which takes up to a minute.',
    hints: [
      'Count first: arithmetic.analyze(models.joined_layers({ join: "concatenate", filters: [4, 4, 4] })).totals.params.',
      'The largest growth rate that fits is 4. Then look for the rate by factors of three, from 0.01 on.',
      'Take 30 epochs, and a rate near 0.1.',
    ],
    check: narrowNetworkLearns(),
    leadsTo: 'Four new channels a layer are enough to learn with, because no layer starts from nothing.',
  },
];
