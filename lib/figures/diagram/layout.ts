import { at, lookUp } from '../../spec/at';
import type { Box } from '../../spec/box';
import type { Place } from '../pictures/tiles';
import { ARROW, type Band, FRAME_PAD, frameSpan, STUB, TURN, toBands } from './bands';
import { boxesOf, type DiagramBox, type Edge, type Frame, type Item } from './blocks';
import type { Grid, Lane } from './grid';
import { type Fit, fit } from './widths';

export type Point = readonly [x: number, y: number];

/** Where everything is drawn, in pixels from the top left. */
export interface DiagramLayout {
  readonly boxes: ReadonlyMap<DiagramBox, Place & { readonly text: readonly string[] }>;
  readonly frames: ReadonlyMap<Frame, Place>;
  /** Corners of each line: straight down to a corner right below, in an S to one that lies aside. */
  readonly lines: ReadonlyMap<Edge, readonly Point[]>;
  /** Below each box, the middle of the place where the shape of its output is written. */
  readonly labels: ReadonlyMap<DiagramBox, Point>;
  readonly width: number;
  readonly height: number;
}

export interface LayoutOptions {
  /** What is written below each box. */
  readonly shapes: ReadonlyMap<DiagramBox, string>;
  /** Pixels of the whole width; what is narrower stands in its middle. */
  readonly room: number;
}

/** How far the card behind a repeated box looks out. */
export const CARD = 3;
const LINE_LANE = 8;
const TEXT_LINE = 16;
/** Above and below the text, together. */
const TEXT_PAD = 11;

/** Turns rows and lanes into pixels. Boxes of one row share their middle line. */
export function layOut(
  items: readonly Item[],
  edges: readonly Edge[],
  grid: Grid,
  options: LayoutOptions,
): DiagramLayout {
  const { shapes, room } = options;
  const between = betweenLanes(items, grid);
  const fitted = fit(shapes, grid, room - between);
  const width = Math.max(room, between + [...fitted.lanes.values()].reduce((sum, lane) => sum + lane, 0));
  const centres = laneCentres(items, grid, fitted, width);
  const sizes = new Map(
    [...fitted.boxes].map(([box, { width: own, text }]) => {
      return [box, { width: own, height: TEXT_PAD + TEXT_LINE * text.length, text }] as const;
    }),
  );
  const bands = toBands(items, edges, grid, rowHeights(sizes, grid));
  const last = at(bands, bands.length - 1);
  const boxes = new Map<DiagramBox, Place & Size>();
  const labels = new Map<DiagramBox, Point>();
  for (const [box, size] of sizes) {
    const band = at(bands, lookUp(grid.rows, box));
    const x = lookUp(centres, lookUp(grid.laneOf, box));
    boxes.set(box, { ...size, left: x - size.width / 2, top: band.top + (band.height - size.height) / 2 });
    labels.set(box, [x, band.gap + STUB / 2 + 1]);
  }
  const lines = new Map(edges.map(edge => [edge, corners(edge, { grid, bands, centres, boxes })] as const));
  const frames = new Map<Frame, Place>();
  for (const item of items) if (item.kind === 'frame') placeFrame(item, { grid, bands, boxes, lines, frames });
  return { boxes, frames: apart(frames), lines, labels, width, height: last.gap + STUB + ARROW };
}

/** The frames without those that cross an earlier one, as blocks that lie side by side and share a lane do. */
function apart(frames: ReadonlyMap<Frame, Place>): ReadonlyMap<Frame, Place> {
  const kept: [Frame, Place][] = [];
  for (const [frame, place] of frames) {
    const crossed = kept.some(([, other]) => meet(toBox(place), toBox(other)) && !nested(toBox(place), toBox(other)));
    if (!crossed) kept.push([frame, place]);
  }
  return new Map(kept);
}

function toBox({ left, top, width, height }: Place): Box {
  return [left, top, left + width, top + height];
}

function meet(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

function nested(a: Box, b: Box): boolean {
  const around = (outer: Box, inner: Box): boolean =>
    outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
  return around(a, b) || around(b, a);
}

interface Size {
  readonly width: number;
  readonly height: number;
  readonly text: readonly string[];
}

function rowHeights(sizes: ReadonlyMap<DiagramBox, Size>, { rows }: Grid): number[] {
  const count = 1 + Math.max(...rows.values());
  return Array.from({ length: count }, (_, row) =>
    Math.max(...[...sizes].filter(([box]) => lookUp(rows, box) === row).map(([, { height }]) => height)),
  );
}

/** Pixels that boxes cannot have: gaps, lanes of lines, and the sides of frames. */
function betweenLanes(items: readonly Item[], { lanes }: Grid): number {
  const lines = lanes.filter(({ kind }) => kind === 'line').length;
  return (lanes.length - 1) * laneGap(items) + lines * LINE_LANE + 2 * sideOf(items);
}

function laneCentres(items: readonly Item[], grid: Grid, { lanes }: Fit, width: number): ReadonlyMap<Lane, number> {
  const centres = new Map<Lane, number>();
  const taken = betweenLanes(items, grid) + [...lanes.values()].reduce((sum, lane) => sum + lane, 0);
  let left = (width - taken) / 2 + sideOf(items);
  for (const lane of grid.lanes) {
    const own = lane.kind === 'line' ? LINE_LANE : lookUp(lanes, lane);
    centres.set(lane, Math.round(left + own / 2));
    left += own + laneGap(items);
  }
  return centres;
}

/** Frames in frames, at most. */
function nesting(items: readonly Item[]): number {
  return Math.max(0, ...items.map(item => (item.kind === 'frame' ? 1 + nesting(item.items) : 0)));
}

/** Room left and right of all lanes. */
function sideOf(items: readonly Item[]): number {
  return FRAME_PAD * nesting(items) + CARD;
}

/** Room between lanes for the sides of frames in both. */
function laneGap(items: readonly Item[]): number {
  return 10 + 2 * FRAME_PAD * nesting(items);
}

interface Ways {
  readonly grid: Grid;
  readonly bands: readonly Band[];
  readonly centres: ReadonlyMap<Lane, number>;
  readonly boxes: ReadonlyMap<DiagramBox, Place>;
}

/** Out of a box, in the gap below it into the line's lane, in the gap above the other box to that one's, and into it. */
function corners(edge: Edge, { grid, bands, centres, boxes }: Ways): Point[] {
  const [source, target] = [lookUp(boxes, edge.from), lookUp(boxes, edge.to)];
  const xOf = (box: DiagramBox): number => lookUp(centres, lookUp(grid.laneOf, box));
  const passing = grid.edgeLanes.get(edge);
  const [leaves, arrives] = [lookUp(grid.rows, edge.from), lookUp(grid.rows, edge.to) - 1];
  let x = xOf(edge.from);
  const points: Point[] = [[x, source.top + source.height]];
  const turn = (row: number, to: number): void => {
    const top = at(bands, row).gap + STUB;
    if (to !== x) points.push([x, top], [to, top + TURN]);
    x = to;
  };
  if (passing !== undefined && arrives > leaves) turn(leaves, lookUp(centres, passing));
  turn(arrives, xOf(edge.to));
  points.push([x, target.top]);
  return points;
}

interface Placed extends Omit<Ways, 'centres'> {
  readonly lines: ReadonlyMap<Edge, readonly Point[]>;
  readonly frames: Map<Frame, Place>;
}

/** A line around the boxes of a frame, its inner frames, and the lines that pass its boxes to end in it. */
function placeFrame(frame: Frame, placed: Placed): Place {
  const { grid, bands, boxes, lines, frames } = placed;
  const inner = frame.items.map(item => (item.kind === 'frame' ? placeFrame(item, placed) : lookUp(boxes, item)));
  const own = new Set(boxesOf(frame.items));
  const passing = [...lines].filter(([edge]) => own.has(edge.to) && grid.edgeLanes.get(edge)?.kind === 'line');
  const sides = inner.flatMap(({ left, width }) => [left, left + width]);
  const xs = [...sides, ...passing.flatMap(([, points]) => points.map(([x]) => x))];
  const { top, bottom } = frameSpan(frame, grid, bands);
  const left = Math.min(...xs) - FRAME_PAD;
  const place = { left, top, width: Math.max(...xs) + FRAME_PAD - left, height: bottom - top };
  frames.set(frame, place);
  return place;
}
