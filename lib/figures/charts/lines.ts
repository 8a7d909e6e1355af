import { at } from '../../spec/at';
import { leastToMost, shortEnough } from '../style/alt';
import type { Figure } from '../style/figure';
import { round, showNumber } from '../style/numbers';
import { literal } from '../style/text';
import { baseLayout, type FigureWords, seriesStyle } from '../style/theme';
import { type Axis, checkLog, plotlyAxis, withRange } from './axis';
import { legend, legendHeight } from './legend';

/** One line. */
export interface LineSeries {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** The lower and upper end of a band around the line, such as the smallest and largest of several seeds. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
}

export interface LinesOptions extends FigureWords {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly LineSeries[];
}

const HEIGHT = 300;
/** Up to this many points each is marked. */
const MOST_MARKED = 40;

/**
 * Lines, such as the loss during training, with a band for the spread of several runs.
 *
 * Introduced in notebook counting.
 *
 * @throws RangeError when a series has not one y for each x, or a value below zero stands on a logarithmic axis
 */
export function lines(options: LinesOptions): Figure {
  const { title, x, y, series } = options;
  for (const one of series) checkSeries(one, options);
  const alt = options.alt ?? describe(options);
  const layout = {
    ...baseLayout({ title, alt, height: HEIGHT, margin: { left: 64, bottom: 56, top: legendHeight(series) } }),
    xaxis: plotlyAxis(
      withRange(
        x,
        series.flatMap(one => Array.from(one.x)),
      ),
    ),
    yaxis: plotlyAxis(withRange(y, series.flatMap(allOf))),
    ...legend(series),
  };
  const bands = series.flatMap((one, i) => (one.band === undefined ? [] : [bandTrace(one, one.band, i)]));
  return { data: [...bands, ...series.map(lineTrace)], layout, alt };
}

/** Every number along the y axis. */
function allOf({ y, band }: LineSeries): number[] {
  return (band === undefined ? [y] : [y, band.low, band.high]).flatMap(values => Array.from(values));
}

function lineTrace({ name, x, y }: LineSeries, index: number): Record<string, unknown> {
  const { color, dash, symbol } = seriesStyle(index);
  const marked = x.length <= MOST_MARKED;
  return {
    type: 'scatter',
    mode: marked ? 'lines+markers' : 'lines',
    ...{ name: literal(name), legendgroup: name },
    ...{ x: Array.from(x, round), y: Array.from(y, round) },
    line: { color, dash, width: 2 },
    ...(marked && { marker: { color, symbol, size: 6 } }),
  };
}

/** Along the lower ends and back along the upper ones. */
function bandTrace(
  { name, x }: LineSeries,
  { low, high }: NonNullable<LineSeries['band']>,
  index: number,
): Record<string, unknown> {
  const across = Array.from(x, round);
  return {
    type: 'scatter',
    mode: 'lines',
    x: [...across, ...[...across].reverse()],
    y: [...Array.from(low, round), ...Array.from(high, round).reverse()],
    fill: 'toself',
    fillcolor: `${seriesStyle(index).color}33`,
    line: { width: 0 },
    ...{ name: literal(name), legendgroup: name, showlegend: false, hoverinfo: 'skip' },
  };
}

function checkSeries({ name, x, y, band }: LineSeries, options: LinesOptions): void {
  const { low, high } = band ?? { low: y, high: y };
  if ([y, low, high].some(values => values.length !== x.length) || x.length === 0) {
    throw new RangeError(
      `figures.lines: series '${name}' must have one y (and one low and high) per x, at least one. ` +
        `Received ${x.length} x and ${y.length} y.`,
    );
  }
  checkLog(options.x, Array.from(x), `figures.lines, series '${name}'`);
  checkLog(options.y, allOf({ name, x, y, band }), `figures.lines, series '${name}'`);
}

function describe({ title, x, y, series }: LinesOptions): string {
  const parts = series.map(one => {
    const [first, last] = endsOf(one.y).map(showNumber);
    const [least, most] = [Math.min(...Array.from(one.y)), Math.max(...Array.from(one.y))].map(showNumber);
    return `${one.name} goes from ${first} to ${last} (smallest ${least}, largest ${most})`;
  });
  const all = series.flatMap(one => endsOf(one.x));
  const across = `${x.name} from ${showNumber(Math.min(...all))} to ${showNumber(Math.max(...all))}`;
  const start = `${title}. Lines of ${y.name} over ${across}: `;
  const ends = series.map(one => `${one.name} from ${endsOf(one.y).map(showNumber).join(' to ')}`);
  const final = series.map(one => ({ name: one.name, value: endsOf(one.y)[1] }));
  return shortEnough(
    `${start}${parts.join('; ')}.`,
    `${start}${ends.join('; ')}.`,
    `${start}${series.length} of them; they end ${leastToMost(final, '')}.`,
    `${title}. ${series.length} lines of ${y.name}.`,
  );
}

/** The first and the last value; `checkSeries` has seen to it that there is one. */
function endsOf(values: ArrayLike<number>): [number, number] {
  const list = Array.from(values);
  return [at(list, 0), at(list, list.length - 1)];
}
