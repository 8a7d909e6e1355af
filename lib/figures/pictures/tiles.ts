import type { Figure } from '../style/figure';
import { literalLines } from '../style/text';
import { baseLayout, FIGURE_WIDTH, FONT_SIZE, GRID, titleWidth, wrapText } from '../style/theme';
import { COLOR_BAR_WIDTH, type ColorBar, colorAxis, colorBarTrace } from './colorBar';

/** One picture of several, and how to draw it once its place is known. */
export interface Tile {
  readonly caption: string;
  /** Its proportions; only their ratio to those of the other tiles counts. */
  readonly width: number;
  readonly height: number;
  readonly draw: (place: Place) => Readonly<Record<string, unknown>>;
}

/** A rectangle of the figure, in pixels from the top left of the plotted area. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface TilesOptions {
  readonly title: string;
  readonly alt: string;
  readonly columns: number;
  /** Pixels of a tile's longer side, at most. */
  readonly largestTile: number;
  /** `'fit'`: every tile fills its place. `'true'`: one unit is equally long in all tiles. */
  readonly sizes?: 'fit' | 'true';
  readonly bar?: ColorBar;
  /** A thin line around each tile, for pictures that are white at their edge. */
  readonly framed?: boolean;
}

const GAP = 14;
const CAPTION_LINE = 18;
const MARGIN = 12;

/** Columns for `count` tiles, at most `most`, so that the rows are equally full. */
export function spread(count: number, most: number): number {
  return Math.ceil(count / Math.ceil(count / most));
}

/**
 * Puts tiles into rows and columns. Axis units are screen pixels, so that everything has its exact place.
 *
 * @param tiles at least one
 */
export function tileFigure(tiles: readonly Tile[], options: TilesOptions): Figure {
  const { title, alt, bar } = options;
  const columns = Math.min(options.columns, tiles.length);
  const right = bar === undefined ? MARGIN : COLOR_BAR_WIDTH;
  const room = Math.floor((FIGURE_WIDTH - MARGIN - right - GAP * (columns - 1)) / columns);
  const grid = layOut(tiles, { columns, room, largest: options.largestTile, same: options.sizes === 'true' });
  const width = Math.max(titleWidth(title), grid.width + MARGIN + right);
  const layout = {
    ...baseLayout({ title, alt, width, height: grid.height, margin: { left: MARGIN, right, bottom: MARGIN } }),
    xaxis: pixelAxis([0, width - MARGIN - right]),
    yaxis: pixelAxis([grid.height, 0]),
    annotations: grid.cells.map(caption),
    showlegend: false,
    ...(options.framed && { shapes: grid.cells.map(({ place }) => frame(place)) }),
    ...(bar && { coloraxis: colorAxis(bar, grid.height) }),
  };
  const traces = grid.cells.map(({ tile, place }) => tile.draw(place));
  return { data: bar ? [...traces, colorBarTrace()] : traces, layout, alt };
}

/** A tile, its caption in lines, and where it is drawn. */
interface Cell {
  readonly tile: Tile;
  readonly lines: readonly string[];
  readonly place: Place;
}

interface Grid {
  readonly cells: readonly Cell[];
  readonly width: number;
  readonly height: number;
}

interface GridOptions {
  readonly columns: number;
  readonly room: number;
  readonly largest: number;
  readonly same: boolean;
}

function layOut(tiles: readonly Tile[], { columns, room, largest, same }: GridOptions): Grid {
  const [widest, tallest] = [Math.max(...tiles.map(t => t.width)), Math.max(...tiles.map(t => t.height))];
  const scaleOf = (width: number, height: number): number => Math.min(room / width, largest / Math.max(width, height));
  const shared = scaleOf(widest, tallest);
  const sized = tiles.map(tile => {
    const scale = same ? shared : scaleOf(tile.width, tile.height);
    const [width, height] = [Math.max(1, Math.round(tile.width * scale)), Math.max(1, Math.round(tile.height * scale))];
    return { tile, width, height };
  });
  const column = Math.max(...sized.map(({ width }) => width));
  const captioned = sized.map(one => ({ ...one, lines: wrapText(one.tile.caption, column + GAP / 2) }));
  const captionHeight = CAPTION_LINE * Math.max(...captioned.map(({ lines }) => lines.length));
  const cells: Cell[] = [];
  let bottom = -GAP;
  for (let start = 0; start < tiles.length; start += columns) {
    const row = captioned.slice(start, start + columns);
    const top = bottom + GAP + captionHeight;
    row.forEach(({ tile, lines, width, height }, i) => {
      cells.push({ tile, lines, place: { left: i * (column + GAP), top, width, height } });
    });
    bottom = top + Math.max(...row.map(({ height }) => height));
  }
  return { cells, width: columns * (column + GAP) - GAP, height: bottom };
}

function caption({ lines, place }: Cell): Record<string, unknown> {
  return {
    text: literalLines(lines),
    x: place.left,
    y: place.top - 2,
    ...{ xanchor: 'left', yanchor: 'bottom', align: 'left', showarrow: false, font: { size: FONT_SIZE } },
  };
}

function frame({ left, top, width, height }: Place): Record<string, unknown> {
  return { type: 'rect', x0: left, y0: top, x1: left + width, y1: top + height, line: { color: GRID, width: 1 } };
}

/** An axis without a line, whose units are pixels of the screen. */
export function pixelAxis(range: readonly [number, number]): Record<string, unknown> {
  return { range, visible: false, fixedrange: true };
}
