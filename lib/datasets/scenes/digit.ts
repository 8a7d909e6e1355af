import * as reading from '../../spec/at';

const { byteAt } = reading;

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
  const bold = new Uint8Array(digit.length);
  const least = -Math.floor(reach);
  // Each pixel of ink is spread to its neighbours: most of the 28 × 28 hold none.
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const ink = byteAt(digit, row * SIDE + column);
      if (ink === 0) continue;
      for (let y = Math.max(0, row + least); y <= Math.min(SIDE - 1, row - least); y++) {
        for (let x = Math.max(0, column + least); x <= Math.min(SIDE - 1, column - least); x++) {
          const near = (y - row) ** 2 + (x - column) ** 2 <= reach ** 2;
          if (near && byteAt(bold, y * SIDE + x) < ink) bold[y * SIDE + x] = ink;
        }
      }
    }
  }
  return bold;
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
  const upper = (1 - across) * inkOf(digit, top, left) + across * inkOf(digit, top, left + 1);
  const lower = (1 - across) * inkOf(digit, top + 1, left) + across * inkOf(digit, top + 1, left + 1);
  return ((1 - down) * upper + down * lower) / 255;
}
