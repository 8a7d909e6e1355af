/** Random images and labels: how long a step takes does not depend on what is on them. */
import { fillUniform } from '../../lib/spec/random';

export interface RandomBatch {
  /** [n, h, w, c], from −1 to 1. */
  readonly images: Float32Array;
  readonly shape: readonly [number, number, number, number];
  /** [n], from 0 to 9. */
  readonly labels: Int32Array;
}

const CLASSES = 10;

/**
 * Makes a batch, the same each time.
 *
 * @param inputShape [height, width, channels]
 */
export function randomBatch(batch: number, inputShape: readonly [number, number, number]): RandomBatch {
  const [height, width, channels] = inputShape;
  const images = fillUniform(new Float32Array(batch * height * width * channels), 1, 0);
  const labels = Int32Array.from({ length: batch }, (_, i) => i % CLASSES);
  return { images, shape: [batch, height, width, channels], labels };
}
