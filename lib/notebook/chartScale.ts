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

/** An axis: the values at its two ends, and those that get a label. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

/**
 * An axis that spans all finite values, with ticks at steps of 1, 2 or 5 times a power of ten.
 * @param values may be empty or hold values that are not finite; these are ignored
 * @param steps about how many ticks
 * @returns an axis that is never empty: a single value gets room on both sides
 */
export function makeAxis(values: readonly number[], steps: number): Axis {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return { from: 0, to: 1, ticks: [0, 1] };
  if (low === high) return makeAxis([low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2], steps);
  const step = niceStep((high - low) / steps);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Rounding removes what binary fractions add: 3 · 0.1 is 0.30000000000000004.
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { from: low, to: high, ticks };
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
