import { shortEnough } from '../style/alt';
import type { Figure } from '../style/figure';
import { extent, round, showNumber } from '../style/numbers';
import { literal } from '../style/text';
import { baseLayout, type FigureWords, seriesStyle } from '../style/theme';
import { type Axis, axisTitle, checkLog, plotlyAxis, withRange } from './axis';
import { legend, legendHeight } from './legend';

/** Points of one kind. */
export interface ScatterSeries {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly label?: string }[];
}

export interface ScatterOptions extends FigureWords {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly ScatterSeries[];
}

const HEIGHT = 340;

/**
 * Points on two axes, each of which may be logarithmic, with labels beside them.
 *
 * @throws RangeError when a value that is not above zero stands on a logarithmic axis
 */
export function scatter(options: ScatterOptions): Figure {
  const { title, x, y, series } = options;
  for (const { name, points } of series) {
    checkLog(
      x,
      points.map(point => point.x),
      `figures.scatter, series '${name}'`,
    );
    checkLog(
      y,
      points.map(point => point.y),
      `figures.scatter, series '${name}'`,
    );
  }
  const alt = options.alt ?? describe(options);
  const all = series.flatMap(({ points }) => points);
  const layout = {
    ...baseLayout({
      title,
      alt,
      height: HEIGHT,
      margin: { left: 64, right: 24, bottom: 56, top: legendHeight(series) },
    }),
    xaxis: plotlyAxis(
      withRange(
        x,
        all.map(point => point.x),
      ),
    ),
    yaxis: plotlyAxis(
      withRange(
        y,
        all.map(point => point.y),
      ),
    ),
    ...legend(series),
  };
  return { data: series.map((one, i) => scatterTrace(one, i, options)), layout, alt };
}

function scatterTrace(
  { name, points }: ScatterSeries,
  index: number,
  { x, y }: ScatterOptions,
): Record<string, unknown> {
  const { color, symbol } = seriesStyle(index);
  const labelled = points.some(({ label }) => label !== undefined);
  const labels = labelled && {
    text: points.map(({ label = '' }) => literal(label)),
    textposition: 'top center',
    cliponaxis: false,
  };
  return {
    type: 'scatter',
    mode: labelled ? 'markers+text' : 'markers',
    name: literal(name),
    ...{ x: points.map(point => round(point.x)), y: points.map(point => round(point.y)) },
    ...labels,
    marker: { color, symbol, size: 9 },
    hovertemplate:
      `${labelled ? '%{text}<br>' : ''}${literal(axisTitle(x))} %{x}<br>` +
      `${literal(axisTitle(y))} %{y}<extra>${literal(name)}</extra>`,
  };
}

function describe({ title, x, y, series }: ScatterOptions): string {
  const all = series.flatMap(({ points }) => points);
  const start = `${title}. ${all.length} points of ${axisTitle(y)} against ${axisTitle(x)}`;
  const told = all.map((point, i) => `${point.label ?? i + 1} at ${showNumber(point.x)}, ${showNumber(point.y)}`);
  const range = (values: number[]): string => extent(values).map(showNumber).join(' to ');
  return shortEnough(
    `${start}: ${told.join('; ')}.`,
    `${start}: ${range(all.map(point => point.x))} across, ${range(all.map(point => point.y))} upwards.`,
  );
}
