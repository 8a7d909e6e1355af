import type { Box } from '../../spec/box';
import { choice, fields, implementation, number, oneOf } from '../engine/checks';
import type { Exercise, PlainCheck } from '../engine/types';
import { letters } from './lists';
import { drawPair, isShare, overlap, PAIRS, slips } from './overlaps';
import { learnsPlaces } from './recipe';
import { coversDigits } from './windows';

const ROWS = ['A', 'B', 'C', 'D'] as const;

/** A check for the row of one detector, and what to look for. */
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
    id: 'detection-basics.1',
    kind: 'implementation',
    title: 'intersection over union of two boxes',
    prompt:
      'Write iou(a, b) for two boxes [x1, y1, x2, y2]: the area that they share, of the area that they cover together.',
    hints: [
      'The shared part is a box itself. Its left edge is the larger of the two left edges. And its right edge?',
      'Where its width or its height is not above 0, they share nothing: Math.max(0, …) around each of them.',
      'The area of the union is the sum of both areas, less the shared one, which is in both.',
    ],
    check: implementation<readonly [a: Box, b: Box]>({
      name: 'iou',
      cases: PAIRS,
      random: { count: 8, draw: drawPair },
      properties: [isShare],
      reference: overlap,
      slips: [
        { says: 'The union counts what they share once. You counted it twice.', answer: slips.twice },
        {
          says: 'Two boxes that are apart in both directions have a negative width and a negative height, and their product is positive.',
          answer: slips.negative,
        },
        { says: 'This is the share of the smaller box.', answer: slips.smaller },
        {
          says: 'You divided by the smallest box around both, which is larger than what they cover.',
          answer: slips.enclosing,
        },
        {
          says: 'You counted a pixel more on each side. Edges lie between pixels: a box is x2 − x1 wide.',
          answer: slips.pixels,
        },
        { says: 'You read the boxes as [x, y, width, height]. The last two numbers are edges.', answer: slips.corners },
      ],
    }),
    anotherWay: 'return detection.iou(a, b);',
    leadsTo:
      'This number decides from here on: what a detector learns from, what is suppressed, and what counts as found.',
  },
  {
    id: 'detection-basics.2',
    kind: 'prediction',
    title: 'one box for two digits',
    prompt:
      'A network gives one box. In training, each picture shows two digits, and the box of one of them, drawn by lot every time, is the truth. Which box has the smallest squared error in the mean?',
    ...choice([
      {
        answer: 'a',
        text: 'the box of either digit',
        says: 'Half of the time it is exactly right, and half of the time far off, and the error is squared. Take one edge, which is at 10 for one digit and at 50 for the other: which number is nearest to both, squared?',
      },
      {
        answer: 'b',
        text: 'the box whose edges are the means of theirs, between the two',
        says: 'For each edge the mean has the smallest squared error. So the best answer to an undecided question is a box around nothing.',
        right: true,
      },
      {
        answer: 'c',
        text: 'the smallest box around both',
        says: 'Its left edge fits one digit and its right edge the other. For each edge by itself another number is better.',
      },
      {
        answer: 'd',
        text: 'a box without area, since no box is right',
        says: 'The loss looks at edges, not at areas. Which number is nearest to 10 and to 50, squared?',
      },
    ]),
    hints: [
      'Look at one edge alone. It should be 10 half of the time, and 50 half of the time.',
      'Which number e makes (e − 10)² + (e − 50)² smallest?',
    ],
    leadsTo:
      'So a detector needs an answer for each object. YOLO has a list of boxes, with a rule that says which of them is responsible for which object.',
  },
  {
    id: 'detection-basics.3',
    kind: 'training',
    title: 'a loss of two parts in balance',
    prompt:
      'On 64 pictures of one large digit, with batches of 16 and no augmentation, the locator is to give the right class and a box with an IoU of 0.5 or more in 80 % of these same pictures, in the last epoch, as a mean of two seeds. Give { boxWeight, rate, epochs }: the weight of the box in the loss, the peak of the cosine rate of Adam, and at most 40 epochs. The check trains it.',
    hints: [
      'Each epoch is 4 steps. Take all epochs that are allowed.',
      'The cross-entropy begins at about 2.3, that of guessing. Section 3 shows how large the part of the box is.',
      'A weight of about 0.5 and a rate of about 0.003.',
    ],
    check: learnsPlaces(),
    leadsTo:
      'Fast R-CNN, Faster R-CNN and YOLO add up a loss of classes and a loss of boxes, too; YOLO gives the boxes a weight of 5.',
  },
  {
    id: 'detection-basics.4',
    kind: 'design',
    title: 'windows within a budget',
    prompt:
      'Choose { windowSizes, stride } for pictures of 64×64: sizes [height, width] in pixels, and a stride in sides of the window. At most 100 windows, and 97 % of the digits of 150 test pictures have a window with an IoU of 0.5 or more.',
    hints: [
      'How tall and how wide are the digits? A 1 is much narrower than a 0.',
      'Two shapes of the same height are enough: a square, and one half as wide.',
      'A stride of a third of the window has about half as many windows as a stride of a quarter.',
    ],
    check: coversDigits(),
    anotherWay: '{ windowSizes: [[30, 26], [28, 14]], stride: 0.33 }',
    leadsTo:
      'Faster R-CNN lays boxes of three sizes and three shapes at every place of a map, and lets a network move and stretch them: then far fewer have to fit.',
  },
  {
    id: 'detection-basics.5',
    kind: 'calculation',
    title: 'what is left after suppression',
    prompt:
      'Four boxes of 20 × 20 pixels lie in a row, with their left edges at A 0, B 6, C 12 and D 18, and the scores A 0.8, B 0.9, C 0.7 and D 0.6. Which are left after non-maximum suppression with a threshold of 0.5?',
    hints: [
      'Two boxes that are d pixels apart share 20 − d columns of the 20 + d that they cover.',
      'For neighbours that is 14 / 26 = 0.54, for the next but one 8 / 32 = 0.25.',
      'Begin with the surest, B. Only a box that is kept suppresses others.',
    ],
    check: letters('ABCD', 'BD', [
      { letters: 'AC', says: 'You went from left to right. The order is that of the scores, and B is the surest.' },
      {
        letters: 'B',
        says: 'D overlaps C by more than 0.5, but C is gone. Only a box that is kept suppresses others.',
      },
      { letters: 'ABCD', says: 'Neighbours have an IoU of 14 / 26, which is above 0.5.' },
      { letters: 'BCD', says: 'C lies as near to B as A does.' },
      { letters: 'ABD', says: 'A lies as near to B as C does.' },
    ]),
    leadsTo:
      'D stays although it overlaps C. Soft suppression (detection.softNms) lowers scores in place of dropping boxes, and leaves all four, with B first.',
  },
  {
    id: 'detection-basics.6',
    kind: 'calculation',
    title: 'average precision by hand',
    prompt:
      'There are 4 objects. Five predictions, the surest first, are wrong, right, right, wrong, right. Give { eleven, all }: the average precision at 11 recalls, and the area under the steps.',
    hints: [
      'After each prediction: precision 0, 1/2, 2/3, 2/4, 3/5 and recall 0, 1/4, 2/4, 2/4, 3/4.',
      'The precision at a recall is the largest from there on: 2/3 up to a recall of 0.5, then 3/5 up to 0.75, then 0.',
      'Of 0, 0.1, …, 1 six are at most 0.5, and two more at most 0.75. The steps are a quarter wide.',
    ],
    check: fields({
      eleven: number((6 * (2 / 3) + 2 * 0.6) / 11, {
        tolerance: 2e-3,
        slips: [
          { answer: (5 * (2 / 3) + 2 * 0.6) / 11, says: 'The first recall is 0, so that 0, 0.1, …, 0.5 are six.' },
          {
            answer: (6 * (2 / 3) + 2 * 0.6) / 8,
            says: 'Recalls that are not reached count with precision 0: divide by 11.',
          },
          { answer: (6 * (2 / 3) + 2 * 0.6) / 10, says: 'From 0 to 1 in steps of 0.1 there are 11 recalls.' },
        ],
      }),
      all: number((2 / 3 + 2 / 3 + 0.6) / 4, {
        tolerance: 2e-3,
        slips: [
          {
            answer: (1 / 2 + 2 / 3 + 0.6) / 4,
            says: 'At the first step the precision is 1/2, but a larger one comes later: the largest from there on counts.',
          },
          {
            answer: (2 / 3 + 2 / 3 + 0.6) / 3,
            says: 'One of the four objects is never found. Its quarter counts with precision 0.',
          },
          {
            answer: (0 + 1 / 2 + 2 / 3 + 1 / 2 + 0.6) / 5,
            says: 'This is the mean over the predictions. The mean is over recalls.',
          },
        ],
      }),
    }),
    leadsTo:
      'With hundreds of objects the three ways of reading the curve agree to about a point. Papers say which one they use.',
  },
  {
    id: 'detection-basics.7',
    kind: 'interpretation',
    title: 'which detector is which row',
    prompt:
      "The table has four detectors, A to D: shifted (all boxes a few pixels off), half (every other object, exactly), doubled (each object twice, at any score) and flooded (all objects exactly, and many false alarms with lower scores). Give { shifted, half, doubled, flooded }: the row of each, such as 'A'.",
    hints: [
      'Which of them depends on how exact a box must be?',
      'Whoever never finds half of the objects reaches at most half of the recalls.',
      'A false alarm lowers the precision of what comes after it in the list. And what comes before it?',
    ],
    check: fields({
      shifted: row('C', 'It finds nearly everything at 0.5 and nothing at 0.75: only the boxes are not exact.'),
      half: row('A', 'It reaches half of the recalls, with precision 1, at every threshold.'),
      doubled: row('D', 'It finds everything, but wrong ones stand between the right ones, so that precision falls.'),
      flooded: row('B', 'Its false alarms come after all that is right, where no recall is left to be won.'),
    }),
    leadsTo:
      'Average precision asks for a good order, not for a good threshold. Whoever uses a detector has to choose one, and AP does not tell how many false alarms are left then.',
  },
];
