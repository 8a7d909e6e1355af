import { at, lookUp } from '../../spec/at';
import type { Kind } from '../../spec/ops/definition';
import { literal } from '../style/text';
import { INK, MUTED, PAPER } from '../style/theme';
import { boxesOf, type DiagramBox, type Frame } from './blocks';
import { WORK_SIZE } from './boxText';
import { CARD, type DiagramLayout, type Point } from './layout';
import { boxHover, boxKind, type Facts, frameHover, lastPiece } from './words';

type Trace = Readonly<Record<string, unknown>>;
type NamedTrace = Trace & { readonly name: string };

/** Pale fill and dark line, from the figures' palette; what is yellow-brown is a block that could be opened. */
const STYLES: Readonly<Record<Kind | 'block', { readonly fill: string; readonly line: string }>> = {
  block: { fill: '#fbf0c9', line: '#8a6d00' },
  convolution: { fill: '#d3e6f3', line: '#0072b2' },
  pooling: { fill: '#d0efe5', line: '#00926a' },
  dense: { fill: '#fbe1d0', line: '#d55e00' },
  join: { fill: '#f5e2ed', line: '#b8608f' },
  resize: { fill: '#d9d9d9', line: '#000000' },
  other: { fill: PAPER, line: MUTED },
};

/** Shapes on lines, and the names of frames. */
const SHAPE_SIZE = 11;
/** From the middle of a shape's label to the end of the arrow beside it. */
const EXIT = 16;

/** Boxes, one trace for each kind. */
export function kindTraces(layout: DiagramLayout, facts: Facts): NamedTrace[] {
  const boxes = [...layout.boxes.keys()];
  const kinds = Object.keys(STYLES) as (keyof typeof STYLES)[]; // Object.keys forgets the type of the keys.
  return kinds.flatMap(kind => {
    const own = boxes.filter(box => boxKind(box) === kind);
    return own.length > 0 ? [kindTrace(kind, own, layout, facts)] : [];
  });
}

function kindTrace(
  kind: Kind | 'block',
  boxes: readonly DiagramBox[],
  layout: DiagramLayout,
  facts: Facts,
): NamedTrace {
  return {
    ...bars(boxes, layout, 0),
    name: kind,
    marker: { color: STYLES[kind].fill, line: { color: STYLES[kind].line, width: 1.5 }, cornerradius: 5 },
    text: boxes.map(box => lookUp(layout.boxes, box).text.join('<br>')),
    ...{ textposition: 'inside', insidetextanchor: 'middle', textangle: 0, constraintext: 'none', cliponaxis: false },
    textfont: { size: WORK_SIZE, color: INK },
    hovertext: boxes.map(box => boxHover(box, facts)),
    hovertemplate: '%{hovertext}<extra></extra>',
    hoverlabel: { align: 'left' },
    // White is for the input and what stands between layers: nothing to look up.
    showlegend: kind !== 'other',
  };
}

/** A second card behind every box that repeats. */
export function cardTraces(layout: DiagramLayout): Trace[] {
  const boxes = [...layout.boxes.keys()].filter(({ copies }) => copies.length > 1);
  const lines = boxes.map(box => STYLES[boxKind(box)].line);
  const marker = { color: PAPER, line: { color: lines, width: 1.5 }, cornerradius: 5 };
  return boxes.length > 0 ? [{ ...bars(boxes, layout, CARD), marker, hoverinfo: 'skip', showlegend: false }] : [];
}

/** Rectangles as bars: a bar is hovered on its whole area, and its colour gets a place in the legend. */
function bars(boxes: readonly DiagramBox[], { boxes: places }: DiagramLayout, shift: number): Trace {
  const own = boxes.map(box => lookUp(places, box));
  return {
    type: 'bar',
    orientation: 'h',
    base: own.map(({ left }) => left + shift),
    x: own.map(({ width }) => width),
    y: own.map(({ top, height }) => top + height / 2 + shift),
    width: own.map(({ height }) => height),
  };
}

/** Lines, solid for values and dashed where only the size is read. */
export function lineShapes(layout: DiagramLayout, exits: readonly DiagramBox[]): Trace[] {
  const all = [...layout.lines];
  const paths = (sizeOnly: boolean): string[] =>
    all.filter(([edge]) => edge.sizeOnly === sizeOnly).map(([, points]) => pathOf(points));
  const out = exits.map(box => pathOf(exitPoints(box, layout)));
  return [
    { ...lineShape([...paths(false), ...out]), line: { color: MUTED, width: 1.5 } },
    { ...lineShape(paths(true)), line: { color: MUTED, width: 1.5, dash: 'dot' } },
  ].filter(({ path }) => path !== '');
}

function lineShape(paths: readonly string[]): { type: 'path'; path: string; layer: 'above' } {
  return { type: 'path', path: paths.join(' '), layer: 'above' };
}

/** Straight down to a corner right below, in an S to one that lies aside. */
function pathOf(points: readonly Point[]): string {
  return points
    .map(([x, y], i) => {
      if (i === 0) return `M${x},${y}`;
      const [beforeX, beforeY] = at(points, i - 1);
      const middle = (beforeY + y) / 2;
      return beforeX === x ? `L${x},${y}` : `C${beforeX},${middle} ${x},${middle} ${x},${y}`;
    })
    .join(' ');
}

function exitPoints(box: DiagramBox, { boxes, labels }: DiagramLayout): Point[] {
  const [place, [x, y]] = [lookUp(boxes, box), lookUp(labels, box)];
  return [
    [x, place.top + place.height],
    [x, y + EXIT],
  ];
}

/** Arrowheads where lines end. */
export function arrowTrace(layout: DiagramLayout, exits: readonly DiagramBox[]): Trace {
  const ends = [...layout.lines.values(), ...exits.map(box => exitPoints(box, layout))].flatMap(points =>
    points.slice(-1),
  );
  const unique = [...new Map(ends.map(point => [point.join(), point] as const)).values()];
  return {
    ...{ type: 'scatter', mode: 'markers', hoverinfo: 'skip', showlegend: false, cliponaxis: false },
    x: unique.map(([x]) => x),
    y: unique.map(([, y]) => y - 4),
    marker: { symbol: 'triangle-down', size: 9, color: MUTED },
  };
}

/** Shapes, right of the lines that leave boxes. */
export function shapeTrace({ labels }: DiagramLayout, shapes: ReadonlyMap<DiagramBox, string>): Trace {
  const written = [...labels]
    .map(([box, place]) => ({ place, text: lookUp(shapes, box) }))
    .filter(({ text }) => text !== '');
  return {
    ...{ type: 'scatter', mode: 'text', hoverinfo: 'skip', showlegend: false, cliponaxis: false },
    x: written.map(({ place: [x] }) => x + 5),
    y: written.map(({ place: [, y] }) => y),
    text: written.map(({ text }) => text),
    textposition: 'middle right',
    textfont: { size: SHAPE_SIZE, color: MUTED },
  };
}

/** Rectangles around open blocks. */
export function frameShapes({ frames }: DiagramLayout): Trace[] {
  return [...frames.values()].map(({ left, top, width, height }) => ({
    ...{ type: 'rect', x0: left, y0: top, x1: left + width, y1: top + height, layer: 'below' },
    fillcolor: 'rgba(0,0,0,0.03)',
    line: { color: '#bbbbbb', width: 1 },
  }));
}

/** Names of open blocks; the pointer on one shows its sums. */
export function frameTrace({ boxes, frames }: DiagramLayout, facts: Facts): Trace {
  const all = [...frames];
  // Lines may run between a frame's left side and its boxes.
  const leftOf = (frame: Frame): number => Math.min(...boxesOf(frame.items).map(box => lookUp(boxes, box).left));
  return {
    ...{ type: 'scatter', mode: 'text', showlegend: false, textposition: 'middle right' },
    x: all.map(([frame]) => leftOf(frame) - 4),
    y: all.map(([, { top }]) => top + 10),
    text: all.map(([{ path }]) => literal(lastPiece(path))),
    textfont: { size: SHAPE_SIZE, color: INK },
    hovertext: all.map(([frame]) => frameHover(frame, facts)),
    hovertemplate: '%{hovertext}<extra></extra>',
    hoverlabel: { align: 'left' },
  };
}

/** A sample of the dashed line, for the legend. */
export function sizeOnlySample(): NamedTrace {
  const line = { color: MUTED, width: 1.5, dash: 'dot' };
  return { type: 'scatter', mode: 'lines', name: 'size only', x: [null], y: [null], line };
}
