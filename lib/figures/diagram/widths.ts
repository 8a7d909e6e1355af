import { at, lookUp } from '../../spec/at';
import type { DiagramBox } from './blocks';
import { ONE_LINE, type TextStyle, TWO_LINES, WRAPPED } from './boxText';
import { type Grid, type Lane, standsAlone } from './grid';

/** Widths of lanes and boxes, and the lines of text in them. */
export interface Fit {
  readonly lanes: ReadonlyMap<Lane, number>;
  readonly boxes: ReadonlyMap<DiagramBox, { readonly width: number; readonly text: readonly string[] }>;
}

/** Boxes of one width and style: those of a lane, or those of the trunk that have nothing beside them. */
interface Group {
  readonly boxes: readonly DiagramBox[];
  readonly style: TextStyle;
  readonly width: number;
}

/** Boxes of each lane, without those that have nothing beside them, and what they must fit into. */
interface Lanes {
  readonly inLanes: readonly (readonly DiagramBox[])[];
  /** Place of the trunk among the lanes. */
  readonly trunk: number;
  /** Pixels for all lanes together. */
  readonly room: number;
  /** What is written below each box. */
  readonly shapes: ReadonlyMap<DiagramBox, string>;
}

/** Pixels of the widest box: a longer line is hard to take in at a glance. */
const WIDEST = 460;
/** Pixels of the widest box whose text is broken into lines. */
const WIDEST_WRAPPED = 300;
/** Pixels of a letter of the shape that stands right of the middle, below a box, and of the space before it. */
const SHAPE_LETTER = 6.8;
const SHAPE_SPACE = 5;

/**
 * Chooses the flattest boxes that fit. A lane is as wide as its boxes ask for; boxes that have nothing beside them may be
 * wider than their lane.
 *
 * @param shapes what is written below each box
 * @param room pixels for all lanes of boxes together
 */
export function fit(shapes: ReadonlyMap<DiagramBox, string>, grid: Grid, room: number): Fit {
  const boxes = [...shapes.keys()];
  const lanes = grid.lanes.filter(({ kind }) => kind === 'box');
  const trunk = lanes.findIndex(({ taken }) => taken.size === 0);
  const lone = lanes.length > 1 ? boxes.filter(box => standsAlone(box, grid)) : [];
  const inLanes = lanes.map(lane => boxes.filter(box => lookUp(grid.laneOf, box) === lane && !lone.includes(box)));
  const narrow = fitLanes({ inLanes, trunk, room, shapes });
  const alone = fitLone(lone, narrow, trunk, room);
  // The whole trunk is as wide as its widest boxes where there is room.
  const spare = room - total(narrow);
  const groups = narrow.map((group, i) =>
    i === trunk && alone.width - group.width <= spare ? { ...group, width: alone.width } : group,
  );
  const all = [...groups, alone];
  const sized = all.flatMap(({ boxes: own, style, width }) =>
    own.map(box => [box, { width, text: style.textOf(box, width) }] as const),
  );
  return { lanes: new Map(lanes.map((lane, i) => [lane, at(groups, i).width] as const)), boxes: new Map(sized) };
}

/** Flat boxes first. Where most boxes are in the trunk, those beside it are the first to get higher. */
function fitLanes({ inLanes, trunk, room, shapes }: Lanes): Group[] {
  const count = at(inLanes, trunk).length;
  const trunkFirst = count > inLanes.flat().length - count;
  const flatTrunk = { ofTrunk: ONE_LINE, ofOthers: TWO_LINES };
  const styles = [
    { ofTrunk: ONE_LINE, ofOthers: ONE_LINE },
    ...(trunkFirst ? [flatTrunk] : []),
    { ofTrunk: TWO_LINES, ofOthers: TWO_LINES },
  ];
  for (const { ofTrunk, ofOthers } of styles) {
    const groups = inLanes.map((boxes, lane) => toGroup(boxes, lane === trunk ? ofTrunk : ofOthers, shapes));
    if (total(groups) <= room && groups.every(({ width }) => width <= WIDEST)) return groups;
  }
  const equal = Math.min(WIDEST_WRAPPED, Math.floor(room / inLanes.length));
  return inLanes.map(boxes => {
    const group = toGroup(boxes, WRAPPED, shapes);
    return { ...group, width: Math.max(equal, group.width) };
  });
}

function toGroup(boxes: readonly DiagramBox[], style: TextStyle, shapes: ReadonlyMap<DiagramBox, string>): Group {
  const letters = Math.max(0, ...boxes.map(box => lookUp(shapes, box).length));
  const shape = Math.ceil(2 * (SHAPE_SPACE + SHAPE_LETTER * letters));
  return { boxes, style, width: Math.max(style.widthFor(boxes), shape) };
}

/** At least as wide as the trunk's other boxes, and not so wide that they reach over the sides of the drawing. */
function fitLone(boxes: readonly DiagramBox[], groups: readonly Group[], trunk: number, room: number): Group {
  const own = at(groups, trunk).width;
  const spare = Math.max(0, room - total(groups)) / 2;
  const beside = Math.min(total(groups.slice(0, trunk)), total(groups.slice(trunk + 1)));
  const most = Math.min(WIDEST, own + 2 * (spare + beside));
  const style = [ONE_LINE, TWO_LINES].find(flat => flat.widthFor(boxes) <= most) ?? WRAPPED;
  const width = style === WRAPPED ? Math.max(most, WRAPPED.widthFor(boxes)) : style.widthFor(boxes);
  return { boxes, style, width: Math.max(width, own) };
}

function total(groups: readonly Group[]): number {
  return groups.reduce((sum, { width }) => sum + width, 0);
}
