import type { Random } from '../../spec/random';
import type { Size } from './imageSet';
import type { Position } from './placement';
import type { Colors } from './writeImage';

/**
 * Random changes of training images that do not change what is on them. Masks and boxes move with their image; changed
 * colours leave them alone.
 */
export interface Augmentation {
  /** Mirrors half of the images left to right. */
  readonly flip?: boolean;
  /** Pixels of border: the image is shifted by up to so many in both directions, and the border filled with the mean. */
  readonly crop?: number;
  /** Brightness and contrast change by up to this part: 0.2 means between 0.8 and 1.2 times. */
  readonly color?: number;
  /**
   * Smallest and largest factor of a random size, `[0.5, 2]` for example. Of an enlarged image a random part is seen; a
   * smaller one lies anywhere on a border of the mean. Halving and doubling are equally likely.
   */
  readonly scale?: readonly [smallest: number, largest: number];
}

/** What happens to one image. */
export type Change = Position & Colors;

/** What happens to one image in all but its size. */
export type BasicChange = Pick<Change, 'flip' | 'shift' | 'brightness' | 'contrast'>;

/** Draws the change of one image; all numbers are drawn, whatever is used, so that the settings do not interact. */
export function drawChange({ flip = false, crop = 0, color = 0 }: Augmentation, random: Random): BasicChange {
  const mirrored = random.uniform(0, 1) < 0.5;
  const shift = (): number => random.integer(2 * crop + 1) - crop;
  const factor = (): number => random.uniform(1 - color, 1 + color);
  return { flip: flip && mirrored, shift: [shift(), shift()], brightness: factor(), contrast: factor() };
}

/**
 * Draws the size and the place of one image. They have random numbers of their own, so that the changes of `drawChange`
 * stay what they are.
 */
export function drawSize({ scale = [1, 1] }: Augmentation, random: Random): Pick<Change, 'zoom' | 'share'> {
  const [smallest, largest] = scale;
  const zoom = smallest * (largest / smallest) ** random.uniform(0, 1);
  return { zoom, share: [random.uniform(0, 1), random.uniform(0, 1)] };
}

/**
 * Checks the settings.
 *
 * @param size of the network's input
 * @throws RangeError when a setting makes no sense for images of this size
 */
export function checkAugmentation({ crop = 0, color = 0, scale = [1, 1] }: Augmentation, [height, width]: Size): void {
  if (!Number.isInteger(crop) || crop < 0 || crop >= Math.min(height, width)) {
    throw new RangeError(
      `augment: crop is a whole number of pixels below the image's size ${height}×${width}. Received ${crop}.`,
    );
  }
  if (!(color >= 0 && color < 1))
    throw new RangeError(`augment: color is a part from 0 to below 1. Received ${color}.`);
  const [smallest, largest] = scale;
  if (!(smallest > 0 && largest >= smallest && largest < Number.POSITIVE_INFINITY)) {
    throw new RangeError(
      `augment: scale is two factors above 0, the smallest and the largest. Received [${scale.join(', ')}].`,
    );
  }
}
