import { choice, fields, implementation, number, oneOf } from '../engine/checks';
import type { Exercise, PlainCheck } from '../engine/types';
import { CELLS, confidenceTerms, drawCell, slips } from './confidence';
import { fitsDigits } from './priors';
import { learnsByHeart } from './recipe';

const ROWS = ['A', 'B', 'C', 'D'] as const;

/** A check for the row of one training, and what to look for. */
function row(right: (typeof ROWS)[number], says: string): PlainCheck {
  return oneOf(
    ROWS.map(answer =>
      answer === right ? { answer, text: answer, says, right: true } : { answer, text: answer, says },
    ),
  );
}

/** A check for one number of a cell, right to within 0.01. */
function told(expected: number, slips: readonly { readonly answer: number; readonly says: string }[]): PlainCheck {
  return number(expected, { tolerance: 0.01 / expected, slips });
}

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'yolo.1',
    kind: 'calculation',
    title: 'the cell of a dog, and its numbers',
    prompt:
      'The grid has 7 × 7 cells on a picture of 448 × 448 pixels. A dog has the box [124, 144, 236, 396]. Give { row, column, x, y, w, h }: the responsible cell, counted from 0, the place of the middle in it from 0 to 1, and the square roots of width and height as parts of the picture.',
    hints: [
      'A cell is 448 / 7 = 64 pixels wide. The middle of the dog lies at (180, 270).',
      '180 / 64 = 2.81: column 2, and 0.81 of the way through it.',
      'The width is 112 of 448 pixels, a quarter. The cell has to say its square root.',
    ],
    check: fields({
      row: number(4, {
        slips: [
          { answer: 5, says: 'Rows are counted from 0.' },
          {
            answer: 2,
            says: 'This is the column, or the row of the top edge. The row is that of the middle, found from y, downwards.',
          },
        ],
      }),
      column: number(2, {
        slips: [
          { answer: 3, says: 'Columns are counted from 0.' },
          { answer: 4, says: 'This is the row. A column is found from x, to the right.' },
          { answer: 1, says: 'You took the left edge. The middle of the box decides.' },
        ],
      }),
      x: told(0.8125, [
        { answer: 180 / 448, says: 'This is the place in the picture. The cell tells the place in itself.' },
        { answer: 2.8125, says: 'Take off the whole cells to its left.' },
        { answer: 52, says: 'These are pixels. Divide by the side of a cell.' },
      ]),
      y: told(0.21875, [
        { answer: 270 / 448, says: 'This is the place in the picture. The cell tells the place in itself.' },
        { answer: 4.21875, says: 'Take off the whole cells above it.' },
        { answer: 14, says: 'These are pixels. Divide by the side of a cell.' },
      ]),
      w: told(0.5, [
        { answer: 0.25, says: 'This is the width itself. Its square root is asked for.' },
        { answer: Math.sqrt(1.75), says: 'The width is told as a part of the picture, not of the cell.' },
        { answer: 1.75, says: 'The width is told as a part of the picture, and as its square root.' },
      ]),
      h: told(0.75, [
        { answer: 0.5625, says: 'This is the height itself. Its square root is asked for.' },
        { answer: Math.sqrt(252 / 64), says: 'The height is told as a part of the picture, not of the cell.' },
        { answer: 252 / 64, says: 'The height is told as a part of the picture, and as its square root.' },
      ]),
    }),
    leadsTo:
      'So the largest part of the answer is where the number stands: 30 numbers of 1,470 are about this dog, and they lie in row 4 and column 2.',
  },
  {
    id: 'yolo.2',
    kind: 'implementation',
    title: 'the terms of confidence',
    prompt:
      "Write confidenceLoss(confidences, overlaps): the confidence terms of one cell, responsible and idle together. confidences are what its predictors say; overlaps are their IoUs with the cell's object, or null where the cell has none. The responsible predictor, the one with the largest IoU, should say its IoU; the others 0, with the weight 0.5.",
    hints: [
      'Without an object nobody is responsible: all are idle.',
      'Which predictor is responsible, the overlaps say, not the confidences: overlaps.indexOf(Math.max(...overlaps)).',
      'For the responsible one (C − IoU)², for each of the others 0.5 · C².',
    ],
    check: implementation<readonly [confidences: number[], overlaps: number[] | null]>({
      name: 'confidenceLoss',
      cases: CELLS,
      random: { count: 8, draw: drawCell },
      reference: confidenceTerms,
      slips: [
        { says: 'The responsible predictor should say its IoU. You asked for 1.', answer: slips.targetOne },
        {
          says: 'Idle predictors are left out, so nobody tells them to be silent.',
          answer: slips.withoutIdle,
        },
        { says: 'The squares of idle predictors have a weight of 0.5.', answer: slips.withoutWeight },
        {
          says: 'The surest predictor is responsible here. It should be the one that fits best.',
          answer: slips.surest,
        },
        {
          says: 'Every predictor of a cell with an object has its IoU as target. Only the best fitting one has; the others are idle.',
          answer: slips.all,
        },
        { says: 'The 0.5 belongs to the idle ones alone.', answer: slips.halfOfAll },
      ],
    }),
    leadsTo:
      'These few lines are the ones that most copies of YOLO get wrong. Section 7 shows what happens without the idle ones.',
  },
  {
    id: 'yolo.3',
    kind: 'prediction',
    title: 'the mean confidence of good boxes',
    prompt:
      'The responsible boxes of the test digits have a mean IoU of about 0.85, and confidence is trained to be the IoU. Each cell has two predictors. What is the mean confidence of the responsible ones?',
    ...choice([
      {
        answer: 'a',
        text: 'about 0.85',
        says: 'So it would be if a predictor knew that it will be responsible. That is found out afterwards, from the truth. What should it say when it does not know?',
      },
      {
        answer: 'b',
        text: 'about half of it',
        says: 'The network cannot foresee which of two nearly equal boxes will fit better: the target is the IoU or 0. That alone would leave two thirds of the IoU, since the squares of idle ones weigh only 0.5. Near the edge of a cell it does not know which cell is responsible, either, and says less.',
        right: true,
      },
      {
        answer: 'c',
        text: 'near 0, since nearly all predictors are idle',
        says: 'Most predictors see no digit, and say 0. These do see one: their cell has an object. Who else is in the cell?',
      },
      {
        answer: 'd',
        text: 'near 1',
        says: 'Its target is never above the IoU. And often it is 0.',
      },
    ]),
    hints: [
      'Exercise 2 of detection-basics: what has the smallest squared error, when the truth is drawn by lot?',
      'A predictor near a digit has the IoU as target when the middle lies in its cell and it fits better than the other one. Else it has 0, with the weight 0.5. How sure can it be of both?',
    ],
    leadsTo:
      'Later versions gave each predictor a prior of its own, so that it is better known beforehand which of them fits. The doubt about the cell remains.',
  },
  {
    id: 'yolo.4',
    kind: 'design',
    title: 'priors for digits',
    prompt:
      'Choose at most three priors [width, height], as parts of a picture of 64×64, such that the best prior of a digit, laid around the same middle, has a mean IoU of at least 0.78 over the digits of the training pictures.',
    hints: [
      'The mean digit is 0.35 wide and 0.44 high. Only one prior reaches 0.70 so.',
      'Heights differ less than widths: a 1 is narrow. Take three widths.',
      'About 0.2, 0.33 and 0.45 wide, and 0.4 to 0.5 high.',
    ],
    check: fitsDigits(),
    anotherWay: '[[0.21, 0.41], [0.33, 0.42], [0.45, 0.5]]',
    leadsTo:
      'The authors of version 2 let k-means choose five priors, with 1 − IoU as the distance (section 2 of their paper, dimension clusters).',
  },
  {
    id: 'yolo.5',
    kind: 'interpretation',
    title: 'which loss trained which row',
    prompt:
      "The table has four trainings on the same pictures, A to D: right (the published weights), idle0 (the idle term left out), idle10 (the idle term ten times as heavy) and boxes (middle and size weigh a thousandth). Give { right, idle0, idle10, boxes }: the row of each, such as 'A'.",
    hints: [
      'Who was never told to be silent? Count the boxes.',
      'The loss at first tells something, too: idle predictors are its largest part.',
      'Which row finds all digits at an IoU of 0.5, and has boxes that fit worse?',
    ],
    check: fields({
      right: row('B', 'All digits are found, about one sure box for each, and the boxes fit best.'),
      idle0: row(
        'D',
        'More than a thousand boxes for a few digits: nobody was told to be silent, and the loss is small.',
      ),
      idle10: row('A', 'Its loss is the largest at first, and in the end it dares to say less than the others.'),
      boxes: row('C', 'Its mean IoU is the lowest of all.'),
    }),
    leadsTo:
      'A small loss proves nothing about a loss that is wrong: compare what it should bring about, the mAP, not the losses of two different formulas.',
  },
  {
    id: 'yolo.6',
    kind: 'training',
    title: 'sixteen pictures by heart',
    prompt:
      'yolo_mini is to learn sixteen pictures by heart, with batches of 8, no augmentation, and Adam at a rate that falls to 0 along half a cosine: its mAP@0.5 on these same pictures is to be at least 0.8 as a mean of two seeds. Give { idle, rate, epochs }: the weight of the idle term, the peak of the rate, and at most 100 epochs. The check trains it.',
    hints: [
      'An epoch is 2 steps. Take all epochs that are allowed.',
      'Section 7 shows what idle weights of 0 and of 5 do. Begin with the published one, 0.5.',
      'A rate of about 0.003.',
    ],
    check: learnsByHeart(),
    leadsTo:
      'It is the same first step with your own pictures: who cannot learn sixteen by heart need not start with sixteen thousand.',
  },
  {
    id: 'yolo.7',
    kind: 'calculation',
    title: 'what the clock includes',
    prompt:
      'R-CNN takes 47.0 seconds a picture and Fast R-CNN 0.32, both without proposals. Selective search takes 1.51 seconds. Give { without, with }: how many times as fast Fast R-CNN is, without and with the proposals.',
    hints: ['Without: 47.0 / 0.32.', 'With: both have to wait for the proposals. Add 1.51 to each before you divide.'],
    check: fields({
      without: number(47 / 0.32, {
        tolerance: 0.01,
        slips: [
          { answer: 0.32 / 47, says: 'It is the other way round: the longer time divided by the shorter.' },
          { answer: 47 - 0.32, says: 'This is a difference. How many times is a quotient.' },
        ],
      }),
      with: number(48.51 / 1.83, {
        tolerance: 0.01,
        slips: [
          { answer: 47 / 1.83, says: 'R-CNN waits for the proposals, too.' },
          { answer: 48.51 / 0.32, says: 'Fast R-CNN waits for the proposals, too.' },
          { answer: 1.83 / 48.51, says: 'It is the other way round: the longer time divided by the shorter.' },
        ],
      }),
    }),
    leadsTo:
      'What is left is mostly selective search. That is why Faster R-CNN replaced just this part; what is not made faster soon is all that counts.',
  },
];
