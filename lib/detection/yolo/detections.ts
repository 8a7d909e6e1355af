import { at } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { clipBoxes, type ImageSize } from '../boxes';
import type { Detection } from '../detection';
import { batchedNms } from '../nms';
import { type CellPrediction, cellPredictions } from './decode';
import { type CellOptions, imageSizeOf } from './grid';

export interface YoloDetectionsOptions extends CellOptions {
  /** Detections that score less are left out; 0.05 by default. */
  readonly scoreThreshold?: number;
  /** Of two boxes of a class that overlap by more, the surer is kept; 0.5 by default. */
  readonly iouThreshold?: number;
}

/**
 * What YOLO finds in a picture: each box is scored for each class, confidence times probability, cut off at the picture's
 * edges, and of boxes of one class that overlap the surest is kept. What is not finite is left out.
 *
 * Introduced in notebook yolo.
 *
 * @param output [rows, columns, 5 · boxes + classes], for one picture
 * @returns the surest first; a score may lie a little above 1, since nothing in the network bounds it
 * @throws RangeError when the channels do not hold so many boxes and a class
 * @see Redmon et al., You Only Look Once, https://arxiv.org/abs/1506.02640, section 2
 */
export function yoloDetections(output: NDArray, options: YoloDetectionsOptions): Detection[] {
  const { scoreThreshold = 0.05, iouThreshold = 0.5 } = options;
  const size = imageSizeOf(options.picture, 'yoloDetections');
  const found = cellPredictions(output, options).flatMap(cell => scored(cell, size, scoreThreshold));
  const [boxes, scores] = [found.map(({ box }) => box), found.map(({ score }) => score)];
  const labels = found.map(({ label }) => label);
  return batchedNms(boxes, scores, labels, { iouThreshold }).map(i => at(found, i));
}

/** The boxes of a cell that score enough, once for each class. */
function scored({ boxes, classes }: CellPrediction, size: ImageSize, threshold: number): Detection[] {
  return boxes.flatMap(({ box, confidence }) =>
    classes.flatMap((probability, label) => {
      // A linear network can give negative numbers, and two of them are no reason to believe in an object.
      const score = Math.max(confidence, 0) * Math.max(probability, 0);
      // Boxes are packed in 32 bits.
      const finite = [score, ...box].every(value => Number.isFinite(Math.fround(value)));
      if (!(score >= threshold && finite)) return [];
      const [clipped] = clipBoxes([box], size);
      return clipped !== undefined && clipped[2] > clipped[0] && clipped[3] > clipped[1]
        ? [{ box: clipped, label, score }]
        : [];
    }),
  );
}
