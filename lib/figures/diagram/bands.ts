import { at, lookUp } from '../../spec/at';
import { boxesOf, type Edge, type Frame, type Item } from './blocks';
import type { Grid } from './grid';

/** A row of boxes and the gap below it, in pixels from the top. */
export interface Band {
  readonly top: number;
  readonly height: number;
  /** Where frames that end with this row have ended, and the gap proper starts. */
  readonly gap: number;
}

export const FRAME_PAD = 6;
/** Above the boxes of a frame: its name. */
const FRAME_TOP = 18;
/** A gap has a piece where lines go straight down beside their shape, one where they may change lanes, and the arrow. */
export const STUB = 20;
export const TURN = 24;
export const ARROW = 9;

/** @param heights pixels of each row */
export function toBands(
  items: readonly Item[],
  edges: readonly Edge[],
  grid: Grid,
  heights: readonly number[],
): Band[] {
  const turns = turningRows(edges, grid);
  const most = (row: number, side: 'first' | 'last'): number =>
    Math.max(0, ...items.map(item => levelsAt(item, row, side, grid)));
  let top = 1;
  return heights.map((height, row) => {
    const start = top + FRAME_TOP * most(row, 'first');
    const gap = start + height + FRAME_PAD * most(row, 'last');
    top = gap + STUB + (turns.has(row) ? TURN : 0) + ARROW;
    return { top: start, height, gap };
  });
}

/** From the top of the outermost frame that begins with the frame's first row to the bottom of the one that ends with its last. */
export function frameSpan(frame: Frame, grid: Grid, bands: readonly Band[]): { top: number; bottom: number } {
  const { first, last } = rowsOf(frame, grid);
  const [start, end] = [at(bands, first), at(bands, last)];
  return {
    top: start.top - FRAME_TOP * levelsAt(frame, first, 'first', grid),
    bottom: end.top + end.height + FRAME_PAD * levelsAt(frame, last, 'last', grid),
  };
}

/** Rows below which a line changes its lane. */
function turningRows(edges: readonly Edge[], { rows, laneOf, edgeLanes }: Grid): ReadonlySet<number> {
  const turns = new Set<number>();
  for (const edge of edges) {
    const [start, end] = [lookUp(rows, edge.from), lookUp(rows, edge.to)];
    const lane = end - start > 1 ? edgeLanes.get(edge) : laneOf.get(edge.to);
    if (laneOf.get(edge.from) !== lane) turns.add(start);
    if (laneOf.get(edge.to) !== lane) turns.add(end - 1);
  }
  return turns;
}

/** How many frames, one in the other, have `row` as their first or last row. */
function levelsAt(item: Item, row: number, side: 'first' | 'last', grid: Grid): number {
  if (item.kind === 'box') return 0;
  const own = rowsOf(item, grid)[side] === row ? 1 : 0;
  return own + Math.max(0, ...item.items.map(inner => levelsAt(inner, row, side, grid)));
}

function rowsOf(frame: Frame, grid: Grid): { readonly first: number; readonly last: number } {
  const rows = boxesOf(frame.items).map(box => lookUp(grid.rows, box));
  return { first: Math.min(...rows), last: Math.max(...rows) };
}
