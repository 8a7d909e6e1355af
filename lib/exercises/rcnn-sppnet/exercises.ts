import type { Region } from '../../detection/proposals';
import { choice, fields, implementation, number } from '../engine/checks';
import type { Exercise } from '../engine/types';
import { comesDown } from './descent';
import { fitsPyramid } from './pyramid';
import { drawRegions, REGION_PAIRS, sizeAndFill, slips } from './regions';

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'rcnn-sppnet.1',
    kind: 'implementation',
    title: 'how alike two regions are in size and fill',
    prompt:
      'Write sizeAndFill(a, b, pixels) for two regions { box, size } of a picture with so many pixels: [size, fill], their two similarities, 1 − (|A| + |B|) / |picture| and 1 − (|box around both| − |A| − |B|) / |picture|.',
    hints: [
      'size is given in pixels. A region need not fill its box, so take size, and not the area of the box.',
      'The box around both goes from the smaller of the two left edges to the larger of the two right edges, and likewise downwards.',
      'Its area, less the pixels of both regions, is what fill takes from 1, as a share of the picture.',
    ],
    check: implementation<readonly [a: Region, b: Region, pixels: number]>({
      name: 'sizeAndFill',
      cases: REGION_PAIRS,
      random: { count: 8, draw: drawRegions },
      reference: sizeAndFill,
      slips: [
        { says: 'The areas of the boxes are taken for the sizes of the regions.', answer: slips.boxes },
        { says: 'Fill takes off the pixels of both regions, too.', answer: slips.boxAround },
        { says: 'First size, then fill.', answer: slips.swapped },
        { says: 'This is how different they are: take each from 1.', answer: slips.distances },
        { says: 'This is the sum of the two: give both.', answer: slips.sum },
      ],
    }),
    anotherWay: `const [x1, y1] = [0, 1].map(edge => Math.min(a.box[edge], b.box[edge]));
const [x2, y2] = [2, 3].map(edge => Math.max(a.box[edge], b.box[edge]));
const both = (a.size + b.size) / pixels;
return [1 - both, 1 + both - ((x2 - x1) * (y2 - y1)) / pixels];`,
    leadsTo:
      'In the sum of the two, |A| + |B| cancels. So together they ask one thing: how small is the box around both? Small boxes come first, and regions grow everywhere at once.',
  },
  {
    id: 'rcnn-sppnet.2',
    kind: 'prediction',
    title: 'grouping without size and fill',
    prompt: 'What would happen if only colour and texture counted?',
    ...choice([
      {
        answer: 'a',
        text: 'one region grows and swallows its neighbours one by one',
        says: 'A large region has a histogram with a little of everything, so that it has something in common with all its neighbours.',
        right: true,
      },
      {
        answer: 'b',
        text: 'regions grow everywhere at the same pace',
        says: 'That is what size is there for. What in colour and texture would keep a large region from growing?',
      },
      {
        answer: 'c',
        text: 'nothing changes, since colour and texture decide anyway',
        says: 'At first they do. Think of a region that already has half of the picture: what is in its histogram?',
      },
    ]),
    hints: [
      'A histogram has the sum 1. What two of them have in common is the sum of the smaller of each two bins.',
      'A large region has many colours. With how many neighbours does it have something in common?',
    ],
    leadsTo:
      'A box around nearly everything is no proposal worth having. With size in the sum, there are boxes at all scales.',
  },
  {
    id: 'rcnn-sppnet.3',
    kind: 'training',
    title: 'a machine that is trained step by step',
    prompt:
      'Choose { rate, steps } for descend, with at most 30 steps. On three pairs of clouds like the one in the figure, with cost 1, the loss is to come to at most 1.05 times the smallest, in the mean.',
    hints: [
      'Take all steps that are allowed.',
      'The gradient is a sum over 40 examples, so it is large at first. Does that speak for a large rate or for a small one?',
      'Rates between 0.01 and 0.1 are worth a try.',
    ],
    check: comesDown(),
    leadsTo:
      'The library goes another way, example by example, and needs no rate. Fast R-CNN trains its last layer like any other, by gradient descent.',
  },
  {
    id: 'rcnn-sppnet.4',
    kind: 'interpretation',
    title: 'a few negatives in place of all',
    prompt:
      'The machine that was trained on hard negatives has nearly the same loss over all negatives as the one that was trained on all of them. Why?',
    ...choice([
      {
        answer: 'a',
        text: 'the two have the same number of negatives in the end',
        says: 'Look at the table: what it was trained with, and how many there are.',
      },
      {
        answer: 'b',
        text: 'negatives beyond the margin have no part in the loss and its gradient, and those within are collected',
        says: 'An example beyond the margin has a hinge of 0. Leaving it out changes nothing, as long as it stays there, and each pass looks whether it does.',
        right: true,
      },
      {
        answer: 'c',
        text: 'the negatives of one picture are like those of any other, so the first ones were enough',
        says: 'Then no new ones would have been within the margin. Look at the second row of the table.',
      },
    ]),
    hints: [
      'Which examples does hingeLoss pass over?',
      'What would change the loss: to leave out a negative with f(x) = −3, or one with f(x) = −0.5?',
    ],
    leadsTo:
      'With cross-entropy every example pulls a little, however easy it is, and ten thousand easy ones pull more than ten hard ones. Later detectors meet that again.',
  },
  {
    id: 'rcnn-sppnet.5',
    kind: 'calculation',
    title: 'the code of a box',
    prompt:
      'The proposal is P = [20, 20, 40, 60], the truth G = [20, 30, 60, 70]. Give { dx, dy, dw, dh }, which move P onto G.',
    hints: [
      'P is 20 wide and 40 high, with its centre at 30, 40. And G?',
      'Shifts are those of the centres, in sides of the proposal.',
      'dw = ln(40 / 20), and dh = ln(40 / 40).',
    ],
    check: fields({
      dx: number(0.5, {
        slips: [
          { answer: 0, says: 'The left edges are the same, but the centres are not.' },
          { answer: 10, says: 'Count the shift in widths of the proposal.' },
          {
            answer: 0.25,
            says: 'Divide by the width of the proposal, which is known when the box is moved; not that of the truth.',
          },
          { answer: -0.5, says: 'The shift goes from the proposal to the truth.' },
        ],
      }),
      dy: number(0.25, {
        slips: [
          { answer: 10, says: 'Count the shift in heights of the proposal.' },
          { answer: 0.5, says: 'Divide by the height of the proposal, 40.' },
          { answer: -0.25, says: 'The shift goes from the proposal to the truth.' },
        ],
      }),
      dw: number(Math.LN2, {
        tolerance: 5e-3, // 0.69 will do
        slips: [
          { answer: 2, says: 'This is the ratio. The code is its logarithm.' },
          { answer: 1, says: 'The logarithm is the natural one; this is that to the base 2.' },
          { answer: -Math.LN2, says: 'The ratio is that of the truth to the proposal.' },
          { answer: 0.5, says: 'The ratio is that of the truth to the proposal, and the code is its logarithm.' },
        ],
      }),
      dh: number(0, { slips: [{ answer: 1, says: 'The ratio is 1. And its logarithm?' }] }),
    }),
    leadsTo:
      'Fast R-CNN, Faster R-CNN and their followers all learn these four numbers, which the library has as encodeBoxes and decodeBoxes.',
  },
  {
    id: 'rcnn-sppnet.6',
    kind: 'design',
    title: 'a pyramid within a budget',
    prompt:
      'Give the levels of a pyramid, as bins along a side, for a map of 256 channels: at most 8,000 numbers for a window, one level that sees the whole window at once, and the finest level as fine as the budget allows with it.',
    hints: [
      'How many bins are 8,000 numbers, with 256 in each?',
      'A level of n has n × n bins, so that 31 bins are allowed.',
      'One bin is for the whole window. Which is the largest square that is at most 30?',
    ],
    check: fitsPyramid(),
    anotherWay: '[5, 2, 1]',
    leadsTo: 'Fast R-CNN keeps one level, of 7 × 7 bins, and calls it RoI pooling: notebook fast-faster-rcnn.',
  },
  {
    id: 'rcnn-sppnet.7',
    kind: 'calculation',
    title: 'what sharing is worth to the whole',
    prompt:
      'A detector takes 10 s for the features of a photograph and 2 s for the proposals. Sharing makes the features 100 times as fast. How many times as fast is the whole?',
    hints: [
      'Add up both parts, before and after.',
      'Before it is 12 s. After, the features take 0.1 s. And the proposals?',
    ],
    check: number(12 / 2.1, {
      tolerance: 5e-3,
      slips: [
        { answer: 100, says: 'Only the features become faster. The proposals take as long as before.' },
        { answer: 10 / 2.1, says: 'Before, the proposals had to be found, too.' },
        { answer: 12 / 0.1, says: 'The proposals still have to be found.' },
        { answer: 12 / 2, says: 'The features still take 0.1 s.' },
        { answer: 2.1 / 12, says: 'This is the share of the time that is left. How many times as fast is that?' },
      ],
    }),
    leadsTo:
      'Now the proposals are the slowest part by far. Faster R-CNN lets the network find them, on the map that is there already.',
  },
];
