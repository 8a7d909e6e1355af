import type { Random } from '../../spec/random';

/** Random changes of training images that do not change their class. */
export interface Augmentation {
  /** Mirrors half of the images left to right. */
  readonly flip?: boolean;
  /** Pixels of border: the image is shifted by up to so many in both directions, and the border filled with the mean. */
  readonly crop?: number;
  /** Brightness and contrast change by up to this part: 0.2 means between 0.8 and 1.2 times. */
  readonly color?: number;
}

/** What happens to one image. */
export interface Change {
  readonly flip: boolean;
  /** Pixels that the image moves down and to the right. */
  readonly shift: readonly [number, number];
  readonly brightness: number;
  readonly contrast: number;
}

/** Draws the change of one image; all numbers are drawn, whatever is used, so that the settings do not interact. */
export function drawChange({ flip = false, crop = 0, color = 0 }: Augmentation, random: Random): Change {
  const mirrored = random.uniform(0, 1) < 0.5;
  const shift = (): number => random.integer(2 * crop + 1) - crop;
  const factor = (): number => random.uniform(1 - color, 1 + color);
  return { flip: flip && mirrored, shift: [shift(), shift()], brightness: factor(), contrast: factor() };
}

/**
 * Checks the settings.
 *
 * @throws RangeError when a setting makes no sense for images of this size
 */
export function checkAugmentation({ crop = 0, color = 0 }: Augmentation, [height, width]: readonly number[]): void {
  if (!Number.isInteger(crop) || crop < 0 || crop >= Math.min(height, width)) {
    throw new RangeError(
      `augment: crop is a whole number of pixels below the image's size ${height}×${width}. Received ${crop}.`,
    );
  }
  if (!(color >= 0 && color < 1))
    throw new RangeError(`augment: color is a part from 0 to below 1. Received ${color}.`);
}

/** How bytes become numbers around 0, for each channel. */
export interface Scaling {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * Writes one image as the network reads it: bytes / 255, changed, minus the mean, divided by the deviation.
 *
 * @param source [h, w, c], from 0 to 255
 * @param target [h, w, c]; where the image was shifted away it is 0, which is the mean
 */
export function writeImage(
  source: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
  { flip, shift: [down, right], brightness, contrast }: Change,
  { mean, std }: Scaling,
  target: Float32Array,
): void {
  // (brightness · (mean + contrast · (x − mean)) − mean) / std = gain · byte + offset
  const gain = std.map(deviation => (brightness * contrast) / deviation / 255);
  const offset = std.map((deviation, c) => (mean[c] * (brightness * (1 - contrast) - 1)) / deviation);
  for (let y = 0; y < height; y++) {
    const row = y - down;
    if (row < 0 || row >= height) continue;
    for (let x = 0; x < width; x++) {
      const column = x - right;
      if (column < 0 || column >= width) continue;
      const from = (row * width + (flip ? width - 1 - column : column)) * channels;
      const to = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) target[to + c] = gain[c] * source[from + c] + offset[c];
    }
  }
}
