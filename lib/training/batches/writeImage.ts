import { at, byteAt, intAt } from '../../spec/at';
import type { ImageBytes } from './imageSet';
import { type Placement, sourceColumns, sourceRows } from './placement';

/** How bytes become numbers around 0, for each channel. */
export interface Scaling {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** How the colours of one image change. */
export interface Colors {
  readonly brightness: number;
  readonly contrast: number;
}

/** What becomes of a byte of each channel: gain · byte + offset. */
interface Line {
  readonly gain: readonly number[];
  readonly offset: readonly number[];
}

/**
 * Writes one image as the network reads it: bytes / 255, changed, minus the mean, divided by the deviation.
 *
 * @param target [h, w, c] of the network's input, all 0; where the image does not reach it stays 0, which is the mean
 */
export function writeImage(
  image: ImageBytes,
  placement: Placement,
  { brightness, contrast }: Colors,
  { mean, std }: Scaling,
  target: Float32Array,
): void {
  // (brightness · (mean + contrast · (x − mean)) − mean) / std = gain · byte + offset
  const gain = std.map(deviation => (brightness * contrast) / deviation / 255);
  const offset = std.map((deviation, c) => (at(mean, c) * (brightness * (1 - contrast) - 1)) / deviation);
  const write = placement.scale === 1 ? copy : interpolate;
  write(image, placement, { gain, offset }, target);
}

/** In its own scale every pixel of the network's input is one of the image's. */
function copy({ data, shape }: ImageBytes, placement: Placement, { gain, offset }: Line, target: Float32Array): void {
  const [, width, channels] = shape;
  const [rows, columns] = [sourceRows(placement), sourceColumns(placement)];
  rows.forEach((row, y) => {
    if (row < 0) return;
    for (let x = 0; x < columns.length; x++) {
      const column = intAt(columns, x);
      if (column < 0) continue;
      const from = (row * width + column) * channels;
      const to = (y * columns.length + x) * channels;
      for (let c = 0; c < channels; c++) target[to + c] = at(gain, c) * byteAt(data, from + c) + at(offset, c);
    }
  });
}

/** Bilinear, between the centres of the pixels. */
function interpolate({ data, shape }: ImageBytes, placement: Placement, line: Line, target: Float32Array): void {
  const [height, width, channels] = shape;
  const { to, flip, scale, shift } = placement;
  const rows = neighbours(to[0], height, scale, shift[0]);
  const columns = neighbours(to[1], width, scale, shift[1]);
  const column = (x: number): number => (flip ? width - 1 - x : x) * channels;
  rows.forEach((row, y) => {
    if (row === null) return;
    columns.forEach((place, x) => {
      if (place === null) return;
      const [left, right] = [column(place.low), column(place.high)];
      const [top, bottom] = [row.low * width * channels, row.high * width * channels];
      for (let c = 0; c < channels; c++) {
        const upper = mix(byteAt(data, top + left + c), byteAt(data, top + right + c), place.part);
        const lower = mix(byteAt(data, bottom + left + c), byteAt(data, bottom + right + c), place.part);
        target[(y * to[1] + x) * channels + c] = at(line.gain, c) * mix(upper, lower, row.part) + at(line.offset, c);
      }
    });
  });
}

function mix(a: number, b: number, part: number): number {
  return a + (b - a) * part;
}

/** Two pixels and how far from the first to the second, from 0 to 1. */
interface Neighbours {
  readonly low: number;
  readonly high: number;
  readonly part: number;
}

function neighbours(count: number, size: number, scale: number, shift: number): (Neighbours | null)[] {
  return Array.from({ length: count }, (_, i) => {
    const place = (i + 0.5 - shift) / scale;
    if (place < 0 || place >= size) return null;
    const inside = Math.min(size - 1, Math.max(0, place - 0.5)); // beyond the outermost centres the edge goes on
    const low = Math.floor(inside);
    return { low, high: Math.min(size - 1, low + 1), part: inside - low };
  });
}
