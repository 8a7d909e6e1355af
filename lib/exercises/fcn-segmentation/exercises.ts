import { choice, fields, implementation, number, oneOf } from '../engine/checks';
import type { Exercise, PlainCheck } from '../engine/types';
import { COUNTS, drawCounts, ious, onePerClass, slips } from './overlaps';
import { learnsMasks } from './recipe';
import { skipNetwork } from './skipNetwork';

const ROWS = ['A', 'B', 'C', 'D'] as const;

/** A check for the row of one answer, and what to look for. */
function row(right: (typeof ROWS)[number], says: string): PlainCheck {
  return oneOf(
    ROWS.map(answer =>
      answer === right ? { answer, text: answer, says, right: true } : { answer, text: answer, says },
    ),
  );
}

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'fcn-segmentation.1',
    kind: 'calculation',
    title: 'windows on a larger picture',
    prompt:
      'A classifier for 32×32 pixels slides over a picture of 256×192 pixels, one step every 8 pixels. Give { windows, each }: how many windows there are, and how many of them contain a given pixel in the middle of the picture.',
    hints: [
      'Along one side there are (side − 32) / 8 + 1 windows.',
      'Along the sides there are 29 and 21.',
      'A pixel lies in 32/8 = 4 windows along each of the two directions.',
    ],
    check: fields({
      windows: number(609, {
        slips: [
          { answer: 560, says: 'You left out the + 1: the first window stands before any step is made.' },
          { answer: 768, says: 'This is a window for every 8×8 pixels. The last windows must not stick out.' },
          { answer: 50, says: 'You added the two directions. For every row of windows there is each column.' },
          { answer: 48, says: 'These windows lie side by side. They are moved by 8 pixels, not by 32.' },
        ],
      }),
      each: number(16, {
        slips: [
          { answer: 4, says: 'This is along one direction. Windows are moved in two.' },
          { answer: 1024, says: 'This would be with a step of one pixel.' },
          { answer: 8, says: 'The two directions multiply.' },
        ],
      }),
    }),
    leadsTo: 'Notebook detection-basics slides windows too, and rcnn-sppnet shares their convolutions.',
  },
  {
    id: 'fcn-segmentation.2',
    kind: 'prediction',
    title: 'the network with the most parameters',
    prompt:
      'FCN-32s, FCN-16s and FCN-8s on the same small trunk, for eleven classes. Which of them has the most parameters?',
    ...choice([
      {
        answer: 'a',
        text: '8s: it has three score layers and three enlargements',
        says: 'Count the weights of one enlargement: kernel 2a × 2a, from eleven classes to eleven. For which a is it largest?',
      },
      {
        answer: 'b',
        text: '32s',
        says: 'Its one jump needs a kernel of 64 × 64 for each of 11 · 11 pairs of classes.',
        right: true,
      },
      {
        answer: 'c',
        text: 'they differ by less than 5 %, since the trunk is the same',
        says: 'The trunk has about 350 thousand parameters. Compare that with a kernel of 64 × 64 from eleven classes to eleven.',
      },
    ]),
    hints: [
      'The kernel of an enlargement by the factor a has 2a rows and columns.',
      'A transposed convolution has a kernel for each pair of an input and an output channel: 11 · 11 here.',
    ],
    leadsTo: 'Fixed bilinear interpolation has no parameters at all, and torchvision uses it.',
  },
  {
    id: 'fcn-segmentation.3',
    kind: 'calculation',
    title: 'the least padding',
    prompt:
      'FCN-32s pads its first convolution by 100, and its crop is 19. What is the smallest padding for which the enlarged map still begins at the first pixel of the picture, or before it?',
    hints: [
      'Which middles move, and by how much, when the first convolution has one pixel of padding less?',
      'A padding less by one moves the first middle of every map by one pixel to the right and down, and the picture stays.',
      'So the offset is the padding less 81.',
    ],
    check: number(81, {
      slips: [
        { answer: 19, says: 'This is what can be taken off 100.' },
        { answer: 80, says: 'With 80 the map begins one pixel behind the first of the picture.' },
        { answer: 100, says: 'With 100 it begins 19 pixels before the picture.' },
        { answer: 119, says: 'More padding moves the map further out. Less is asked for.' },
        { answer: 96, says: '96 pixels are the three units that fc6 takes. The enlargement gives some pixels back.' },
        { answer: 82, says: 'Nearly: 82 leaves an offset of one pixel.' },
      ],
    }),
    leadsTo: 'A test of the library tries every picture size from 1 to 600 with this padding: it is enough for all.',
  },
  {
    id: 'fcn-segmentation.4',
    kind: 'implementation',
    title: 'intersection over union',
    prompt:
      'Write iou(counts): the IoU of each class from a confusion matrix, whose rows are true classes and whose columns are answers. A class that occurs in neither has NaN.',
    hints: [
      'The intersection of a class stands on the diagonal. Which two sums hold its pixels in the truth, and in the answer?',
      'Its row adds up to the truth, its column to the answer. Both count the intersection.',
      'counts[label][label] / (row + column − counts[label][label]); 0 / 0 is NaN by itself.',
    ],
    check: implementation<readonly [counts: readonly (readonly number[])[]]>({
      name: 'iou',
      cases: COUNTS,
      random: { count: 6, draw: drawCounts },
      properties: [onePerClass],
      reference: ious,
      slips: [
        { says: 'The union counts the intersection once. You counted it twice.', answer: slips.twice },
        { says: 'This is the Dice coefficient, twice the intersection over the sum of both.', answer: slips.dice },
        {
          says: 'This is the share of the true pixels. What was given the class and is not of it counts, too.',
          answer: slips.recall,
        },
        {
          says: 'This is the share of the answered pixels. What is of the class and was missed counts, too.',
          answer: slips.precision,
        },
        { says: 'A class that occurs nowhere has no IoU. Leave its 0 / 0 as NaN.', answer: slips.zeros },
      ],
    }),
    anotherWay: 'segmentation.metrics(counts).iou;',
    leadsTo: 'Notebook detection-basics asks the same of boxes, and counts a box as found by its IoU.',
  },
  {
    id: 'fcn-segmentation.5',
    kind: 'interpretation',
    title: 'which answer is which row',
    prompt:
      "The table has four wrong answers, A to D: ground (everything is ground), names (digits found exactly, each under a false name), fat (a pixel too many all around) and thin (a pixel too few). Give { ground, names, fat, thin }: the row of each, such as 'A'.",
    hints: [
      'Fat finds every pixel of every digit; thin names no pixel of the ground falsely.',
      'Two rows agree in pixel accuracy and mean accuracy. What does the answer ground do to the union of the class ground?',
    ],
    check: fields({
      ground: row('B', 'Its union of the class ground holds all pixels, so that its IoU is lower than that of names.'),
      names: row('C', 'It has the ground exactly, with an IoU of 1, and no digit right.'),
      fat: row('A', 'All true pixels of digits are found: which mean accuracy is the highest?'),
      thin: row('D', 'Part of each digit is missed, and the rest is right.'),
    }),
    leadsTo: 'Whoever reports one measure chooses what it hides: papers report mean IoU, and some add one for edges.',
  },
  {
    id: 'fcn-segmentation.6',
    kind: 'prediction',
    title: 'exact shares at stride 32',
    prompt:
      'A map of stride 32 has 2×2 places on a picture of 64×64. It has the exact share of each class in each place; the shares are enlarged bilinearly, and the largest wins. What mean IoU does it reach?',
    ...choice([
      {
        answer: 'a',
        text: 'about 0.9',
        says: 'That is what a finer map reaches. How wide is a stroke, and how wide a place?',
      },
      {
        answer: 'b',
        text: 'about 0.7',
        says: 'That is what a finer map reaches. How wide is a stroke, and how wide a place?',
      },
      {
        answer: 'c',
        text: 'about 0.45',
        says: 'In most places the ground has the largest share, and wins. What is then the IoU of the digits?',
      },
      {
        answer: 'd',
        text: 'about 0.2',
        says: 'In most of the places the ground has the largest share, so that about half of the digits vanish and the others are blobs.',
        right: true,
      },
    ]),
    hints: [
      'About two thirds of the pixels are ground. In how many of the places of 32×32 has a digit the largest share?',
      'Where the ground wins everywhere, the mean IoU is below 0.1.',
    ],
    leadsTo:
      'Section 7 trains a network on such a map. Its enlargement can learn, and so it is not bound to these shares.',
  },
  {
    id: 'fcn-segmentation.7',
    kind: 'training',
    title: 'a recipe that learns masks',
    prompt:
      'On 256 pictures, without augmentation and with batches of 8, reach a mean IoU of 55 % on these same pictures, measured while it trains through the last epoch, as a mean of two seeds. Give { finest, rate, epochs }: the finest stride 32, 16 or 8, the peak of the cosine rate of Adam, and at most 12 epochs. The check trains it.',
    hints: [
      'Each epoch is 32 steps. How many steps did the networks of section 7 take?',
      'Section 7 trains with a rate of 0.003.',
      'Take all twelve epochs, the finest map, and a rate from 0.002 to 0.004.',
    ],
    check: learnsMasks(),
    leadsTo: 'The shipped weights come from such a recipe with many more pictures.',
  },
  {
    id: 'fcn-segmentation.8',
    kind: 'prediction',
    title: 'what each step brings',
    prompt:
      'In the paper, on photographs of about 500 pixels, 16s has 3.0 points of mean IoU more than 32s, and 8s has 0.3 more than 16s. Here digits of 40 to 60 pixels stand in pictures of 64, each network is trained with 6,000 of them, and there are ten seeds. What do you expect of the two steps?',
    ...choice([
      {
        answer: 'a',
        text: 'the second step is in the noise, as good as nothing',
        says: 'Compare a stroke with a place of stride 16. The objects of the paper are many places wide; a stroke here is about as wide as one.',
      },
      {
        answer: 'b',
        text: 'both steps bring points, and the second brings more near edges than over all pixels',
        says: 'A stroke is about as wide as one place of stride 16, so there is much for a finer map to add; the last one adds more near edges than elsewhere.',
        right: true,
      },
      {
        answer: 'c',
        text: 'neither does: the enlargement of 32s learns what the skips would bring',
        says: 'It learns to paint some shapes. But where exactly in its place a stroke lies, the four places of stride 32 have to say through their few scores.',
      },
    ]),
    hints: [
      'Section 6 says what exact shares keep at each stride: from 32 to 16, and from 16 to 8.',
      'A stroke of these digits is about as wide as one place of stride 16.',
    ],
    leadsTo: 'What a finer map is worth may depend on how large the objects are, and on how long one trains.',
  },
  {
    id: 'fcn-segmentation.9',
    kind: 'design',
    title: 'a compact network with a skip',
    prompt:
      'Write a network from 64×64×3 to 64×64×11: at most 75,000 parameters and 12,000,000 MACs, a convolution that sees at least 60 pixels, and a skip that joins a map of stride 8 or finer with what comes back from a map of stride 16 or coarser.',
    hints: [
      'Five 3×3 convolutions with a 2×2 pool before each but the first end at stride 16, and the last sees 78 pixels.',
      'Score the last map and the one of stride 8 by 1×1 convolutions with 11 filters. Enlarge the first by 2: kernel 4, stride 2, padding 1. Then g.add.',
      'From stride 8 to the picture: a transposed convolution with kernel 16, stride 8 and padding 4 has 30,976 weights.',
    ],
    check: skipNetwork(),
    anotherWay: "g.build(g.resizeLike(x, picture, { method: 'bilinear' }))  // no weights at all",
    leadsTo: 'U-Net has such a skip at every stride.',
  },
];
