import { boxCount } from '../boxes';

/** @throws RangeError when there is not a score for each box, or when one is NaN */
export function checkScores(boxes: Float32Array, scores: ArrayLike<number>, where: string): void {
  if (scores.length !== boxCount(boxes)) {
    throw new RangeError(
      `${where}: each box has a score. Received ${scores.length} scores for ${boxCount(boxes)} boxes.`,
    );
  }
  const wrong = Array.from(scores).findIndex(Number.isNaN);
  if (wrong < 0) return;
  throw new RangeError(`${where}: a score is a number. Received NaN for box ${wrong}. Look at what computed it.`);
}

/** Positions by score, the largest first; equal ones in the order that they have. */
export function orderByScore(scores: ArrayLike<number>): Int32Array {
  const values = Float64Array.from(scores);
  // Not −b + a, which is NaN for two infinite scores.
  const places = Array.from(values, (value, place) => ({ value, place }));
  places.sort((a, b) => (a.value === b.value ? a.place - b.place : a.value < b.value ? 1 : -1));
  return Int32Array.from(places, ({ place }) => place);
}
