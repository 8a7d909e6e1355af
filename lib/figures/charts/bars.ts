import { at } from '../../spec/at';
import { leastToMost, shortEnough } from '../style/alt';
import type { Figure } from '../style/figure';
import { extent, round, showNumber, showNumbers } from '../style/numbers';
import { literal } from '../style/text';
import { baseLayout, type FigureWords, INK, SERIES_COLORS } from '../style/theme';
import { type Axis, plotlyAxis } from './axis';
import { legend, legendHeight } from './legend';

/** The heights of one colour of bars. */
export interface BarSeries {
  readonly name: string;
  /** One for each category. */
  readonly values: readonly number[];
  /** Half the length of the error bar of each value, such as a standard deviation. */
  readonly spread?: readonly number[];
}

export interface BarsOptions extends FigureWords {
  /** What the categories are, and the words below the bars. */
  readonly x: { readonly name: string; readonly categories: readonly string[] };
  /** A linear axis from zero: the length of a bar is its value. */
  readonly y: Omit<Axis, 'scale'>;
  readonly series: readonly BarSeries[];
}

const HEIGHT = 300;
/** All values in one size, upright: plotly would shrink and turn each to the width of its bar. */
const ABOVE = {
  textposition: 'outside',
  textangle: 0,
  constraintext: 'none',
  textfont: { size: 10 },
  cliponaxis: false,
};

/**
 * Bars, in groups when there are several series, with the value above each.
 *
 * Introduced in notebook counting.
 *
 * @throws RangeError when a series has more or fewer values than there are categories
 */
export function bars(options: BarsOptions): Figure {
  const { title, x, y, series } = options;
  for (const { name, values, spread = values } of series) {
    if (values.length === x.categories.length && spread.length === values.length) continue;
    throw new RangeError(
      `figures.bars: series '${name}' must have one value per category, ${x.categories.length}. ` +
        `Received ${values.length} values and ${spread.length} spreads.`,
    );
  }
  const alt = options.alt ?? describe(options);
  const [least, most] = extent(series.flatMap(endsOfErrorBars));
  const layout = {
    ...baseLayout({ title, alt, height: HEIGHT, margin: { left: 60, bottom: 56, top: legendHeight(series) } }),
    xaxis: { ...plotlyAxis({ name: x.name, unit: null }), type: 'category', showgrid: false, ticks: '' },
    yaxis: plotlyAxis({ range: [Math.min(0, least * 1.12), Math.max(0, most * 1.12)], ...y }),
    barmode: 'group',
    bargap: 0.3,
    ...legend(series),
  };
  const labels = showNumbers(series.flatMap(({ values }) => values));
  const count = x.categories.length;
  const traces = series.map((one, i) => barTrace(one, x.categories, i, labels.slice(i * count, (i + 1) * count)));
  return { data: traces, layout, alt };
}

/** The upper ends; the values themselves where no series has a spread. */
function endsOfErrorBars({ values, spread }: BarSeries): readonly number[] {
  return spread === undefined ? values : values.map((value, i) => value + at(spread, i));
}

function barTrace(
  { name, values, spread }: BarSeries,
  categories: readonly string[],
  index: number,
  labels: readonly string[],
): Record<string, unknown> {
  const error = spread && { error_y: { type: 'data', array: spread.map(round), color: INK, thickness: 1.5 } };
  return {
    type: 'bar',
    name: literal(name),
    x: categories.map(literal),
    y: values.map(round),
    marker: {
      color: SERIES_COLORS[index % SERIES_COLORS.length],
      pattern: { shape: ['', '/', 'x', '.', '-'][index % 5] },
    },
    ...error,
    ...(spread === undefined && { ...ABOVE, text: labels }),
    hovertemplate: `%{x}<br>${literal(name)}: %{y}<extra></extra>`,
  };
}

function describe({ title, x, y, series }: BarsOptions): string {
  const unit = y.unit === null ? '' : ` ${y.unit}`;
  const parts = series.map(({ name, values }) => {
    const list = values.map((value, i) => `${at(x.categories, i)} ${showNumber(value)}${unit}`).join(', ');
    return series.length > 1 ? `${name}: ${list}` : list;
  });
  const ranges = series.map(({ name, values }) => {
    const named = values.map((value, i) => ({ name: at(x.categories, i), value }));
    return `${series.length > 1 ? `${name}: ` : ''}${leastToMost(named, unit)}`;
  });
  return shortEnough(
    `${title}. Bars of ${y.name}: ${parts.join('; ')}.`,
    `${title}. ${x.categories.length} bars of ${y.name}: ${ranges.join('; ')}.`,
    `${title}. Bars of ${y.name} for ${x.categories.length} categories, in ${series.length} colours.`,
  );
}
