import { at } from '../spec/at';
import type { Box } from '../spec/box';
import type { NDArray } from '../spec/ndarray';
import { type Images, ndarray } from './array';
import { type AlignedRegion, alignedRegions, type RoiAlignOptions } from './roiAlign';
import { pooledRegions, type RoiPoolOptions } from './roiPool';

/** What RoI pooling makes of a region on a feature map, to be drawn. Places are in feature pixels, edges from 0. */
export interface PooledBins {
  /** The region as it is, before it is rounded. */
  readonly exact: Box;
  /** The region after rounding, and cut off at the map: what the bins cover. */
  readonly rounded: Box;
  /** For each row of bins each bin: the pixels that it reads, `[x1, y1, x2, y2]` with exclusive ends; empty ones have no area. */
  readonly bins: readonly (readonly Box[])[];
}

/** How far rounding moves the edges of a region. */
export interface QuantizationError {
  /** Of left, top, right and bottom edge, in pixels of the picture: rounded less exact. */
  readonly edges: Box;
  /** Intersection over union of the rounded region with the exact one, from 0 to 1. */
  readonly iou: number;
}

/** A map of `[height, width]` pixels. */
type MapSize = readonly [height: number, width: number];

/**
 * Which pixels of a feature map each bin of RoI pooling reads.
 *
 * Introduced in notebook fast-faster-rcnn.
 *
 * @param region in pixels of the picture
 * @throws RangeError when outputSize makes no sense
 */
export function roiPoolBins(region: Box, mapSize: MapSize, options: RoiPoolOptions): PooledBins {
  const { rows, columns } = at(pooledRegions(imagesOf(mapSize), row(region), options), 0);
  const { spatialScale = 1 } = options;
  const across = columns.map(ends);
  return {
    exact: scaled(region, spatialScale),
    rounded: roundedRegion(region, mapSize, spatialScale),
    bins: rows.map(ends).map(([y1, y2]) => across.map(([x1, x2]): Box => [x1, y1, x2, y2])),
  };
}

/**
 * What rounding does to a region in RoI pooling, which RoI align leaves out.
 *
 * A region of feature pixels a to b, both included, covers what lies from a to b + 1; so an exact right edge at 4.4 becomes 5.
 *
 * Introduced in notebook fast-faster-rcnn.
 *
 * @param region in pixels of the picture
 */
export function roiQuantizationError(region: Box, mapSize: MapSize, options: RoiPoolOptions): QuantizationError {
  const { spatialScale = 1 } = options;
  const back = scaled(roundedRegion(region, mapSize, spatialScale), 1 / spatialScale);
  const [dx1, dy1, dx2, dy2] = back.map((edge, i) => edge - at(region, i));
  return { edges: [dx1 ?? 0, dy1 ?? 0, dx2 ?? 0, dy2 ?? 0], iou: iouOf(region, back) };
}

/**
 * Where RoI align samples a feature map, in feature pixels: the middle of the first pixel is 0.
 *
 * @param region in pixels of the picture
 * @returns for each row of bins each bin: its places `[x, y]`
 */
export function roiAlignSamples(
  region: Box,
  mapSize: MapSize,
  options: RoiAlignOptions,
): readonly (readonly (readonly (readonly [x: number, y: number])[])[])[] {
  const { rows, columns } = at(alignedRegions(imagesOf(mapSize), row(region), options), 0);
  const places = (axis: AlignedRegion['rows'], bin: number): number[] =>
    Array.from({ length: axis.perBin }, (_, i) => axis.start + axis.binSize * (bin + (i + 0.5) / axis.perBin));
  return Array.from({ length: rows.bins }, (_, r) =>
    Array.from({ length: columns.bins }, (_, c) =>
      places(rows, r).flatMap(y => places(columns, c).map(x => [x, y] as const)),
    ),
  );
}

/** The whole pixels that a region becomes, as one bin. */
function roundedRegion(region: Box, mapSize: MapSize, spatialScale: number): Box {
  const { rows, columns } = at(pooledRegions(imagesOf(mapSize), row(region), { outputSize: 1, spatialScale }), 0);
  const [[y1, y2], [x1, x2]] = [ends(at(rows, 0)), ends(at(columns, 0))];
  return [x1, y1, x2, y2];
}

/** From the first pixel of a bin to behind its last; both 0 where it has none. */
function ends(bin: readonly number[]): readonly [number, number] {
  return bin.length === 0 ? [0, 0] : [at(bin, 0), at(bin, bin.length - 1) + 1];
}

const imagesOf = ([height, width]: MapSize): Images => ({ batch: 1, height, width, channels: 1 });
const row = (region: Box): NDArray => ndarray([1, 5], [0, ...region]);
const scaled = ([x1, y1, x2, y2]: Box, by: number): Box => [x1 * by, y1 * by, x2 * by, y2 * by];

function iouOf([ax1, ay1, ax2, ay2]: Box, [bx1, by1, bx2, by2]: Box): number {
  const width = Math.max(Math.min(ax2, bx2) - Math.max(ax1, bx1), 0);
  const height = Math.max(Math.min(ay2, by2) - Math.max(ay1, by1), 0);
  const union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - width * height;
  return union > 0 ? (width * height) / union : 0;
}
