import { type Box, boxHeight, boxWidth } from '../../spec/box';
import { type Boxes, boxAt, boxCount } from './packed';

/** Pixels of a picture. */
export type ImageSize = readonly [height: number, width: number];

/** What can be wrong with a box. */
export type BoxFault = 'not finite' | 'inverted' | 'empty' | 'outside';

export interface BoxProblem {
  /** Which of the boxes. */
  readonly index: number;
  readonly box: Box;
  readonly fault: BoxFault;
}

/**
 * What is wrong with boxes, one thing for each that is not right: a number that is not finite, a right edge left of the left
 * one, no area, or, where a size is given, a part outside the picture. To look at before training.
 *
 * Introduced in notebook detection-basics.
 *
 * @returns an empty list when all are right
 */
export function boxProblems(boxes: Boxes, imageSize?: ImageSize): BoxProblem[] {
  return Array.from({ length: boxCount(boxes) }, (_, index) => ({ index, box: boxAt(boxes, index) })).flatMap(
    problem => {
      const fault = faultOf(problem.box, imageSize);
      return fault === null ? [] : [{ ...problem, fault }];
    },
  );
}

function faultOf(box: Box, imageSize?: ImageSize): BoxFault | null {
  const [x1, y1, x2, y2] = box;
  if (!box.every(Number.isFinite)) return 'not finite';
  if (boxWidth(box) < 0 || boxHeight(box) < 0) return 'inverted';
  if (boxWidth(box) === 0 || boxHeight(box) === 0) return 'empty';
  if (imageSize === undefined) return null;
  const [height, width] = imageSize;
  return Math.min(x1, y1) < 0 || x2 > width || y2 > height ? 'outside' : null;
}

const ADVICE: Readonly<Record<BoxFault, string>> = {
  'not finite': 'Look at what computed it.',
  inverted: 'Give x1, y1, x2, y2 with x1 < x2 and y1 < y2.',
  empty: 'Leave out boxes without area.',
  outside: 'Cut it off with clipBoxes.',
};

/**
 * Refuses boxes with which nothing can be trained or measured; `boxProblems` lists all that is wrong.
 *
 * @throws RangeError that names the first of them and what is wrong with it
 */
export function checkBoxes(boxes: Boxes, imageSize?: ImageSize, where = 'checkBoxes'): void {
  const [first] = boxProblems(boxes, imageSize);
  if (first === undefined) return;
  const { index, box, fault } = first;
  const picture = imageSize === undefined ? '' : ` in a picture of ${imageSize.join('×')} pixels`;
  throw new RangeError(`${where}: box ${index} is ${fault}${picture}. Received [${box.join(', ')}]. ${ADVICE[fault]}`);
}
