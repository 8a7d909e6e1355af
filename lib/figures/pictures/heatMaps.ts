import { axisNumber, axisStyle } from '../charts/axis';
import type { ColorScaleName } from '../style/colors';
import type { Figure } from '../style/figure';
import { extent, type Matrix, round, showNumber, toRows } from '../style/numbers';
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
  const maps = items.map(({ values, caption }) => toRows(values, `figures.heatMaps, '${caption}'`));
  const range = options.range ?? extent(maps.flat(2));
  const alt = options.alt ?? describe(items, maps, options);
  const columns = spread(items.length, MOST_COLUMNS);
  const inner = FIGURE_WIDTH - MARGIN.left - MARGIN.right;
  const side = Math.min(LARGEST, Math.floor((inner - BETWEEN * (columns - 1)) / columns));
  const captions = items.map(({ caption }) => wrapText(caption, side));
  const above = 6 + CAPTION_LINE * Math.max(...captions.map(lines => lines.length));
  const rows = Math.ceil(items.length / columns);
  const height = rows * (side + above) + (rows - 1) * MARGIN.bottom;
  const width = side * columns + BETWEEN * (columns - 1);
  const places = items.map((_, i) => {
    const [left, top] = [
      (i % columns) * (side + BETWEEN),
      above + Math.floor(i / columns) * (side + above + MARGIN.bottom),
    ];
    return { x: [left / width, (left + side) / width], y: [1 - (top + side) / height, 1 - top / height] } as const;
  });
  const layout = {
    ...baseLayout({ title, alt, height, width: width + MARGIN.left + MARGIN.right, margin: MARGIN }),
    ...Object.assign({}, ...maps.map((map, i) => mapAxes(map, i, places[i], options))),
    annotations: places.map((place, i) => captionAbove(captions[i], place)),
    coloraxis: colorAxis({ colors, range, quantity }, height),
  };
  return { data: maps.map((map, i) => mapTrace(map, i, quantity)), layout, alt };
}

/** Ends of a map as shares of the plotted area, from the bottom left. */
interface Place {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

function mapTrace(map: readonly (readonly number[])[], index: number, quantity: string): Record<string, unknown> {
  return {
    ...{ type: 'heatmap', z: map.map(row => row.map(round)), coloraxis: 'coloraxis' },
    ...{ xaxis: `x${axisNumber(index)}`, yaxis: `y${axisNumber(index)}` },
    hovertemplate: `row %{y}, column %{x}<br>${quantity} %{z}<extra></extra>`,
  };
}

function mapAxes(
  map: readonly (readonly number[])[],
  index: number,
  { x, y }: Place,
  { rowName = 'row (pixels)', columnName = 'column (pixels)' }: HeatMapsOptions,
): Record<string, unknown> {
  const n = axisNumber(index);
  const plain = { showgrid: false, zeroline: false, automargin: false };
  const [height, width] = [map.length, map[0].length];
  return {
    [`xaxis${n}`]: { ...axisStyle(columnName), ...plain, domain: x, anchor: `y${n}`, range: [-0.5, width - 0.5] },
    [`yaxis${n}`]: { ...axisStyle(rowName), ...plain, domain: y, anchor: `x${n}`, range: [height - 0.5, -0.5] },
  };
}

function captionAbove(lines: readonly string[], { x, y }: Place): Record<string, unknown> {
  const place = { x: x[0], xref: 'paper', xanchor: 'left', y: y[1], yref: 'paper', yanchor: 'bottom' };
  return { text: lines.join('<br>'), ...place, align: 'left', showarrow: false, font: { size: FONT_SIZE, color: INK } };
}

function describe(
  items: readonly CaptionedMatrix[],
  maps: readonly (readonly (readonly number[])[])[],
  { title, quantity }: HeatMapsOptions,
): string {
  const parts = maps.map((map, i) => {
    const [least, most] = extent(map.flat()).map(showNumber);
    return `${items[i].caption}, ${map.length} × ${map[0].length}, from ${least} to ${most}`;
  });
  return `${title}. Maps of ${quantity}: ${parts.join('; ')}.`;
}
