import type { Region } from '../../detection/proposals';
import type { Box } from '../../spec/box';
import type { Random } from '../../spec/random';

type Pair = readonly [a: Region, b: Region, pixels: number];

/** Side by side, far apart, one around the other, and overlapping boxes. */
export const REGION_PAIRS: readonly Pair[] = [
  [{ box: [0, 0, 10, 10], size: 100 }, { box: [10, 0, 30, 10], size: 150 }, 1000],
  [{ box: [0, 0, 5, 5], size: 20 }, { box: [40, 50, 60, 60], size: 90 }, 4096],
  [{ box: [0, 0, 64, 64], size: 3000 }, { box: [20, 20, 40, 44], size: 300 }, 4096],
  [{ box: [5, 5, 25, 20], size: 180 }, { box: [15, 10, 40, 30], size: 260 }, 1600],
];

/** Two regions of a picture of 60 × 60 pixels, each of which fills a part of its box. */
export function drawRegions(random: Random): Pair {
  const region = (): Region => {
    const [x, y] = [random.integer(30), random.integer(30)];
    const [width, height] = [4 + random.integer(26), 4 + random.integer(26)];
    return { box: [x, y, x + width, y + height], size: Math.round(width * height * random.uniform(0.4, 0.9)) };
  };
  return [region(), region(), 3600];
}

const around = (a: Box, b: Box): number =>
  (Math.max(a[2], b[2]) - Math.min(a[0], b[0])) * (Math.max(a[3], b[3]) - Math.min(a[1], b[1]));
const areaOf = ([x1, y1, x2, y2]: Box): number => (x2 - x1) * (y2 - y1);
const size = (a: Region, b: Region, pixels: number): number => 1 - (a.size + b.size) / pixels;
const fill = (a: Region, b: Region, pixels: number): number => 1 - (around(a.box, b.box) - a.size - b.size) / pixels;

type Both = readonly [size: number, fill: number];

export function sizeAndFill(a: Region, b: Region, pixels: number): Both {
  return [size(a, b, pixels), fill(a, b, pixels)];
}

/** As if each region filled its box. */
const filled = ({ box }: Region): Region => ({ box, size: areaOf(box) });

/** Wrong ways that come near. */
export const slips = {
  boxes: (a: Region, b: Region, pixels: number): Both => sizeAndFill(filled(a), filled(b), pixels),
  boxAround: (a: Region, b: Region, pixels: number): Both => [size(a, b, pixels), 1 - around(a.box, b.box) / pixels],
  swapped: (a: Region, b: Region, pixels: number): Both => [fill(a, b, pixels), size(a, b, pixels)],
  distances: (a: Region, b: Region, pixels: number): Both => [1 - size(a, b, pixels), 1 - fill(a, b, pixels)],
  sum: (a: Region, b: Region, pixels: number): number => size(a, b, pixels) + fill(a, b, pixels),
};
