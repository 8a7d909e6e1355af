import { type Axis, axisNumber, axisStyle, axisTitle, checkLog, logTicks, type Quantity } from '../charts/axis';
import { shortEnough } from '../style/alt';
import type { Figure } from '../style/figure';
import { extent, type Matrix, round, showNumber, sizeOf, toRows } from '../style/numbers';
import { literal } from '../style/text';
import { baseLayout, type FigureWords, INK, PAPER } from '../style/theme';
import { colorAxis } from './colorBar';
import { type CaptionedRows, captionAbove, layOutPanels, PANEL_MARGIN, type Panel } from './panels';

/** Values on a grid of places, and the words above them. */
export interface CaptionedSurface {
  /** `values[row][column]`, at the row's place on the y-axis and the column's on the x-axis. */
  readonly values: Matrix;
  readonly caption: string;
}

export interface ContoursOptions extends FigureWords {
  readonly x: Quantity;
  readonly y: Quantity;
  /** The places along both axes, one for each column, and one for each row. */
  readonly places: readonly number[];
  /** What the values measure; with the scale `'log'` neighbouring lines differ by a factor. */
  readonly quantity: Omit<Axis, 'range'>;
}

/** Pixels of a map's side, and maps in a row. */
const SIZES = { largest: 240, mostColumns: 2 } as const;
/** Lines between the least and the largest value, about. */
const LEVELS = 12;

/**
 * Surfaces seen from above, as maps show mountains: lines of equal value, all on one colour scale, with a cross in the
 * middle.
 *
 * Introduced in notebook resnet.
 *
 * @param items each [h, w], as many rows and columns as there are places
 * @throws TypeError when one is not a matrix
 * @throws RangeError when there is none, it has another size, or a value cannot stand on a logarithmic scale
 */
export function contours(items: readonly CaptionedSurface[], options: ContoursOptions): Figure {
  const { title, quantity, places } = options;
  if (items.length === 0) throw new RangeError('figures.contours: give at least one surface. Received an empty list.');
  const maps = items.map(item => checkSurface(item, options));
  const isLog = quantity.scale === 'log';
  const shown = (value: number): number => (isLog ? Math.log10(value) : value);
  const values = maps.flatMap(({ rows }) => rows.flat());
  const [least, most] = extent(values);
  const range = [shown(least), shown(most)] as const;
  const alt = options.alt ?? describe(maps, options);
  const { panels, width, height } = layOutPanels(maps, SIZES);
  const axis = colorAxis({ colors: 'sequential', range, quantity: axisTitle(quantity) }, height);
  const ticks = isLog ? writtenOut(logTicks([least, most])) : {};
  const layout = {
    ...baseLayout({ title, alt, height, width: width + PANEL_MARGIN.left + PANEL_MARGIN.right, margin: PANEL_MARGIN }),
    ...Object.assign({}, ...panels.map((panel, i) => panelAxes(panel, i, options))),
    annotations: panels.map(captionAbove),
    coloraxis: { ...axis, colorbar: { ...axis.colorbar, ...ticks } },
    showlegend: false,
  };
  const lines = { start: round(range[0]), end: round(range[1]), size: round((range[1] - range[0]) / LEVELS || 1) };
  const data = panels.flatMap(({ rows }, i) => [
    {
      ...{ type: 'contour', x: places, y: places, z: rows.map(row => row.map(value => round(shown(value)))) },
      ...{ coloraxis: 'coloraxis', contours: { coloring: 'heatmap', ...lines }, line: { color: INK, width: 0.8 } },
      ...{ ...onAxes(i), customdata: rows.map(row => row.map(round)) },
      hovertemplate: `%{x}, %{y}<br>${literal(quantity.name)} %{customdata}<extra></extra>`,
    },
    middle(places, i),
  ]);
  return { data, layout, alt };
}

function checkSurface({ values, caption }: CaptionedSurface, { places, quantity }: ContoursOptions): CaptionedRows {
  const where = `figures.contours, '${caption}'`;
  const rows = toRows(values, where);
  if (sizeOf(rows).some(side => side !== places.length)) {
    throw new RangeError(
      `${where}: give one row and one column for each of the ${places.length} places. Received ${sizeOf(rows).join(' × ')}.`,
    );
  }
  checkLog(quantity, rows.flat(), where);
  return { caption, rows };
}

function onAxes(index: number): Record<string, string> {
  return { xaxis: `x${axisNumber(index)}`, yaxis: `y${axisNumber(index)}` };
}

/** A dark cross on a pale one stands out from every colour. */
function middle(places: readonly number[], index: number): Record<string, unknown> {
  const [from, to] = extent(places);
  const centre = round((from + to) / 2);
  const marker = { symbol: 'cross', size: 9, color: INK, line: { color: PAPER, width: 1.5 } };
  return { type: 'scatter', mode: 'markers', x: [centre], y: [centre], marker, ...onAxes(index), hoverinfo: 'skip' };
}

function writtenOut(ticks: readonly number[]): Record<string, unknown> {
  return { tickmode: 'array', tickvals: ticks.map(tick => round(Math.log10(tick))), ticktext: ticks.map(showNumber) };
}

function panelAxes({ x, y }: Panel, index: number, options: ContoursOptions): Record<string, unknown> {
  const n = axisNumber(index);
  const range = extent(options.places);
  const plain = { showgrid: false, zeroline: false, automargin: false, range };
  return {
    [`xaxis${n}`]: { ...axisStyle(axisTitle(options.x)), ...plain, domain: x, anchor: `y${n}` },
    // The panels beside the first of a row have no room for a title, and the same axis.
    [`yaxis${n}`]: { ...axisStyle(x[0] === 0 ? axisTitle(options.y) : ''), ...plain, domain: y, anchor: `x${n}` },
  };
}

function describe(maps: readonly CaptionedRows[], { title, quantity }: ContoursOptions): string {
  const parts = maps.map(({ caption, rows }) => `${caption}, from ${extent(rows.flat()).map(showNumber).join(' to ')}`);
  return shortEnough(
    `${title}. Lines of equal ${quantity.name}: ${parts.join('; ')}.`,
    `${title}. ${maps.length} maps with lines of equal ${quantity.name}.`,
  );
}
