import type { NDArray } from '../spec/ndarray';

/** A place between two neighbouring pixels of an axis: its value is (1 − fraction) · x[low] + fraction · x[high]. */
export interface Sample {
  readonly low: number;
  readonly high: number;
  readonly fraction: number;
}

/** The sample at `position`, in pixels from the first pixel's centre; places outside take the nearest pixel. */
export function sampleAt(position: number, size: number): Sample {
  const inside = Math.min(Math.max(position, 0), size - 1);
  const low = Math.floor(inside);
  return { low, high: Math.min(low + 1, size - 1), fraction: inside - low };
}

/**
 * The value of one channel between four pixels (bilinear interpolation).
 *
 * @param x [n, h, w, c]
 */
export function interpolate(x: NDArray, image: number, row: Sample, column: Sample, channel: number): number {
  const [, height, width, channels] = x.shape;
  const at = (y: number, place: number): number => x.data[((image * height + y) * width + place) * channels + channel];
  const upper = at(row.low, column.low) * (1 - column.fraction) + at(row.low, column.high) * column.fraction;
  const lower = at(row.high, column.low) * (1 - column.fraction) + at(row.high, column.high) * column.fraction;
  return upper * (1 - row.fraction) + lower * row.fraction;
}
