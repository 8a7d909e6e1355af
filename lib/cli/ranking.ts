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
  const ranked = Array.from(shares, (share, label) => ({ label, share }));
  return ranked.sort((a, b) => b.share - a.share).slice(0, count);
}

function softmax(scores: Float32Array): Float64Array {
  const largest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const powers = Float64Array.from(scores, score => Math.exp(score - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map(power => power / sum);
}

/** For each class, the part of the pixels in which its score is the largest. */
function pixelShares({ shape, data }: NDArray): Float64Array {
  const [, classes, ...image] = shape;
  const pixels = elements(image);
  const shares = new Float64Array(classes);
  for (let pixel = 0; pixel < pixels; pixel++) {
    let best = 0;
    for (let label = 1; label < classes; label++) {
      if (data[label * pixels + pixel] > data[best * pixels + pixel]) best = label;
    }
    shares[best] += 1 / pixels;
  }
  return shares;
}
