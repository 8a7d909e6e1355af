import { type Axis, logRange, logTicks } from '../figures/charts/axis';
import { extent } from '../figures/style/numbers';

/** A point of a curve: [x, y]. */
export type Point = readonly [x: number, y: number];

/**
 * Thins a curve for drawing: of each stretch of neighbouring points it keeps the first, the lowest, the highest, the last,
 * and the first whose y is not finite, so that no spike and no gap is lost.
 * @param points a curve in order of x
 * @param stretches how many stretches to make
 * @returns at most five points a stretch, in order; the curve itself when it is short
 */
export function thin(points: readonly Point[], stretches: number): readonly Point[] {
  if (points.length <= 5 * stretches) return points;
  const size = points.length / stretches;
  return Array.from({ length: stretches }, (_, i) =>
    landmarks(points.slice(Math.floor(i * size), Math.floor((i + 1) * size))),
  ).flat();
}

function landmarks(stretch: readonly Point[]): Point[] {
  let low = 0;
  let high = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  stretch.forEach(([, y], i) => {
    if (!Number.isFinite(y)) return;
    if (y < lowest) [low, lowest] = [i, y];
    if (y > highest) [high, highest] = [i, y];
  });
  const gap = stretch.findIndex(([, y]) => !Number.isFinite(y));
  const kept = new Set([0, low, high, gap, stretch.length - 1]);
  return stretch.filter((_, i) => kept.has(i));
}

/** An axis along a line of the chart: the values at its two ends, and those that get a label. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  /** Where a value stands: 0 at the first end, 1 at the other, beyond them where the axis's range leaves it out. */
  readonly share: (value: number) => number;
}

/**
 * Lays an axis out as the figures of plotly do: linear with ticks at steps of 1, 2 or 5 times a power of ten, or logarithmic.
 * @param axis its range, where it has one, is kept
 * @param values may be empty or hold values that are not finite; these are ignored
 * @param steps about how many ticks a linear axis gets
 * @returns a scale that is never empty: a single value gets room on both sides
 */
export function makeScale(axis: Axis, values: readonly number[], steps: number): Scale {
  return axis.scale === 'log' ? logScale(logRange(axis, values)) : linearScale(axis.range ?? extent(values), steps);
}

function linearScale([from, to]: readonly [number, number], steps: number): Scale {
  if (from === to) return linearScale([from - (Math.abs(from) || 1) / 2, to + (Math.abs(to) || 1) / 2], steps);
  const step = niceStep((to - from) / steps);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  // Rounding removes what binary fractions add: 3 · 0.1 is 0.30000000000000004.
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { from, to, ticks, share: value => (value - from) / (to - from) };
}

function logScale([from, to]: readonly [number, number]): Scale {
  const ticks = logTicks([from, to]).filter(tick => tick >= from && tick <= to);
  return { from, to, ticks, share: value => Math.log(value / from) / Math.log(to / from) };
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5].find(f => f * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** A tick's label: `1,200`, `0.05`, `1e-7`. */
export function formatTick(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential().replace('e+', 'e');
  return value.toLocaleString('en-US', { maximumFractionDigits: 6 });
}
