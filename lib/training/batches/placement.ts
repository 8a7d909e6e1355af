import type { Box } from '../../spec/box';
import type { ImagesOfAnySize, Size } from './imageSet';

/** Where an image comes to lie in the network's input: mirrored, then scaled, then moved. */
export interface Placement {
  /** The image's size. */
  readonly from: Size;
  /** The network's. */
  readonly to: Size;
  /** Left to right. */
  readonly flip: boolean;
  /** 2 is twice as large. */
  readonly scale: number;
  /** Pixels of the network's input that the image moves down and to the right. */
  readonly shift: readonly [down: number, right: number];
}

/** What was drawn for one image, or stands in the middle where nothing is drawn. */
export interface Position {
  readonly flip: boolean;
  readonly shift: readonly [down: number, right: number];
  /** Times the size that the frame gives it. */
  readonly zoom: number;
  /** Which part of what does not fit lies above and to the left, from 0 to 1. */
  readonly share: readonly [above: number, left: number];
}

export const MIDDLE: Position = { flip: false, shift: [0, 0], zoom: 1, share: [0.5, 0.5] };

/** Puts an image into its frame. */
export function place(from: Size, to: Size, frame: ImagesOfAnySize['frame'], position: Position): Placement {
  const { flip, zoom, share, shift } = position;
  const scale = zoom * scaleInto(frame, from, to);
  const down = Math.round((to[0] - from[0] * scale) * share[0]) + shift[0];
  const right = Math.round((to[1] - from[1] * scale) * share[1]) + shift[1];
  return { from, to, flip, scale, shift: [down, right] };
}

function scaleInto(frame: ImagesOfAnySize['frame'], from: Size, to: Size): number {
  switch (frame) {
    case 'crop':
      return 1;
    case 'contain':
      return Math.min(to[0] / from[0], to[1] / from[1]);
    default:
      return frame satisfies never;
  }
}

/** A box of the image in the network's input; it may reach beyond it. */
export function placeBox([x1, y1, x2, y2]: Box, { from: [, width], flip, scale, shift }: Placement): Box {
  const [left, end] = flip ? [width - x2, width - x1] : [x1, x2];
  const [down, right] = shift;
  return [left * scale + right, y1 * scale + down, end * scale + right, y2 * scale + down];
}

/**
 * The part of a box inside an image.
 *
 * @param least the part of its area that must be inside, from 0 to 1
 * @returns null where less is
 */
export function visiblePart([x1, y1, x2, y2]: Box, [height, width]: Size, least: number): Box | null {
  const [left, top] = [Math.max(0, x1), Math.max(0, y1)];
  const [right, bottom] = [Math.min(width, x2), Math.min(height, y2)];
  if (right <= left || bottom <= top) return null;
  const part = ((right - left) * (bottom - top)) / ((x2 - x1) * (y2 - y1));
  return part < least ? null : [left, top, right, bottom];
}

/** The image's row of each row of the network's input, or −1 outside of the image: that of the nearest pixel. */
export function sourceRows({ from: [height], to: [rows], scale, shift: [down] }: Placement): Int32Array {
  return nearestPixels(rows, height, scale, down);
}

/** The same for columns. */
export function sourceColumns({ from: [, width], to: [, columns], scale, shift, flip }: Placement): Int32Array {
  const found = nearestPixels(columns, width, scale, shift[1]);
  return flip ? found.map(column => (column < 0 ? -1 : width - 1 - column)) : found;
}

function nearestPixels(count: number, size: number, scale: number, shift: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => {
    const pixel = Math.floor((i + 0.5 - shift) / scale);
    return pixel >= 0 && pixel < size ? pixel : -1;
  });
}
