import { extent, showNumber } from '../style/numbers';
import { literal } from '../style/text';
import { GRID, INK } from '../style/theme';

/** What is measured. */
export interface Quantity {
  readonly name: string;
  /** Such as `'ms'` or `'pixels'`; null when the quantity has none. */
  readonly unit: string | null;
}

/** What an axis measures, and how it is divided. */
export interface Axis extends Quantity {
  /** `'linear'` when left out. */
  readonly scale?: 'linear' | 'log';
  /** From and to, in the axis's own unit; chosen from the data when left out. */
  readonly range?: readonly [number, number];
}

/** `loss`, or `time (ms)`. */
export function axisTitle({ name, unit }: Quantity): string {
  return unit === null ? name : `${name} (${unit})`;
}

/** The axis as plotly writes it. */
export function plotlyAxis(axis: Axis): Record<string, unknown> {
  const { scale = 'linear', range } = axis;
  const limits = range?.map(value => (scale === 'log' ? Math.log10(value) : value));
  const ticks = scale === 'log' && range && writtenOut(logTicks(range));
  return { ...axisStyle(axisTitle(axis)), type: scale, ...(limits && { range: limits }), ...ticks };
}

/** The range of a logarithmic axis is chosen from the data. Linear axes find their own. */
export function withRange(axis: Axis, values: Iterable<number>): Axis {
  return axis.scale === 'log' ? { ...axis, range: logRange(axis, values) } : axis;
}

/**
 * The axis's own range, or that of its values, with room for marks and labels.
 *
 * @throws RangeError when an end of its own range is not above 0
 */
export function logRange({ name, range }: Axis, values: Iterable<number>): readonly [number, number] {
  if (range !== undefined) {
    if (range.every(end => end > 0 && Number.isFinite(end))) return range;
    throw new RangeError(
      `the axis '${name}' is logarithmic, so both ends of its range must be above 0. Received [${range.join(', ')}].`,
    );
  }
  const drawn = [...values].filter(value => value > 0 && Number.isFinite(value));
  const [least, most] = drawn.length > 0 ? extent(drawn) : [1, 10];
  return [least / 1.6, most * 1.6];
}

/** Powers of ten, with 2 and 5 of each where there are few. */
export function logTicks([least, most]: readonly [number, number]): number[] {
  const digits = most / least < 1000 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(most); power++) {
    ticks.push(...digits.map(digit => Number(`${digit}e${power}`)));
  }
  return ticks;
}

/** Every tick with its text, so that all are equally large. */
function writtenOut(ticks: readonly number[]): Record<string, unknown> {
  return { tickmode: 'array', tickvals: ticks, ticktext: ticks.map(tickText) };
}

const UNITS = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
] as const;

/** `0.5`, `20,000`, `5 M`. */
function tickText(value: number): string {
  const unit = UNITS.find(([size]) => value >= size);
  return unit === undefined ? showNumber(value) : `${showNumber(value / unit[0])} ${unit[1]}`;
}

/** What follows `x` and `y` in the name of one of several axes: plotly counts '', 2, 3, … */
export function axisNumber(index: number): string {
  return index === 0 ? '' : String(index + 1);
}

/** How every visible axis looks. */
export function axisStyle(title: string): Record<string, unknown> {
  return {
    title: { text: literal(title), standoff: 8 },
    automargin: true,
    gridcolor: GRID,
    zerolinecolor: GRID,
    linecolor: INK,
    showline: true,
    ticks: 'outside',
    tickcolor: INK,
    // G, M and k as for tick labels of logarithmic axes.
    exponentformat: 'SI',
    separatethousands: true,
  };
}

/**
 * NaN is no value: it leaves a gap.
 *
 * @throws RangeError when a value cannot stand on a logarithmic axis
 */
export function checkLog(axis: Axis, values: Iterable<number>, where: string): void {
  if (axis.scale !== 'log') return;
  for (const value of values) {
    if (value > 0 || Number.isNaN(value)) continue;
    throw new RangeError(
      `${where}: the axis '${axis.name}' is logarithmic, so its values must be above 0. Received ${value}. ` +
        "Leave out scale: 'log', or the value.",
    );
  }
}
