import { shortEnough } from '../style/alt';
import type { Figure } from '../style/figure';
import { extent, round, showNumber } from '../style/numbers';
import { literal } from '../style/text';
import { baseLayout, type FigureWords, INK, MUTED, SERIES_COLORS } from '../style/theme';
import { type Axis, axisTitle, plotlyAxis } from './axis';

/** Paired differences of one comparison, such as `training.pairedDifference` gives. */
export interface DifferenceRow {
  readonly name: string;
  /** One for each seed. */
  readonly differences: readonly number[];
  readonly mean: number;
  /** The ends of the interval of the mean. */
  readonly low: number;
  readonly high: number;
}

export interface DifferencesOptions extends FigureWords {
  /** What differs, such as `{ name: 'test accuracy, against the complete network', unit: 'points' }`. */
  readonly x: Axis;
  /** From top to bottom. */
  readonly rows: readonly DifferenceRow[];
  /** How far chance alone carries a mean: a grey band from −noiseFloor to noiseFloor. None when left out. */
  readonly noiseFloor?: number;
}

const ROW = 44;
/** Dots of a row lie on this many levels, so that equal ones do not cover each other; in rows. */
const LEVELS = [-0.18, 0, 0.18] as const;

/**
 * Paired differences: every seed a dot, the mean a diamond with its 95 % interval, and the noise floor a band around zero.
 *
 * Introduced in notebook counting.
 *
 * @throws RangeError when there is no row, or one without differences
 */
export function differences(options: DifferencesOptions): Figure {
  const { title, x, rows, noiseFloor } = options;
  check(rows);
  const alt = options.alt ?? describe(options);
  const all = rows.flatMap(row => [...row.differences, row.low, row.high]);
  const [least, most] = extent([...all, 0, -(noiseFloor ?? 0), noiseFloor ?? 0]);
  const room = (most - least || 1) * 0.06;
  const layout = {
    ...baseLayout({ title, alt, height: ROW * rows.length, margin: { left: 20, right: 24, bottom: 56 } }),
    xaxis: plotlyAxis({ ...x, range: x.range ?? [least - room, most + room] }),
    yaxis: {
      ...{ automargin: true, showgrid: false, zeroline: false, ticklabelstandoff: 8 },
      ...{ tickmode: 'array', tickvals: rows.map((_, i) => i), ticktext: rows.map(({ name }) => literal(name)) },
      range: [rows.length - 0.5, -0.5],
    },
    shapes: [...(noiseFloor === undefined ? [] : [band(noiseFloor)]), zero()],
    showlegend: false,
  };
  return { data: [seedTrace(rows), meanTrace(rows)], layout, alt };
}

function seedTrace(rows: readonly DifferenceRow[]): Record<string, unknown> {
  const dots = rows.flatMap((row, i) =>
    row.differences.map((value, seed) => ({ value, level: i + (LEVELS[seed % LEVELS.length] ?? 0) })),
  );
  return {
    ...{ type: 'scatter', mode: 'markers', name: 'one seed' },
    ...{ x: dots.map(({ value }) => round(value)), y: dots.map(({ level }) => round(level)) },
    marker: { symbol: 'circle-open', size: 7, color: MUTED },
    hovertemplate: '%{x}<extra>one seed</extra>',
  };
}

function meanTrace(rows: readonly DifferenceRow[]): Record<string, unknown> {
  return {
    ...{ type: 'scatter', mode: 'markers', name: 'mean' },
    ...{ x: rows.map(({ mean }) => round(mean)), y: rows.map((_, i) => i) },
    marker: { symbol: 'diamond', size: 11, color: SERIES_COLORS[0] },
    error_x: {
      ...{ type: 'data', symmetric: false, thickness: 2.5, width: 6, color: SERIES_COLORS[0] },
      array: rows.map(({ mean, high }) => round(high - mean)),
      arrayminus: rows.map(({ mean, low }) => round(mean - low)),
    },
    hovertemplate: '%{x}<extra>mean, 95 % interval</extra>',
  };
}

function zero(): Record<string, unknown> {
  return { type: 'line', ...{ x0: 0, x1: 0, yref: 'paper', y0: 0, y1: 1 }, line: { color: INK, width: 1.5 } };
}

function band(noiseFloor: number): Record<string, unknown> {
  return {
    ...{ type: 'rect', layer: 'below', x0: round(-noiseFloor), x1: round(noiseFloor), yref: 'paper', y0: 0, y1: 1 },
    ...{ fillcolor: '#dcdfe4', line: { width: 0 } },
  };
}

function describe({ title, x, rows, noiseFloor }: DifferencesOptions): string {
  const parts = rows.map(({ name, differences: { length }, mean, low, high }) => {
    const [middle, from, to] = [mean, low, high].map(showNumber);
    return `${name}: mean ${middle}, 95 % interval from ${from} to ${to} (${length} seeds)`;
  });
  const floor = noiseFloor === undefined ? '' : ` The noise floor is ${showNumber(noiseFloor)}.`;
  const brief = rows.map(({ name, mean, low, high }) => {
    const [middle, from, to] = [mean, low, high].map(showNumber);
    return `${name} ${middle} (${from} to ${to})`;
  });
  const clear = rows.filter(({ low, high }) => low > 0 || high < 0).length;
  const [least, most] = extent(rows.map(({ mean }) => mean)).map(showNumber);
  return shortEnough(
    `${title}. Paired differences of ${axisTitle(x)}: ${parts.join('; ')}.${floor}`,
    `${title}. ${axisTitle(x)}, means with 95 % intervals: ${brief.join('; ')}.${floor}`,
    `${title}. ${rows.length} mean differences from ${least} to ${most}; ${clear} of their 95 % intervals are without zero.${floor}`,
  );
}

function check(rows: readonly DifferenceRow[]): void {
  const empty = rows.find(row => row.differences.length === 0);
  if (rows.length > 0 && empty === undefined) return;
  const received = empty === undefined ? 'no row' : `'${empty.name}' without any`;
  throw new RangeError(
    `figures.differences: it takes rows, each with a difference for each seed. Received ${received}.`,
  );
}
