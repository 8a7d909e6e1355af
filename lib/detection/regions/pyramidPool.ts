import { imageShape } from '../../images/imageShape';
import * as reading from '../../spec/at';
import type { Box } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';

const { at, floatAt } = reading;

/** Where the units of a map lie in the picture, along both axes; `arithmetic.analyze` says it of each layer. */
export interface MapPlace {
  /** Middle of the first unit's field, in pixels; the middle of the first pixel is 0.5. */
  readonly start: number;
  /** Pixels between the middles of neighbouring units. */
  readonly stride: number;
}

/** Cells of a map, the last ones not included. */
export interface CellWindow {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/**
 * The window of a map that shows a box: the cells whose middle lies in it, and one at least, the nearest.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param shape `[h, w]` of the map, in cells
 * @see He et al., Spatial Pyramid Pooling in Deep Convolutional Networks, https://arxiv.org/abs/1406.4729, appendix A
 */
export function windowOnMap(
  [x1, y1, x2, y2]: Box,
  { start, stride }: MapPlace,
  [height, width]: readonly [height: number, width: number],
): CellWindow {
  const along = (from: number, to: number, count: number): readonly [number, number] => {
    const first = Math.ceil((from - start) / stride);
    const past = Math.floor((to - start) / stride) + 1;
    const nearest = Math.round(((from + to) / 2 - start) / stride);
    const [low, high] = past > first ? [first, past] : [nearest, nearest + 1];
    const begin = Math.min(Math.max(low, 0), count - 1);
    return [begin, Math.min(Math.max(high, begin + 1), count)];
  };
  const [top, bottom] = along(y1, y2, height);
  const [left, right] = along(x1, x2, width);
  return { top, left, bottom, right };
}

/**
 * Spatial pyramid pooling of windows of a map: the largest value in each bin of each level. Bin i of n along w cells has the cells
 * ⌊i · w / n⌋ … ⌈(i + 1) · w / n⌉ − 1, so that bins overlap where a window has fewer cells than they need.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param map [h, w, c]: the features of a whole picture, computed once
 * @param windows k windows
 * @param levels bins along each side, such as 4, 2 and 1
 * @returns [k, Σ level² · c]: level by level, bins row by row, channels together, as `ops.spatialPyramidPooling` has them
 * @throws RangeError when a window does not lie on the map, or there are no levels
 */
export function poolPyramids(map: NDArray, windows: readonly CellWindow[], levels: readonly number[]): NDArray {
  const [height, width, channels] = imageShape(map, 'poolPyramids');
  checkLevels(levels, 'poolPyramids');
  const length = channels * levels.reduce((sum, level) => sum + level * level, 0);
  const data = new Float32Array(windows.length * length);
  windows.forEach((window, i) => {
    checkWindow(window, height, width);
    let bin = i * length;
    for (const level of levels) {
      for (const rows of bins(window.top, window.bottom, level)) {
        for (const columns of bins(window.left, window.right, level)) {
          largest(map, rows, columns, data.subarray(bin, bin + channels));
          bin += channels;
        }
      }
    }
  });
  return { shape: [windows.length, length], data };
}

type Span = readonly [from: number, to: number];

function bins(from: number, to: number, count: number): Span[] {
  const length = to - from;
  return Array.from({ length: count }, (_, i) => [
    from + Math.floor((i * length) / count),
    from + Math.ceil(((i + 1) * length) / count),
  ]);
}

/** Writes the largest value of each channel. */
function largest({ shape, data }: NDArray, [top, bottom]: Span, [left, right]: Span, result: Float32Array): void {
  const width = at(shape, 1);
  const channels = result.length;
  result.fill(Number.NEGATIVE_INFINITY);
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const pixel = (row * width + column) * channels;
      for (let c = 0; c < channels; c++) {
        const value = floatAt(data, pixel + c);
        if (value > floatAt(result, c)) result[c] = value;
      }
    }
  }
}

/** @throws RangeError when there are none, or one is no whole number from 1 on */
export function checkLevels(levels: readonly number[], where: string): void {
  if (levels.length > 0 && levels.every(level => Number.isInteger(level) && level >= 1)) return;
  throw new RangeError(
    `${where}: levels must be whole numbers from 1 on, at least one. Received [${levels.join(', ')}].`,
  );
}

function checkWindow({ top, left, bottom, right }: CellWindow, height: number, width: number): void {
  const inside = top >= 0 && left >= 0 && bottom <= height && right <= width;
  if (inside && top < bottom && left < right) return;
  throw new RangeError(
    `poolPyramids: a window must have cells of the map, which has ${height}×${width}. Received rows ${top} to ${bottom}, columns ${left} to ${right}.`,
  );
}
