import { lines } from '../figures/charts/lines';
import type { Figure } from '../figures/style/figure';
import { formatTick, type Point, thin } from './chartScale';
import { type ChartText, type Curve, drawChart } from './chartSvg';
import { html } from './content';
import { newDisplay } from './display';
import { notebookSurroundings, type Surroundings, UPDATE_INTERVAL } from './surroundings';

export interface LiveChartOptions<Series extends string> extends ChartText {
  /** Names of the curves, as `add` and the legend use them. */
  readonly series: readonly Series[];
}

/** A line chart below the cell that grows while the cell runs. */
export interface LiveChart<Series extends string> {
  /**
   * Adds one point to each named curve.
   * @param step place on the x axis, for example the number of the training step
   * @param values y of the curves that have a new value; NaN and Infinity are counted and leave a gap
   * @throws RangeError when a curve is not among `series`
   */
  add(step: number, values: Readonly<Partial<Record<Series, number>>>): void;
  /** Draws everything once more and turns the chart into a figure that can be zoomed and read off. */
  finish(): void;
}

/**
 * Shows a line chart that grows while the cell runs, redrawn at most four times a second.
 * `finish` turns it into an interactive figure in the same place.
 * Introduced in notebook convolution-arithmetic.
 * @param options title, axis names with units, and names of the curves
 * @returns the chart; call `add` after each step and `finish` at the end
 */
export function liveChart<Series extends string>(
  options: LiveChartOptions<Series>,
  { send, now }: Surroundings = notebookSurroundings,
): LiveChart<Series> {
  let live = true;
  const display = newDisplay(message => {
    live = send(message);
    return live;
  });
  const curves = new Map<string, Point[]>(options.series.map(name => [name, []]));
  let drawn = Number.NEGATIVE_INFINITY;
  const draw = (): void => {
    drawn = now();
    const alt = describe(options, toCurves(curves));
    display.update(html(drawChart(toCurves(curves), { ...options, title: withGaps(options, curves) }, alt), alt));
  };
  draw();
  return {
    add(step, values) {
      for (const [name, value] of Object.entries<number | undefined>(values)) {
        const points = curves.get(name);
        if (points === undefined) throw unknownCurve(name, options.series);
        if (value !== undefined) points.push([step, value]);
      }
      if (live && now() - drawn >= UPDATE_INTERVAL) draw();
    },
    finish() {
      display.update(toFigure(options, toCurves(curves)));
    },
  };
}

function unknownCurve(name: string, series: readonly string[]): RangeError {
  const known = series.map(s => `'${s}'`).join(', ');
  return new RangeError(`liveChart: there is no curve '${name}'. Received a value for it; the series are ${known}.`);
}

function toCurves(curves: ReadonlyMap<string, readonly Point[]>): Curve[] {
  return [...curves].map(([name, points]) => ({ name, points }));
}

function withGaps({ title }: ChartText, curves: ReadonlyMap<string, readonly Point[]>): string {
  const gaps = countGaps(toCurves(curves));
  return gaps === 0 ? title : `${title} (${gaps} ${gaps === 1 ? 'value is' : 'values are'} NaN or infinite)`;
}

function countGaps(curves: readonly Curve[]): number {
  return curves.reduce((sum, { points }) => sum + points.filter(([, y]) => !Number.isFinite(y)).length, 0);
}

/** The chart in words: where each curve stands, and how many values could not be drawn. */
function describe({ title, xLabel, yLabel }: ChartText, curves: readonly Curve[]): string {
  const parts = curves.map(({ name, points }) => {
    const first = points[0];
    const last = points.at(-1);
    if (first === undefined || last === undefined) return `${name} has no values yet`;
    return `${name} goes from ${show(first[1])} at ${show(first[0])} to ${show(last[1])} at ${show(last[0])}`;
  });
  const gaps = countGaps(curves);
  const missing = gaps === 0 ? '' : ` ${gaps} of the values are NaN or infinite and leave gaps.`;
  return `${title}. ${yLabel} over ${xLabel}: ${parts.join('; ')}.${missing}`;
}

function show(value: number): string {
  return Number.isFinite(value) ? formatTick(Number(value.toPrecision(4))) : String(value);
}

function toFigure(options: ChartText, curves: readonly Curve[]): Figure {
  const { title, xLabel, yLabel } = options;
  const begun = curves.filter(({ points }) => points.length > 0);
  return lines({
    title,
    x: { name: xLabel, unit: null },
    y: { name: yLabel, unit: null },
    series: begun.map(({ name, points }) => {
      const kept = thin(points, 200);
      return { name, x: kept.map(point => point[0]), y: kept.map(point => point[1]) };
    }),
    alt: describe(options, curves),
  });
}
