import type { Box } from '../../spec/box';
import { boxArea, checkBoxes, intersection, iou, packBoxes } from '../boxes';
import type { ClassKey, ImageKey, Prediction, Truth } from '../detection';

/** What is predicted and what is there of one class in one picture. */
export interface Picture {
  /** The surest first. */
  readonly predictions: readonly Prediction[];
  /** Crowds last. */
  readonly truths: readonly Truth[];
  /** A row for each prediction, a column for each truth; with a crowd, the share of the prediction that lies in it. */
  readonly overlaps: readonly (readonly number[])[];
}

/** One class in all pictures. */
export interface ClassPictures {
  readonly class: ClassKey;
  readonly pictures: readonly Picture[];
  /** Truths that count: all but the crowds. */
  readonly positives: number;
}

/**
 * Sorts predictions and truths by class and by picture, both in their order: numbers by size, names by letters.
 *
 * @param maxDetections so many of a class in a picture count, the surest
 * @throws RangeError when a truth has no area, or when a number is not finite or a score NaN
 */
export function byClass(
  predictions: readonly Prediction[],
  truths: readonly Truth[],
  maxDetections: number,
): ClassPictures[] {
  checkBoxes(
    truths.map(({ box }) => box),
    undefined,
    'truths',
  );
  packBoxes(
    predictions.map(({ box }) => box),
    'predictions',
  );
  const unscored = predictions.findIndex(({ score }) => Number.isNaN(score));
  if (unscored >= 0) {
    throw new RangeError(`predictions: a score is a number. Received NaN for prediction ${unscored}.`);
  }
  const [found, present] = [grouped(predictions, by => by.class), grouped(truths, by => by.class)];
  return inOrder([...found.keys(), ...present.keys()]).map(key => {
    const ofClass = present.get(key) ?? [];
    const [foundIn, presentIn] = [grouped(found.get(key) ?? [], by => by.image), grouped(ofClass, by => by.image)];
    return {
      class: key,
      pictures: inOrder<ImageKey>([...foundIn.keys(), ...presentIn.keys()]).map(image =>
        pictureOf(foundIn.get(image) ?? [], presentIn.get(image) ?? [], maxDetections),
      ),
      positives: ofClass.filter(({ crowd = false }) => !crowd).length,
    };
  });
}

function pictureOf(predictions: readonly Prediction[], truths: readonly Truth[], most: number): Picture {
  const surest = bySurety(predictions).slice(0, most);
  const [single, crowds] = [truths.filter(({ crowd = false }) => !crowd), truths.filter(({ crowd = false }) => crowd)];
  const overlaps = surest.map(({ box }) => [
    ...single.map(truth => iou(box, truth.box)),
    ...crowds.map(truth => shareInside(box, truth.box)),
  ]);
  return { predictions: surest, truths: [...single, ...crowds], overlaps };
}

/** The share of a box that lies in a crowd; 0 for an empty one. */
function shareInside(box: Box, crowd: Box): number {
  const shared = intersection(box, crowd);
  return shared === 0 ? 0 : shared / boxArea(box);
}

/** By score, the surest first; equal scores in the order that they have. */
export function bySurety<T extends { readonly score: number }>(predictions: readonly T[]): T[] {
  // Not b.score − a.score, which is NaN for two infinite scores.
  return [...predictions].sort((a, b) => (a.score === b.score ? 0 : a.score < b.score ? 1 : -1));
}

export function grouped<T, K>(list: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Each key once, numbers by size and names by letters. */
function inOrder<K extends ClassKey>(keys: readonly K[]): K[] {
  return [...new Set(keys)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
