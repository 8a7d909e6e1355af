import { analyze } from '../../arithmetic/analyze';
import type { NetworkSpec } from '../../spec/network';
import type { Shape } from '../../spec/shape';
import { legend, legendHeight } from '../charts/legend';
import { pixelAxis } from '../pictures/tiles';
import type { Figure } from '../style/figure';
import { showNumber } from '../style/numbers';
import { baseLayout, FIGURE_WIDTH } from '../style/theme';
import { boxesOf, comfortableDepth, cut, type DiagramBox, edgesOf } from './blocks';
import {
  arrowTrace,
  cardTraces,
  frameShapes,
  frameTrace,
  kindTraces,
  lineShapes,
  shapeTrace,
  sizeOnlySample,
} from './drawing';
import { toGrid } from './grid';
import { type DiagramLayout, layOut } from './layout';
import { blockPaths } from './units';
import { describe, shapesOf, shapeWords, toFacts } from './words';

export interface NetworkDiagramOptions {
  /**
   * How many levels of the layers' names stay apart: at 1, `layer1.0.conv1` is in the box `layer1`, at 2 in `layer1.0`.
   * When left out, as many as give at most about 24 boxes and take no repeated block apart.
   */
  readonly depth?: number;
  /** Path of a block that is drawn in full, such as `'inception3a'`, or of a box whose layers are drawn one by one. */
  readonly expand?: string;
  /** `[height, width, channels]`; the one that the network was published for by default. */
  readonly inputShape?: Shape;
}

const MARGIN = 12;
/** More than this can neither be read nor kept small. */
const MOST_BOXES = 150;

/**
 * Draws a network from top to bottom: a box for each layer or block, the shapes of what flows between them, and on hover
 * layers, parameters, multiplications and receptive field.
 *
 * Normalization, activation and dropout share the box of the layer that they belong to. Blocks are closed at a depth of
 * their names, and equal neighbours share a box with their number.
 *
 * Introduced in notebook alexnet.
 *
 * @param net any network of plain data, such as `models.resnet50()`
 * @returns a figure 700 pixels wide, wider only where many branches run side by side
 * @throws RangeError when there is no block of the name to expand, or more boxes than can be drawn
 */
export function networkDiagram(net: NetworkSpec, options: NetworkDiagramOptions = {}): Figure {
  const { depth = comfortableDepth(net), expand, inputShape = net.inputShape } = options;
  checkDepth(depth);
  checkExpand(expand, net);
  const facts = toFacts(analyze(net, { inputShape }));
  const items = cut(net, { depth, expand });
  const boxes = boxesOf(items);
  checkCount(boxes.length, depth, net);
  const edges = edgesOf(net, boxes);
  const exits = boxes.filter(box => net.outputs.some(output => holds(box, output)));
  const shapes = shapesOf(boxes, edges, net.outputs, facts);
  const grid = toGrid(
    boxes,
    edges,
    exits.find(box => holds(box, net.outputs[0])),
  );
  const layout = layOut(items, edges, grid, { shapes, room: FIGURE_WIDTH - 2 * MARGIN });
  const sample = edges.some(({ sizeOnly }) => sizeOnly) ? [sizeOnlySample()] : [];
  const marks = [arrowTrace(layout, exits), shapeTrace(layout, shapes), frameTrace(layout, facts)];
  const kinds = kindTraces(layout, facts);
  const { params, macs } = facts.totals;
  const name = `${net.name} on ${shapeWords(inputShape)}`;
  const title = `${name}: ${showNumber(params)} parameters, ${showNumber(macs)} MACs`;
  const alt = describe(name, boxes, edges, facts);
  return {
    data: [...cardTraces(layout), ...kinds, ...sample, ...marks],
    layout: {
      ...page(layout, { title, alt }, [...kinds, ...sample]),
      shapes: [...frameShapes(layout), ...lineShapes(layout, exits)],
    },
    alt,
  };
}

function holds({ layers }: DiagramBox, layer: string): boolean {
  return layers.some(({ name }) => name === layer);
}

function page(
  { width, height }: DiagramLayout,
  words: { readonly title: string; readonly alt: string },
  named: readonly { readonly name: string }[],
): Record<string, unknown> {
  const margin = { left: MARGIN, right: MARGIN, top: legendHeight(named) };
  return {
    ...baseLayout({ ...words, height, width: width + 2 * MARGIN, margin }),
    xaxis: pixelAxis([0, width]),
    yaxis: pixelAxis([height, 0]),
    barmode: 'overlay',
    hovermode: 'closest',
    ...legend(named),
  };
}

function checkDepth(depth: number): void {
  if (Number.isInteger(depth) && depth >= 1) return;
  throw new RangeError(`figures.networkDiagram: depth must be a whole number of at least 1. Received ${depth}.`);
}

function checkCount(count: number, depth: number, net: NetworkSpec): void {
  if (count <= MOST_BOXES) return;
  throw new RangeError(
    `figures.networkDiagram: "${net.name}" at depth ${depth} has ${count} boxes, and at most ${MOST_BOXES} can be drawn. ` +
      'Choose a smaller depth, and expand one block.',
  );
}

function checkExpand(expand: string | undefined, net: NetworkSpec): void {
  const known = [...new Set([...blockPaths(net), ...net.layers.map(({ name }) => name)])];
  if (expand === undefined || known.includes(expand)) return;
  const near = nearestPaths(expand, known).map(path => `"${path}"`);
  throw new RangeError(
    `figures.networkDiagram: "${net.name}" has no block or layer "${expand}" to expand. Nearest: ${near.join(', ')}.`,
  );
}

/** Up to three known paths that begin most like the wanted one, the shortest first; the outermost where none does. */
function nearestPaths(wanted: string, known: readonly string[]): string[] {
  const common = (path: string): number => {
    const end = [...path].findIndex((letter, i) => letter.toLowerCase() !== wanted[i]?.toLowerCase());
    return end < 0 ? path.length : end;
  };
  const like = known.filter(path => common(path) > 0);
  const candidates = like.length > 0 ? like : known.filter(path => !path.includes('.'));
  return candidates.sort((a, b) => common(b) - common(a) || a.length - b.length).slice(0, 3);
}
