import * as reading from '../../spec/at';
import type { Box } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import type { ImageSize } from '../boxes';
import { fromPrior, type Prior, sigmoid } from './anchorCoding';
import type { CellBox } from './assignment';
import { BOX_NUMBERS, boxesOf, type CellOptions, channelsOf, gridOf, imageSizeOf, type YoloGrid } from './grid';

const { at, floatAt } = reading;

/** One of the boxes that a cell predicts. */
export interface PredictedBox {
  readonly row: number;
  readonly column: number;
  /** As the network tells it: the middle in the cell, and the roots of the size as parts of the picture. */
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
 * @throws RangeError when the channels do not hold so many boxes and a class
 */
export function cellPredictions(output: NDArray, options: CellOptions): CellPrediction[] {
  const grid = gridOf(output.shape, boxesOf(options, 'cellPredictions'), 'cellPredictions');
  const layout = { grid, size: imageSizeOf(options.picture, 'cellPredictions'), priors: options.priors };
  return Array.from({ length: grid.rows * grid.columns }, (_, cell) => readCell(output.data, cell, layout));
}

interface Layout {
  readonly grid: YoloGrid;
  readonly size: ImageSize;
  readonly priors: readonly Prior[] | undefined;
}

function readCell(data: Float32Array, cell: number, layout: Layout): CellPrediction {
  const { grid, priors } = layout;
  const numbers = data.subarray(cell * channelsOf(grid), (cell + 1) * channelsOf(grid));
  const boxes = Array.from({ length: grid.boxes }, (_, j): PredictedBox => {
    const number = (i: number): number => floatAt(numbers, j * BOX_NUMBERS + i);
    const given = [number(0), number(1), number(2), number(3)] as const;
    const coded = priors === undefined ? given : fromPrior(given, at(priors, j));
    return { ...placed(coded, cell, layout), confidence: priors === undefined ? number(4) : sigmoid(number(4)) };
  });
  return { boxes, classes: [...numbers.subarray(grid.boxes * BOX_NUMBERS)] };
}

/** A box of a cell in the picture. */
function placed(
  coded: CellBox,
  cell: number,
  { grid: { rows, columns }, size: [height, width] }: Layout,
): Omit<PredictedBox, 'confidence'> {
  const [row, column] = [Math.floor(cell / columns), cell % columns];
  const [x, y] = [((column + coded[0]) / columns) * width, ((row + coded[1]) / rows) * height];
  // Roots are told, so that an error of a pixel counts for more in a small box than in a large one.
  const [halfWidth, halfHeight] = [(coded[2] ** 2 * width) / 2, (coded[3] ** 2 * height) / 2];
  return { row, column, coded, box: [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight] };
}
