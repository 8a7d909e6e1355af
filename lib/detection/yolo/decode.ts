import * as reading from '../../spec/at';
import type { Box } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import type { Pair } from '../../spec/network';
import type { CellBox } from './assignment';
import { BOX_NUMBERS, channelsOf, gridOf, type PictureSize, pictureSizeOf, type YoloGrid } from './grid';

const { floatAt } = reading;

/** One of the boxes that a cell predicts. */
export interface PredictedBox {
  readonly row: number;
  readonly column: number;
  /** As the network gives it. */
  readonly coded: CellBox;
  /** In pixels; it may reach beyond the picture. */
  readonly box: Box;
  /** How sure the network is that there is an object, times how well the box fits: the IoU it expects. */
  readonly confidence: number;
}

/** All that one cell says. */
export interface CellPrediction {
  readonly boxes: readonly PredictedBox[];
  /** For each class, the probability that an object here is of it. */
  readonly classes: readonly number[];
}

/**
 * What each cell predicts, row by row.
 *
 * Introduced in notebook yolo.
 *
 * @param output [rows, columns, 5 · boxes + classes], for one picture
 * @param options.picture height and width in pixels
 * @throws RangeError when the channels are not those of one box and so many classes
 */
export function cellPredictions(
  output: NDArray,
  { numClasses, picture }: { readonly numClasses: number; readonly picture: Pair },
): CellPrediction[] {
  const grid = gridOf(output.shape, numClasses, 'cellPredictions');
  const size = pictureSizeOf(picture, 'cellPredictions');
  return Array.from({ length: grid.rows * grid.columns }, (_, cell) => readCell(output.data, grid, cell, size));
}

function readCell(data: Float32Array, grid: YoloGrid, cell: number, size: PictureSize): CellPrediction {
  const start = cell * channelsOf(grid);
  const boxes = Array.from({ length: grid.boxes }, (_, j) => readBox(data, start + j * BOX_NUMBERS, grid, cell, size));
  const classes = data.subarray(start + grid.boxes * BOX_NUMBERS, start + channelsOf(grid));
  return { boxes, classes: [...classes] };
}

function readBox(
  data: Float32Array,
  start: number,
  { rows, columns }: YoloGrid,
  cell: number,
  [height, width]: PictureSize,
): PredictedBox {
  const number = (i: number): number => floatAt(data, start + i);
  const coded = [number(0), number(1), number(2), number(3)] as const;
  const [row, column] = [Math.floor(cell / columns), cell % columns];
  const [x, y] = [((column + coded[0]) / columns) * width, ((row + coded[1]) / rows) * height];
  // The network gives roots, so that an error of a pixel counts for more in a small box than in a large one.
  const [halfWidth, halfHeight] = [(coded[2] ** 2 * width) / 2, (coded[3] ** 2 * height) / 2];
  const box: Box = [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
  return { row, column, coded, box, confidence: number(4) };
}
