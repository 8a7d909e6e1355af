import { type ImageSet, isOfOneSize } from './imageSet';
import type { Scaling } from './writeImage';

/** A deviation from which on the values 0 and 1 of 255 are the same to a network. */
const WIDE = 0.05;

/**
 * What is probably meant otherwise in a scaling that is given: bytes are divided by 255 before it.
 *
 * @returns null where nothing looks strange
 */
export function pixelHint(set: ImageSet, { mean, std }: Scaling): string | null {
  const largest = mean.reduce((a, b) => Math.max(a, b), 0);
  if (largest > 1) {
    return `The mean of scaling is ${largest}, and pixels are divided by 255 before it is subtracted. Divide mean and std by 255, too.`;
  }
  if (std.some(value => value < WIDE) || !isAtMostOne(set)) return null;
  return 'No pixel is larger than 1, and white is 255: with this scaling all images are black to the network. Multiply the pixels by 255.';
}

function isAtMostOne(set: ImageSet): boolean {
  const pieces = isOfOneSize(set) ? [set.images] : set.images.map(({ data }) => data);
  return pieces.every(data => data.every(value => value <= 1));
}
