import { at, floatAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';
import { elements } from '../spec/shape';

/** A class and its share: its probability, or the part of the pixels that it covers. */
export interface Ranked {
  readonly label: number;
  readonly share: number;
}

/**
 * The classes with the largest shares, largest first.
 *
 * @param scores of one image: [1, classes], or [1, classes, h, w] with scores for each pixel
 * @param count how many
 */
export function ranking(scores: NDArray, count: number): Ranked[] {
  const shares = scores.shape.length === 2 ? softmax(scores.data) : pixelShares(scores);
  const ranked = shares.map((share, label) => ({ label, share }));
  return ranked.sort((a, b) => b.share - a.share).slice(0, count);
}

function softmax(scores: Float32Array): number[] {
  const largest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const powers = Array.from(scores, score => Math.exp(score - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map(power => power / sum);
}

/** For each class, the part of the pixels in which its score is the largest. */
function pixelShares({ shape, data }: NDArray): number[] {
  const classes = at(shape, 1);
  const pixels = elements(shape.slice(2));
  const counts = new Array<number>(classes).fill(0);
  const score = (label: number, pixel: number): number => floatAt(data, label * pixels + pixel);
  for (let pixel = 0; pixel < pixels; pixel++) {
    let best = 0;
    for (let label = 1; label < classes; label++) if (score(label, pixel) > score(best, pixel)) best = label;
    counts[best] = at(counts, best) + 1;
  }
  return counts.map(count => count / pixels);
}
