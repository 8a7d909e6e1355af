import { doubleAt, intAt } from '../spec/at';
import type { Labels } from './labelMap';

export interface ConfusionOptions {
  readonly numClasses: number;
  /** Pixels whose true label this is do not count, such as VOC's 255 along borders. None when left out. */
  readonly ignoreLabel?: number;
}

/** Counts of pixels: a row for each true class, a column for each predicted one. */
export type ConfusionMatrix = readonly (readonly number[])[];

/**
 * How often a pixel of one class is given another.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @param truth the right label of each pixel, of one image or of many
 * @param predicted the label that each pixel is given, in the same order
 * @returns counts; row i, column j: pixels of class i that are given class j
 * @throws RangeError when the lists differ in length, or a label that counts is no class
 */
export function confusionMatrix(truth: Labels, predicted: Labels, options: ConfusionOptions): ConfusionMatrix {
  const { numClasses, ignoreLabel } = options;
  if (!(Number.isInteger(numClasses) && numClasses > 0)) {
    throw new RangeError(`confusionMatrix: numClasses must be a whole number from 1 on. Received ${numClasses}.`);
  }
  if (truth.length !== predicted.length) {
    throw new RangeError(
      `confusionMatrix: there must be a predicted label for each true one. Received ${truth.length} true and ${predicted.length} predicted.`,
    );
  }
  const [rows, columns] = [Int32Array.from(truth), Int32Array.from(predicted)];
  const counts = new Float64Array(numClasses * numClasses);
  for (let pixel = 0; pixel < truth.length; pixel++) {
    const [row, column] = [intAt(rows, pixel), intAt(columns, pixel)];
    if (row === ignoreLabel) continue;
    checkLabel(row, 'true', pixel, options);
    checkLabel(column, 'predicted', pixel, options);
    counts[row * numClasses + column] = doubleAt(counts, row * numClasses + column) + 1;
  }
  return Array.from({ length: numClasses }, (_, i) => [...counts.subarray(i * numClasses, (i + 1) * numClasses)]);
}

function checkLabel(label: number, what: string, pixel: number, { numClasses, ignoreLabel }: ConfusionOptions): void {
  if (Number.isInteger(label) && label >= 0 && label < numClasses) return;
  const ignored = ignoreLabel === undefined ? 'Name it as ignoreLabel where it does not count.' : '';
  throw new RangeError(
    `confusionMatrix: labels go from 0 to ${numClasses - 1}. Received the ${what} label ${label} at pixel ${pixel}. ${ignored}`.trimEnd(),
  );
}
