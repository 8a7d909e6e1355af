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
  const ticks = scale === 'log' && range && logTicks(range);
  return { ...axisStyle(axisTitle(axis)), type: scale, ...(limits && { range: limits }), ...ticks };
}

/** The range of a logarithmic axis: that of its values, with room for marks and labels. Linear axes find their own. */
export function withRange(axis: Axis, values: Iterable<number>): Axis {
  if (axis.scale !== 'log' || axis.range !== undefined) return axis;
  const [least, most] = extent(values);
  return { ...axis, range: [least / 1.6, most * 1.6] };
}

/** Powers of ten, with 2 and 5 of each where there are few; written out, so that all are equally large. */
function logTicks([least, most]: readonly [number, number]): Record<string, unknown> {
  const digits = most / least < 1000 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(most); power++) {
    ticks.push(...digits.map(digit => Number(`${digit}e${power}`)));
  }
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
 * @throws RangeError when a value cannot stand on a logarithmic axis
 */
export function checkLog(axis: Axis, values: Iterable<number>, where: string): void {
  if (axis.scale !== 'log') return;
  for (const value of values) {
    if (value > 0) continue;
    throw new RangeError(
      `${where}: the axis '${axis.name}' is logarithmic, so its values must be above 0. Received ${value}. ` +
        "Leave out scale: 'log', or the value.",
    );
  }
}
