import { axisNumber, axisStyle } from '../charts/axis';
import { shortEnough } from '../style/alt';
import type { ColorScaleName } from '../style/colors';
import type { Figure } from '../style/figure';
import { extent, type Matrix, type Rows, round, showNumber, sizeOf, toRows } from '../style/numbers';
import { literal } from '../style/text';
import { baseLayout, type FigureWords } from '../style/theme';
import { colorAxis } from './colorBar';
import { type CaptionedRows, captionAbove, layOutPanels, PANEL_MARGIN, type Panel } from './panels';

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

/** Pixels of a map's side, and maps in a row. */
const SIZES = { largest: 220, mostColumns: 3 } as const;

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
  const { panels, width, height } = layOutPanels(maps, SIZES);
  const layout = {
    ...baseLayout({ title, alt, height, width: width + PANEL_MARGIN.left + PANEL_MARGIN.right, margin: PANEL_MARGIN }),
    ...Object.assign({}, ...panels.map((panel, i) => panelAxes(panel, i, options))),
    annotations: panels.map(captionAbove),
    coloraxis: colorAxis({ colors, range, quantity }, height),
  };
  return { data: maps.map(({ rows }, i) => mapTrace(rows, i, quantity)), layout, alt };
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

function describe(maps: readonly CaptionedRows[], { title, quantity }: HeatMapsOptions): string {
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
