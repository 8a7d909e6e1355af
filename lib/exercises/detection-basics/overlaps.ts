import type { Box } from '../../spec/box';
import type { Random } from '../../spec/random';

type Pair = readonly [a: Box, b: Box];

/** Boxes that overlap at a corner, one inside the other, side by side, far apart, and twice the same. */
export const PAIRS: readonly Pair[] = [
  [
    [10, 10, 30, 30],
    [20, 15, 40, 35],
  ],
  [
    [0, 0, 20, 10],
    [5, 2, 10, 8],
  ],
  [
    [0, 0, 10, 10],
    [10, 0, 20, 10],
  ],
  [
    [0, 0, 10, 10],
    [30, 40, 50, 60],
  ],
  [
    [0, 0, 10, 10],
    [2, 30, 8, 40],
  ],
  [
    [3, 4, 8, 16],
    [3, 4, 8, 16],
  ],
];

/** Two boxes of 1 to 40 pixels, in a picture of 60. */
export function drawPair(random: Random): Pair {
  const box = (): Box => {
    const [x, y] = [random.integer(20), random.integer(20)];
    return [x, y, x + 1 + random.integer(40), y + 1 + random.integer(40)];
  };
  return [box(), box()];
}

const area = ([x1, y1, x2, y2]: Box): number => (x2 - x1) * (y2 - y1);
const sides = ([ax1, ay1, ax2, ay2]: Box, [bx1, by1, bx2, by2]: Box): [width: number, height: number] => [
  Math.min(ax2, bx2) - Math.max(ax1, bx1),
  Math.min(ay2, by2) - Math.max(ay1, by1),
];

/** The area that both cover. */
function shared(a: Box, b: Box): number {
  const [width, height] = sides(a, b);
  return Math.max(width, 0) * Math.max(height, 0);
}

export function overlap(a: Box, b: Box): number {
  return shared(a, b) / (area(a) + area(b) - shared(a, b));
}

/** Wrong ways that come near. */
export const slips = {
  twice: (a: Box, b: Box): number => shared(a, b) / (area(a) + area(b)),
  negative: (a: Box, b: Box): number => {
    const [width, height] = sides(a, b);
    return (width * height) / (area(a) + area(b) - width * height);
  },
  smaller: (a: Box, b: Box): number => shared(a, b) / Math.min(area(a), area(b)),
  enclosing: (a: Box, b: Box): number => {
    const width = Math.max(a[2], b[2]) - Math.min(a[0], b[0]);
    const height = Math.max(a[3], b[3]) - Math.min(a[1], b[1]);
    return shared(a, b) / (width * height);
  },
  pixels: (a: Box, b: Box): number => {
    const [width, height] = sides(a, b).map(side => Math.max(side + 1, 0));
    const common = (width ?? 0) * (height ?? 0);
    const wide = ([x1, y1, x2, y2]: Box): number => (x2 - x1 + 1) * (y2 - y1 + 1);
    return common / (wide(a) + wide(b) - common);
  },
  corners: (a: Box, b: Box): number => {
    // as if a box were [x, y, width, height]
    const asCorners = ([x, y, width, height]: Box): Box => [x, y, x + width, y + height];
    return overlap(asCorners(a), asCorners(b));
  },
};

/** A property: an IoU is a share. */
export function isShare(result: unknown): string | undefined {
  if (typeof result !== 'number') return 'the result must be one number.';
  if (result >= 0 && result <= 1) return undefined;
  return `an IoU lies between 0 and 1. Received ${result}.`;
}
