import { choice, fields, implementation, number } from '../engine/checks';
import type { Exercise, PlainCheck } from '../engine/types';
import { learnsItsPictures } from './recipe';
import { drawResponses, nearerToZero, normalizedBy, RESPONSES, sameLength, squaresOf } from './responses';
import { slimNetwork } from './slimNetwork';

const MAPS: Readonly<Record<string, string>> = {
  A: 'Map A has upright lines, and changes from column to column.',
  B: 'Map B is below zero nearly everywhere. Which colour does the cat not have?',
  C: 'Map C has level lines, and changes from row to row.',
};

/** A check for one map: the number of its filter, and what the map shows for who took another. */
function filterOf(map: string, right: number): PlainCheck {
  const others = [7, 8, 15, 23].filter(filter => filter !== right);
  return number(right, { slips: others.map(answer => ({ answer, says: `Look again. ${MAPS[map]}` })) });
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
    anotherWay:
      "const report = arithmetic.analyze(models.alexnet_paper(), { inputShape: [259, 259, 3] });\nreport.layers.find(layer => layer.op === 'flatten')?.outputShape;",
    leadsTo:
      'A fully connected layer ties a network to one size. Notebook counting replaces it by an average over places, and so does exercise 8.',
  },
  {
    id: 'alexnet.2',
    kind: 'prediction',
    title: 'two towers made one',
    prompt:
      'The same table without towers, so that every filter reads all channels, has 1,413,120 parameters more. In which layers are they?',
    ...choice([
      {
        answer: 'a',
        text: 'in all five convolutions',
        says: 'conv1 reads the picture and conv3 reads both towers already. For them nothing changes.',
      },
      {
        answer: 'b',
        text: 'in conv2, conv4 and conv5',
        says: 'These three read one tower only. Without towers each of their filters has twice as many weights, and as many biases as before.',
        right: true,
      },
      { answer: 'c', text: 'in fc6, fc7 and fc8', says: 'The fully connected layers read both towers already.' },
      {
        answer: 'd',
        text: 'in conv2 to conv5',
        says: 'Look at conv3 in the table: one group. It reads both towers already.',
      },
    ]),
    hints: [
      'Look at the column groups of the table in section 2.',
      'Two groups: a filter reads half of the channels. One group: it reads all of them.',
    ],
    leadsTo: 'Groups save work in many later networks, up to one group for each channel.',
  },
  {
    id: 'alexnet.3',
    kind: 'prediction',
    title: 'a gradient that travels through sigmoids',
    prompt:
      'The small AlexNet, alexnet_mini, has eight layers with weights. Put a sigmoid behind each but the last, and start by Glorot’s rule. How large is the gradient of the loss with respect to the outputs of the first layer, compared with that of the last?',
    ...choice([
      {
        answer: 'a',
        text: 'about as large',
        says: 'Every sigmoid on the way multiplies it by its slope, which is 1/4 or less.',
      },
      {
        answer: 'b',
        text: 'about a hundredth',
        says: 'That is what ReLU and tanh come to in the figure. Seven slopes of at most 1/4 make much less of it.',
      },
      {
        answer: 'c',
        text: 'about 1/16,384, which is 1/4 to the power of 7',
        says: 'So it would be if the weights changed nothing. They are factors, too: here they make it smaller still.',
      },
      {
        answer: 'd',
        text: 'less than a millionth',
        says: 'Seven slopes of at most 1/4 make it 16,384 times smaller or more, and the weights of this start, and the pools, do the rest.',
        right: true,
      },
    ]),
    hints: [
      'On its way back the gradient meets seven sigmoids, and the weights of seven layers.',
      'Seven slopes of at most 1/4 multiply to at most 1/16,384. The weights of this start are small numbers.',
    ],
    leadsTo: 'Notebook resnet gives the gradient a way around the layers.',
  },
  {
    id: 'alexnet.4',
    kind: 'implementation',
    title: 'local response normalization',
    prompt:
      'Write normalize(a) for the channels of one pixel. Each number is divided by (2 + 0.0001 · S) to the power of 0.75, where S is the sum of the squares of the number itself, the two channels before it and the two after it, as far as there are any.',
    hints: [
      'For each channel q, go through the channels from q − 2 to q + 2, and leave out those that are not there.',
      'a.slice(Math.max(0, q - 2), q + 3) gives these channels; its end is not included.',
      'const squares = near.reduce((sum, value) => sum + value * value, 0); then a[q] / (2 + 1e-4 * squares) ** 0.75.',
    ],
    check: implementation<readonly [a: readonly number[]]>({
      name: 'normalize',
      cases: RESPONSES,
      random: { count: 5, draw: drawResponses },
      properties: [sameLength, nearerToZero],
      reference: normalizedBy({}),
      slips: [
        { says: 'You left the channel itself out of the sum.', answer: normalizedBy({ itself: false }) },
        {
          says: 'The channel q + 2 is missing: the end of slice is not included.',
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
        {
          says: 'A negative start of slice counts from the end. Start at 0 where q − 2 is below 0.',
          answer: a => a.map((value, q) => value / (2 + 1e-4 * squaresOf(a.slice(q - 2, q + 3))) ** 0.75),
        },
        {
          says: 'You changed a while its numbers were still needed. Write the results to an array of their own.',
          answer: a => {
            const changed = [...a];
            for (const [q, value] of a.entries()) {
              changed[q] = value / (2 + 1e-4 * squaresOf(changed.slice(Math.max(0, q - 2), q + 3))) ** 0.75;
            }
            return changed;
          },
        },
        { says: 'You forgot the power of 0.75.', answer: normalizedBy({ beta: 1 }) },
        { says: 'You forgot the 2 that is added.', answer: normalizedBy({ k: 0 }) },
      ],
    }),
    anotherWay:
      '// the library divides alpha by 5\nops.localResponseNormalization(ops.ndarray([a.length], a), { alpha: 5e-4 }).data;',
    leadsTo: 'Notebook resnet has batch normalization, which took the place of this layer.',
  },
  {
    id: 'alexnet.5',
    kind: 'prediction',
    title: 'which part costs accuracy',
    prompt:
      'A small AlexNet is trained for 16 epochs on 1,000 pictures. In turn one part is taken away. Without which one is the accuracy on the test pictures highest?',
    ...choice([
      {
        answer: 'a',
        text: 'local response normalization',
        says: 'Without it the accuracy is not higher here. Which part makes it harder to learn the training pictures?',
      },
      {
        answer: 'b',
        text: 'the overlap of the pools',
        says: 'This changes little. Which part makes it harder to learn the training pictures?',
      },
      {
        answer: 'c',
        text: 'dropout',
        says: 'In so short a training the complete network has not learned enough to overfit, and dropout slows it.',
        right: true,
      },
      {
        answer: 'd',
        text: 'none: the complete network is best',
        says: 'It would be after a long training, says the paper. Here there are 16 epochs of 31 steps.',
      },
    ]),
    hints: [
      'How many steps are 16 epochs of 1,000 pictures, in batches of 32? The paper took about 840,000 (1.2 million pictures, 90 times, in batches of 128).',
      'A means against overfitting helps a network that overfits. Which of the parts slows learning most?',
    ],
    leadsTo: 'What helps a long training may cost a short one: the recipes of notebook resnet have no dropout at all.',
  },
  {
    id: 'alexnet.6',
    kind: 'training',
    title: 'a recipe that learns its pictures',
    prompt:
      'With dropout and augmentation, alexnet_mini knows few of its 300 training pictures after 16 epochs. Keep the augmentation, and find a recipe with which it knows 60 % or more, as a mean of two seeds, in 48 epochs at most. Give { dropoutRate, rate, epochs }. The check trains it with your recipe, which takes up to two minutes.',
    hints: [
      'Look at the rows of the table: which part slows the training most?',
      'With four times the rate of 0.002 a network may stand still from the start. And 16 epochs of 300 pictures are no more than 150 steps.',
      'Take dropout away, leave the rate, and take two or three times as many epochs.',
    ],
    check: learnsItsPictures(),
    leadsTo:
      'First make a network able to learn its pictures, then keep it from learning them by heart: every recipe of the later notebooks was found in this order.',
  },
  {
    id: 'alexnet.7',
    kind: 'interpretation',
    title: 'which filter made which map',
    prompt:
      'The figure shows three answers to the cat, A, B and C. They were made by three of the filters 7, 8, 15 and 23. Give { A, B, C }: the number of the filter of each.',
    hints: [
      'A stripe in a filter answers to stripes of its direction. A filter of one colour answers to areas of that colour.',
      'Filter 7 has a dark level stripe, filter 15 a dark upright one. Filter 23 is positive in blue and negative in red.',
    ],
    check: fields({ A: filterOf('A', 15), B: filterOf('B', 23), C: filterOf('C', 7) }),
    leadsTo: 'Later notebooks read such maps, of deeper layers, to find where a thing is.',
  },
  {
    id: 'alexnet.8',
    kind: 'design',
    title: 'AlexNet without its fully connected layers',
    prompt:
      'Change the small AlexNet: keep its five convolutions, each with its ReLU, and put a global average pooling and one dense layer with 10 units in place of fc6, fc7 and fc8. At most 75,000 parameters and 10,000,000 MACs on 32×32×3, no kernel larger than 5×5, a receptive field of at least 43 pixels, an output of 10 numbers, and no layer that the output does not depend on.',
    hints: [
      'Start with new spec.Graph and add the five convolutions of the small network, each with its ReLU and its pool, if it has one.',
      'g.globalAveragePooling2d(x) makes one number of each channel. Then only a dense layer is missing.',
      "g.build(g.dense(g.globalAveragePooling2d(x), { units: 10 }, 'fc'))",
    ],
    check: slimNetwork(),
    anotherWay: "g.build(g.globalAveragePooling2d(g.conv2d(x, { filters: 10, kernelSize: 1 }, 'fc')))",
    leadsTo: 'Notebooks googlenet and resnet end in this way, with an average and one dense layer.',
  },
];
