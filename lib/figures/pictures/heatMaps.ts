import { axisNumber, axisStyle } from '../charts/axis';
import { shortEnough } from '../style/alt';
import type { ColorScaleName } from '../style/colors';
import type { Figure } from '../style/figure';
import { extent, type Matrix, type Rows, round, showNumber, sizeOf, toRows } from '../style/numbers';
import { literal, literalLines } from '../style/text';
import { baseLayout, FIGURE_WIDTH, type FigureWords, FONT_SIZE, INK, wrapText } from '../style/theme';
import { COLOR_BAR_WIDTH, colorAxis } from './colorBar';
import { spread } from './tiles';

/** One matrix, and the words above it. */
export interface CaptionedMatrix {
  readonly values: Matrix;
  readonly caption: string;
}

export interface HeatMapsOptions extends FigureWords {
  /** What the colours measure, with its unit. */
  readonly quantity: string;
  /** What is counted down and across; `'row (pixels)'` and `'column (pixels)'` when left out. */
  readonly rowName?: string;
  readonly columnName?: string;
  /** `'sequential'` when left out. */
  readonly colors?: ColorScaleName;
  /** The values at the ends of the colour scale; the smallest and largest of all maps when left out. */
  readonly range?: readonly [number, number];
}

/** Pixels. */
const MARGIN = { left: 58, right: COLOR_BAR_WIDTH, bottom: 50 } as const;
const BETWEEN = 62;
const LARGEST = 220;
const CAPTION_LINE = 18;
const MOST_COLUMNS = 3;

/**
 * Matrices side by side, each with its axes, all on one colour scale, so that they can be compared.
 *
 * Introduced in notebook padding-stride.
 *
 * @param items each [h, w]
 * @throws TypeError when one is not a matrix
 * @throws RangeError when there is none
 */
export function heatMaps(items: readonly CaptionedMatrix[], options: HeatMapsOptions): Figure {
  if (items.length === 0) throw new RangeError('figures.heatMaps: give at least one matrix. Received an empty list.');
  const { title, quantity, colors = 'sequential' } = options;
  const maps = items.map(({ values, caption }) => ({
    caption,
    rows: toRows(values, `figures.heatMaps, '${caption}'`),
  }));
  const range = options.range ?? extent(maps.flatMap(({ rows }) => rows.flat()));
  const alt = options.alt ?? describe(maps, options);
  const { panels, width, height } = layOut(maps);
  const layout = {
    ...baseLayout({ title, alt, height, width: width + MARGIN.left + MARGIN.right, margin: MARGIN }),
    ...Object.assign({}, ...panels.map((panel, i) => panelAxes(panel, i, options))),
    annotations: panels.map(captionAbove),
    coloraxis: colorAxis({ colors, range, quantity }, height),
  };
  return { data: maps.map(({ rows }, i) => mapTrace(rows, i, quantity)), layout, alt };
}

/** A matrix whose rows are known to be of one length. */
interface HeatMap {
  readonly caption: string;
  readonly rows: Rows;
}

/** A map at its place, whose ends are shares of the plotted area, from the bottom left. */
interface Panel extends HeatMap {
  readonly lines: readonly string[];
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

function layOut(maps: readonly HeatMap[]): { panels: readonly Panel[]; width: number; height: number } {
  const columns = spread(maps.length, MOST_COLUMNS);
  const inner = FIGURE_WIDTH - MARGIN.left - MARGIN.right;
  const side = Math.min(LARGEST, Math.floor((inner - BETWEEN * (columns - 1)) / columns));
  const captioned = maps.map(map => ({ ...map, lines: wrapText(map.caption, side) }));
  const above = 6 + CAPTION_LINE * Math.max(...captioned.map(({ lines }) => lines.length));
  const rows = Math.ceil(maps.length / columns);
  const height = rows * (side + above) + (rows - 1) * MARGIN.bottom;
  const width = side * columns + BETWEEN * (columns - 1);
  const panels = captioned.map((map, i): Panel => {
    const left = (i % columns) * (side + BETWEEN);
    const top = above + Math.floor(i / columns) * (side + above + MARGIN.bottom);
    return { ...map, x: [left / width, (left + side) / width], y: [1 - (top + side) / height, 1 - top / height] };
  });
  return { panels, width, height };
}

function mapTrace(rows: Rows, index: number, quantity: string): Record<string, unknown> {
  return {
    ...{ type: 'heatmap', z: rows.map(row => row.map(round)), coloraxis: 'coloraxis' },
    ...{ xaxis: `x${axisNumber(index)}`, yaxis: `y${axisNumber(index)}` },
    hovertemplate: `row %{y}, column %{x}<br>${literal(quantity)} %{z}<extra></extra>`,
  };
}

function panelAxes(
  { rows, x, y }: Panel,
  index: number,
  { rowName = 'row (pixels)', columnName = 'column (pixels)' }: HeatMapsOptions,
): Record<string, unknown> {
  const n = axisNumber(index);
  const plain = { showgrid: false, zeroline: false, automargin: false };
  const [height, width] = sizeOf(rows);
  return {
    [`xaxis${n}`]: { ...axisStyle(columnName), ...plain, domain: x, anchor: `y${n}`, range: [-0.5, width - 0.5] },
    [`yaxis${n}`]: { ...axisStyle(rowName), ...plain, domain: y, anchor: `x${n}`, range: [height - 0.5, -0.5] },
  };
}

function captionAbove({ lines, x, y }: Panel): Record<string, unknown> {
  const place = { x: x[0], xref: 'paper', xanchor: 'left', y: y[1], yref: 'paper', yanchor: 'bottom' };
  return {
    text: literalLines(lines),
    ...place,
    align: 'left',
    showarrow: false,
    font: { size: FONT_SIZE, color: INK },
  };
}

function describe(maps: readonly HeatMap[], { title, quantity }: HeatMapsOptions): string {
  const parts = maps.map(({ caption, rows }) => {
    const [least, most] = extent(rows.flat()).map(showNumber);
    return `${caption}, ${sizeOf(rows).join(' × ')}, from ${least} to ${most}`;
  });
  const [least, most] = extent(maps.flatMap(({ rows }) => rows.flat())).map(showNumber);
  return shortEnough(
    `${title}. Maps of ${quantity}: ${parts.join('; ')}.`,
    `${title}. ${maps.length} maps of ${quantity}, from ${least} to ${most}.`,
  );
}
