import { byteAt } from '../../spec/at';

/** Pixels of MNIST's images. */
const SIDE = 28;

/** How a digit lies in a picture: the middle of its field, the field's height, and the angle it is turned by. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  /** Radians. */
  readonly angle: number;
}

/** The pixels that a digit covers, and how much. */
export interface Stamp {
  /** Places in the picture, row by row. */
  readonly pixels: Int32Array;
  /** How much of each the ink covers, above 0 and at most 1. */
  readonly ink: Float32Array;
}

/** Less ink than this is not drawn. */
const FAINTEST = 0.02;

/**
 * Draws a digit into a picture of this size: each pixel is looked up in the turned and scaled digit, between its pixels.
 *
 * @param digit [28, 28] bytes, 255 where the ink is full
 */
export function stampDigit(
  digit: Uint8Array,
  { x, y, scale, angle }: Pose,
  [height, width]: readonly [number, number],
): Stamp {
  const reach = (scale * Math.SQRT2) / 2;
  const [top, bottom] = [Math.max(0, Math.floor(y - reach)), Math.min(height, Math.ceil(y + reach))];
  const [left, right] = [Math.max(0, Math.floor(x - reach)), Math.min(width, Math.ceil(x + reach))];
  const [cos, sin] = [(Math.cos(angle) * SIDE) / scale, (Math.sin(angle) * SIDE) / scale];
  const pixels: number[] = [];
  const ink: number[] = [];
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const [dx, dy] = [column + 0.5 - x, row + 0.5 - y];
      const value = inkAt(digit, dy * cos - dx * sin + SIDE / 2 - 0.5, dy * sin + dx * cos + SIDE / 2 - 0.5);
      if (value < FAINTEST) continue;
      pixels.push(row * width + column);
      ink.push(value);
    }
  }
  return { pixels: Int32Array.from(pixels), ink: Float32Array.from(ink) };
}

/**
 * A digit as with a broader pen: each pixel takes the most ink within a circle.
 *
 * @param digit [28, 28] bytes
 * @param reach radius in pixels, on either side of a stroke; 0 gives the digit itself
 */
export function embolden(digit: Uint8Array, reach: number): Uint8Array {
  if (reach === 0) return digit;
  const least = -Math.floor(reach);
  const offsets = Array.from({ length: 1 - 2 * least }, (_, i) => i + least);
  const circle = offsets.flatMap(dy => offsets.filter(dx => Math.hypot(dx, dy) <= reach).map(dx => [dy, dx] as const));
  return digit.map((_, pixel) => {
    const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
    return Math.max(...circle.map(([dy, dx]) => inkOf(digit, row + dy, column + dx)));
  });
}

/** No ink outside. */
function inkOf(digit: Uint8Array, row: number, column: number): number {
  return row < 0 || column < 0 || row >= SIDE || column >= SIDE ? 0 : byteAt(digit, row * SIDE + column);
}

/** Between the four pixels around a place; no ink outside. */
function inkAt(digit: Uint8Array, row: number, column: number): number {
  const [top, left] = [Math.floor(row), Math.floor(column)];
  if (top < -1 || left < -1 || top >= SIDE || left >= SIDE) return 0;
  const [down, across] = [row - top, column - left];
  const value = (r: number, c: number): number => inkOf(digit, r, c) / 255;
  const upper = (1 - across) * value(top, left) + across * value(top, left + 1);
  const lower = (1 - across) * value(top + 1, left) + across * value(top + 1, left + 1);
  return (1 - down) * upper + down * lower;
}
