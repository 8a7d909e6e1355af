import { axisTitle, checkLog } from '../figures/charts/axis';
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
  /** What the curves have when the chart appears, in work that goes on; nothing when left out. */
  readonly before?: Readonly<Partial<Record<Series, readonly Point[]>>>;
}

/** A line chart below the cell that grows while the cell runs. */
export interface LiveChart<Series extends string> {
  /**
   * Adds one point to each named curve.
   * @param step place on the x axis, for example the number of the training step
   * @param values y of the curves that have a new value; NaN, Infinity, and 0 and less on a logarithmic axis are counted
   *   and leave a gap
   * @throws RangeError when a curve is not among `series`, or the step cannot stand on a logarithmic axis
   */
  add(step: number, values: Readonly<Partial<Record<Series, number>>>): void;
  /** Draws everything once more and turns the chart into a figure that can be zoomed and read off. */
  finish(): void;
}

/**
 * Shows a line chart that grows while the cell runs, redrawn at most four times a second.
 * `finish` turns it into an interactive figure in the same place.
 * Introduced in notebook convolution-arithmetic.
 * @param options title, axes as those of `figures.lines`, and names of the curves
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
  const curves = new Map<string, Point[]>(options.series.map(name => [name, [...(options.before?.[name] ?? [])]]));
  let drawn = Number.NEGATIVE_INFINITY;
  const draw = (): void => {
    drawn = now();
    const all = toCurves(curves);
    const alt = describe(options, all);
    display.update(html(drawChart(all.map(withGaps(options)), { ...options, title: titleOf(options, all) }, alt), alt));
  };
  draw();
  return {
    add(step, values) {
      checkLog(options.x, [step], 'liveChart');
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

/** Whether a value has a place on the y axis. */
function isDrawn({ y }: ChartText, value: number): boolean {
  return Number.isFinite(value) && (y.scale !== 'log' || value > 0);
}

/** The curve with NaN for every value that has no place. */
function withGaps(text: ChartText): (curve: Curve) => Curve {
  return ({ name, points }) => ({
    name,
    points: points.map(([x, y]) => [x, isDrawn(text, y) ? y : Number.NaN] as const),
  });
}

/** `3 values are NaN or infinite`; undefined when all are drawn. */
function gapWords(text: ChartText, curves: readonly Curve[]): string | undefined {
  const gaps = curves.flatMap(({ points }) => points).filter(([, y]) => !isDrawn(text, y)).length;
  if (gaps === 0) return undefined;
  const what = text.y.scale === 'log' ? 'NaN, infinite or not above 0' : 'NaN or infinite';
  return `${gaps} ${gaps === 1 ? 'value is' : 'values are'} ${what}`;
}

function titleOf(text: ChartText, curves: readonly Curve[]): string {
  const gaps = gapWords(text, curves);
  return gaps === undefined ? text.title : `${text.title} (${gaps})`;
}

/** The chart in words: where each curve stands, and how many values could not be drawn. */
function describe(text: ChartText, curves: readonly Curve[]): string {
  const parts = curves.map(({ name, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return `${name} has no values yet`;
    return `${name} goes from ${show(first[1])} at ${show(first[0])} to ${show(last[1])} at ${show(last[0])}`;
  });
  const gaps = gapWords(text, curves);
  const missing = gaps === undefined ? '' : ` ${gaps} and left out.`;
  return `${text.title}. ${axisTitle(text.y)} over ${axisTitle(text.x)}: ${parts.join('; ')}.${missing}`;
}

function show(value: number): string {
  return Number.isFinite(value) ? formatTick(Number(value.toPrecision(4))) : String(value);
}

function toFigure(text: ChartText, curves: readonly Curve[]): Figure {
  const begun = curves.filter(({ points }) => points.length > 0);
  return lines({
    ...{ title: text.title, x: text.x, y: text.y },
    series: begun.map(withGaps(text)).map(({ name, points }) => {
      const kept = thin(points, 200);
      return { name, x: kept.map(([x]) => x), y: kept.map(([, y]) => y) };
    }),
    alt: describe(text, curves),
  });
}
