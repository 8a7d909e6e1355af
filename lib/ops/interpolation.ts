import * as reading from '../spec/at';
import type { ImageBatch } from './array';

const { floatAt } = reading;

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

/** The value of one channel between four pixels (bilinear interpolation). */
export function interpolate(images: ImageBatch, image: number, row: Sample, column: Sample, channel: number): number {
  const { data, height, width, channels } = images;
  const [left, right] = [column.low * channels + channel, column.high * channels + channel];
  const above = (image * height + row.low) * width * channels;
  const below = (image * height + row.high) * width * channels;
  const upper = between(floatAt(data, above + left), floatAt(data, above + right), column.fraction);
  const lower = between(floatAt(data, below + left), floatAt(data, below + right), column.fraction);
  return between(upper, lower, row.fraction);
}

function between(first: number, second: number, fraction: number): number {
  return first * (1 - fraction) + second * fraction;
}
