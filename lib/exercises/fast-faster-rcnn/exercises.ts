import { choice, fields, implementation, number } from '../engine/checks';
import type { Exercise } from '../engine/types';
import { coversWithAnchors } from './anchors';
import { detectsByHeart } from './recipe';
import { drawRegion, isPositive, lossOf, REGIONS, type Region, slips } from './regions';

const FORGOT_SIZE = 'The size of the error counts, |x|: an error of −3 is as bad as one of 3.';

/** The exercises of this notebook, in its order. */
export const exercises: readonly Exercise[] = [
  {
    id: 'fast-faster-rcnn.1',
    kind: 'calculation',
    title: 'which places a bin reads',
    prompt:
      'The region [20, 36, 117, 90], in pixels, lies on a map of stride 16, with three rows and two columns of bins. Which places does the bin in row 1 and column 0 read? Give { firstRow, lastRow, firstColumn, lastColumn }, counted on the map from 0, all included.',
    hints: [
      'A box is [x1, y1, x2, y2]. Down, the region goes from 36 / 16 = 2.25 to 90 / 16 = 5.625. Round both: the first and the last row.',
      'Rows 2 to 6 are 5 rows, since both ends belong to the region. Bin 1 of 3 goes from ⌊1 · 5 / 3⌋ up to, but not including, ⌈2 · 5 / 3⌉, counted from the first row.',
      'Across, the region has the columns 1 to 7. Bin 0 of 2 goes from 0 up to, but not including, ⌈7 / 2⌉.',
    ],
    check: fields({
      firstRow: number(3, {
        slips: [
          {
            answer: 1,
            says: 'The bin begins at 1 counted from the first row of the region, which is row 2 of the map.',
          },
          { answer: 4, says: 'A bin begins at the place that is rounded down: ⌊5 / 3⌋ is 1.' },
          { answer: 2, says: 'The first of three rows of bins is row 0. Row 1 is the one in the middle.' },
        ],
      }),
      lastRow: number(5, {
        slips: [
          { answer: 6, says: 'The bin ends before 2 + ⌈10 / 3⌉ = 6. The last row that it reads is the one before.' },
          { answer: 4, says: 'The bin ends before 2 + 4 = 6. You rounded 10 / 3 down.' },
          { answer: 3, says: 'Rows 3 to 5: counted on the map, not from the first row of the region.' },
        ],
      }),
      firstColumn: number(1, {
        slips: [
          { answer: 0, says: '20 / 16 is 1.25, so the region begins in column 1 of the map, not in column 0.' },
          { answer: 2, says: 'Did you read the box as [y1, x1, y2, x2]? The first number is the left edge.' },
        ],
      }),
      lastColumn: number(4, {
        slips: [
          { answer: 5, says: 'The bin ends before 1 + ⌈7 / 2⌉ = 5. The last column that it reads is the one before.' },
          { answer: 3, says: 'The end of a bin is rounded up: ⌈7 / 2⌉ is 4 columns, from 1 to 4.' },
        ],
      }),
    }),
    leadsTo:
      'The column in the middle belongs to both bins. Where it holds the largest value, section 3 counts it twice.',
  },
  {
    id: 'fast-faster-rcnn.2',
    kind: 'prediction',
    title: 'a region that moves',
    prompt:
      'A region moves to the right on a map of stride 16, half a pixel at a time, by 32 pixels in all. What happens to the number that RoI pooling gives for one of its bins?',
    ...choice([
      {
        answer: 'a',
        text: 'it changes a little with each step',
        says: 'Half a pixel is 1/32 of a place. After rounding, most steps leave the region where it was.',
      },
      {
        answer: 'b',
        text: 'it stays the same for most steps and jumps at a few',
        says: 'Only where an edge is rounded the other way, the bin reads other places: in two strides, twice for each edge.',
        right: true,
      },
      {
        answer: 'c',
        text: 'it stays the same, since the largest value stays the largest',
        says: 'After a whole stride the bin reads places one further right. A column is lost, and a new one may hold a larger value.',
      },
    ]),
    hints: [
      'What do the edges become when they are divided by 16 and rounded?',
      'How many of the 64 steps change a rounded edge?',
    ],
    leadsTo:
      'A network that must say by how many pixels a region is off sees the same features for many regions. RoI align gives it others for each.',
  },
  {
    id: 'fast-faster-rcnn.3',
    kind: 'implementation',
    title: 'the loss of one region',
    prompt:
      'Write regionLoss(scores, truth, told, wanted): the cross-entropy of the true class, and for an object the sum of smooth L1 (β = 1) over the four numbers. The background is class 0.',
    hints: [
      'The cross-entropy is log Σ exp(score) − score of the true class.',
      'For truth 0 that is all. Otherwise add, for each of the four differences x, x² / 2 where |x| < 1, and |x| − 1/2 elsewhere.',
      'It is the sum over the four numbers, not their mean.',
    ],
    check: implementation<Region>({
      name: 'regionLoss',
      cases: REGIONS,
      random: { count: 8, draw: drawRegion },
      properties: [isPositive],
      reference: lossOf,
      slips: [
        {
          says: 'A region of background has no right box: for class 0 the second term is 0.',
          answer: slips.background,
        },
        { says: 'The four terms of the box are added, not averaged.', answer: slips.averaged },
        { says: FORGOT_SIZE, answer: slips.signed },
        { says: FORGOT_SIZE, answer: slips.signedBack },
        { says: FORGOT_SIZE, answer: slips.signedLine },
        { says: FORGOT_SIZE, answer: slips.signedLineBack },
        {
          says: 'Beyond an error of 1 it is |x| − 1/2, a straight line. Yours is squared everywhere.',
          answer: slips.squared,
        },
        { says: 'Below an error of 1 it is x² / 2. Yours is a straight line everywhere.', answer: slips.absolute },
        { says: 'Without − 1/2 the line does not meet the parabola: smooth L1 of 1 is 1/2.', answer: slips.jump },
        { says: 'The square is halved, so that its slope at 1 is the 1 of the line.', answer: slips.steep },
        { says: 'The box term is there, and the cross-entropy of the class is missing.', answer: slips.noClass },
        { says: 'The class is there for every region, and the box term is missing.', answer: slips.noBox },
      ],
    }),
    anotherWay: `const shares = scores.map(score => Math.exp(score));
  const p = shares[truth] / shares.reduce((a, b) => a + b, 0);
  const errors = told.map((t, i) => Math.abs(t - wanted[i]));
  const parts = errors.map(x => (x < 1 ? 0.5 * x * x : x - 0.5));
  return -Math.log(p) + (truth >= 1 ? parts.reduce((a, b) => a + b, 0) : 0);`,
    leadsTo:
      'The region proposal network has the same loss with two classes, object and background. YOLO squares everything, and has to weigh its terms by hand.',
  },
  {
    id: 'fast-faster-rcnn.4',
    kind: 'prediction',
    title: 'how many anchors are positive',
    prompt:
      'A scene has one to three digits, and 384 anchors. An anchor is positive with an IoU of 0.7 or more with a digit, or when it is the nearest to one. How many are positive in the mean?',
    ...choice([
      {
        answer: 'a',
        text: 'about 2',
        says: 'An IoU of 0.7 allows little more than a sixth of a side as a shift. With 8 pixels from one place to the next, often none comes so near, and the nearest one is all there is.',
        right: true,
      },
      {
        answer: 'b',
        text: 'about 20',
        says: 'So many would be about ten for each digit. What IoU have two boxes of 24 × 24 pixels that are 8 pixels apart?',
      },
      {
        answer: 'c',
        text: 'about 100',
        says: 'A quarter of all anchors? Most of them do not even touch a digit.',
      },
    ]),
    hints: [
      'Two boxes of 24 × 24 pixels that are one place, 8 pixels, apart share 16 of the 32 columns that they cover.',
      'So next to a digit’s best anchor, an anchor of 24 × 24 has an IoU of 0.5 at most with the same one a place further.',
    ],
    leadsTo:
      'Two in 384: without sampling, background alone would make the loss. YOLO has the same trouble, and weighs its terms instead.',
  },
  {
    id: 'fast-faster-rcnn.5',
    kind: 'design',
    title: 'anchors for digits',
    prompt:
      'Choose { sizes, aspectRatios } for pictures of 64×64 and a map of 8×8: at most four anchors at each place, such that 97 % of the digits of test scenes have an anchor with an IoU of 0.5 or more. A ratio is height by width.',
    hints: [
      'The digits are 16 to 40 pixels high, and half of them are higher than 28. An anchor of size a and ratio q is a·√q high.',
      'Two sizes by two ratios are four anchors. A 1 is more than twice as high as wide, a 0 is nearly square.',
      'Sizes near 20 and 28, ratios near 1 and 2.',
    ],
    check: coversWithAnchors(),
    anotherWay: '{ sizes: [20, 28], aspectRatios: [1.2, 2.4] }',
    leadsTo:
      'The paper has three sizes by three ratios for everything in VOC. YOLO’s second version takes its shapes from the boxes of the training pictures, by clustering.',
  },
  {
    id: 'fast-faster-rcnn.6',
    kind: 'training',
    title: 'twelve scenes by heart',
    prompt:
      'Faster R-CNN is to learn twelve scenes by heart, without augmentation, in batches of 4. Give { rate, epochs, after }: the peak of the cosine rate of Adam, at most 30 epochs, and how many proposals the heads look at, from 1 to 32. Asked for is an mAP@0.5 of 80 % on these same scenes, as a mean of two seeds. The check trains it.',
    hints: [
      'Each epoch is 3 steps. Take all epochs that are allowed.',
      'What no proposal meets cannot be found: there are up to three digits in a scene, and the likeliest proposals may all lie on one of them.',
      'A rate of about 0.003, and 16 proposals or more.',
    ],
    check: detectsByHeart(),
    leadsTo:
      'A detector that cannot do this has an error in its boxes, its classes or its anchors. To do it takes seconds, and saves hours.',
  },
  {
    id: 'fast-faster-rcnn.7',
    kind: 'interpretation',
    title: 'why few proposals are enough',
    prompt:
      'Faster R-CNN needs 300 proposals where Fast R-CNN took 2,000 of selective search, and detects no worse. Which property of the curves of recall explains it?',
    ...choice([
      {
        answer: 'a',
        text: 'with all of its proposals the network has a higher recall',
        says: 'At the right end all four curves are near 1: with all of its boxes, selective search misses next to nothing. Where do the curves differ most?',
      },
      {
        answer: 'b',
        text: 'the network orders its proposals by how likely they are, so that the first few hold nearly every object',
        says: 'Objectness is learnt, so the order means something. The order of selective search is nearly drawn by lot, and whoever cuts its list off loses objects.',
        right: true,
      },
      {
        answer: 'c',
        text: 'the network’s boxes are more exact, as the curves for an IoU of 0.7 show',
        says: 'Exact boxes are the business of the heads, which move each region again. The question is why so few are enough: look at the left of the figure.',
      },
    ]),
    hints: [
      'Compare the curves at 4 proposals, and then at 128.',
      'What decides which proposals come first: in selective search, and in the region proposal network?',
    ],
    leadsTo:
      'Fewer regions are less work for the heads. YOLO goes on from here: its few boxes are the answer, and nobody looks a second time.',
  },
];
