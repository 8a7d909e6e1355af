import type { Box } from '../../spec/box';
import type { Pair } from '../../spec/network';
import { pictureSizeOf, type PictureSize, type YoloGrid } from './grid';

/** What a predictor of a cell has to say: the middle in its cell, from 0 to 1, and the roots of width and height as parts of the picture. */
export type CellBox = readonly [x: number, y: number, rootWidth: number, rootHeight: number];

/** An object and the cell that has to find it. */
export interface CellAssignment<Entry extends { readonly box: Box }> {
  readonly object: Entry;
  readonly row: number;
  readonly column: number;
  /** The cell's number, row by row. */
  readonly cell: number;
  readonly target: CellBox;
}

/** Which cell finds which object, and the objects that no cell is left for. */
export interface CellAssignments<Entry extends { readonly box: Box }> {
  readonly assigned: readonly CellAssignment<Entry>[];
  /** A cell finds one object, the first of the list whose middle lies in it. These came later. */
  readonly unassigned: readonly Entry[];
}

type CellGrid = Pick<YoloGrid, 'rows' | 'columns'>;

/**
 * The cell that each object's middle lies in, which is responsible for the object. A middle on the line between two cells
 * belongs to the right or lower one; one on the picture's edge, or outside, to the nearest cell.
 *
 * Introduced in notebook yolo.
 *
 * @param objects of one picture, with boxes in its pixels
 * @param picture its size in pixels, a number for squares
 * @throws RangeError when a box has no area, or the picture none
 * @see Redmon et al., You Only Look Once, https://arxiv.org/abs/1506.02640, section 2
 */
export function assignToCells<Entry extends { readonly box: Box }>(
  objects: readonly Entry[],
  grid: CellGrid,
  picture: Pair,
): CellAssignments<Entry> {
  const size = pictureSizeOf(picture, 'assignToCells');
  const cells = objects.map(object => assignment(object, grid, size));
  const first = new Map([...cells].reverse().map(one => [one.cell, one] as const));
  return {
    assigned: cells.filter(one => first.get(one.cell) === one),
    unassigned: cells.filter(one => first.get(one.cell) !== one).map(({ object }) => object),
  };
}

function assignment<Entry extends { readonly box: Box }>(
  object: Entry,
  { rows, columns }: CellGrid,
  [height, width]: PictureSize,
): CellAssignment<Entry> {
  const [x1, y1, x2, y2] = object.box;
  if (!(x2 > x1 && y2 > y1)) {
    throw new RangeError(`assignToCells: a box must have an area. Received [${object.box.join(', ')}]. Mend or remove it.`);
  }
  const [x, y] = [((x1 + x2) / 2 / width) * columns, ((y1 + y2) / 2 / height) * rows];
  const [column, row] = [cellAlong(x, columns), cellAlong(y, rows)];
  const target = [x - column, y - row, Math.sqrt((x2 - x1) / width), Math.sqrt((y2 - y1) / height)] as const;
  return { object, row, column, cell: row * columns + column, target };
}

function cellAlong(place: number, count: number): number {
  return Math.min(Math.max(Math.floor(place), 0), count - 1);
}
