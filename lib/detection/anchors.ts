import type { Box } from '../spec/box';
import { type Pair, showPair, toPair } from '../spec/pair';
import type { ImageSize } from './boxes';

export interface BaseAnchorOptions {
  /** Pixels: the square root of an anchor's area. */
  readonly sizes: readonly number[];
  /** Height by width. */
  readonly aspectRatios: readonly number[];
  /** Whether edges become whole pixels around the middle, as in torchvision; true unless told. */
  readonly rounded?: boolean;
}

export interface AnchorOptions extends BaseAnchorOptions {
  /** Pixels of the picture. */
  readonly imageSize: ImageSize;
  /** Rows and columns of the feature map. */
  readonly gridSize: readonly [rows: number, columns: number];
  /** Pixels of the picture from one cell to the next; unless told, the picture's size divided by the grid's, rounded down. */
  readonly strides?: Pair;
  /** Where in its cell an anchor's middle lies, in strides: 0, the top left corner, unless told, as in torchvision; ½ is the middle. */
  readonly offset?: number;
}

/**
 * The anchors of one cell, around the origin: for each aspect ratio, each size.
 *
 * width = size / √ratio, height = size · √ratio, so that anchors of one size have one area.
 *
 * @returns aspectRatios.length · sizes.length boxes
 * @throws RangeError when there is no size or no ratio, or one that is not positive
 */
export function baseAnchors({ sizes, aspectRatios, rounded = true }: BaseAnchorOptions): Box[] {
  checkPositive(sizes, 'sizes');
  checkPositive(aspectRatios, 'aspectRatios');
  const edge = rounded ? roundHalfToEven : (value: number): number => value;
  return aspectRatios.flatMap(ratio =>
    sizes.map((size): Box => {
      // 32 bits, as in torchvision: they decide which way half a pixel is rounded.
      const root = Math.fround(Math.sqrt(ratio));
      const right = edge(Math.fround(Math.fround(1 / root) * size) / 2);
      const bottom = edge(Math.fround(root * size) / 2);
      return [-right, -bottom, right, bottom];
    }),
  );
}

/**
 * The anchors of a feature map: those of each cell, row by row. They may reach beyond the picture.
 *
 * Introduced in notebook fast-faster-rcnn.
 *
 * @returns rows · columns · aspectRatios.length · sizes.length boxes: all of the first cell, all of the next in its row, …
 * @throws RangeError when a number is not positive, or the grid has more cells along an axis than the picture has pixels
 * @see Ren and others, Faster R-CNN, https://arxiv.org/abs/1506.01497, section 3.1.1; torchvision's AnchorGenerator
 */
export function anchorGrid(options: AnchorOptions): Box[] {
  const { gridSize, offset = 0 } = options;
  const [rowStride, columnStride] = stridesOf(options);
  const base = baseAnchors(options);
  const [rows, columns] = gridSize;
  return Array.from({ length: rows * columns }, (_, cell) => {
    const x = ((cell % columns) + offset) * columnStride;
    const y = (Math.floor(cell / columns) + offset) * rowStride;
    return base.map(([x1, y1, x2, y2]): Box => [x1 + x, y1 + y, x2 + x, y2 + y]);
  }).flat();
}

function stridesOf({ imageSize, gridSize, strides }: AnchorOptions): [number, number] {
  checkPositive(imageSize, 'imageSize');
  checkPositive(gridSize, 'gridSize');
  if (!gridSize.every(Number.isInteger)) {
    throw new RangeError(`anchorGrid: gridSize must be whole numbers. Received ${showPair(gridSize)}.`);
  }
  const pair = toPair(strides ?? [Math.floor(imageSize[0] / gridSize[0]), Math.floor(imageSize[1] / gridSize[1])]);
  if (pair.every(stride => stride > 0 && Number.isFinite(stride))) return pair;
  throw new RangeError(
    `anchorGrid: a cell is at least a pixel of the picture. Received imageSize ${imageSize.join('×')}, ` +
      `gridSize ${gridSize.join('×')}, strides ${showPair(pair)}. Give strides in pixels.`,
  );
}

function checkPositive(values: readonly number[], name: string): void {
  if (values.length > 0 && values.every(value => value > 0 && Number.isFinite(value))) return;
  throw new RangeError(`anchors: ${name} must be positive numbers, one or more. Received [${values.join(', ')}].`);
}

/** As PyTorch rounds: 0.5 → 0, 1.5 → 2, 2.5 → 2. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
