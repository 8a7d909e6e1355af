import { at, type Pair, toPair } from '../spec';

const UNITS = ['', 'k', 'M', 'G', 'T'] as const;

/** `11,689,512`. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

/** Three digits and a unit: 61,100,840 → `61.1 M`. Numbers below a thousand stay. */
export function short(value: number): string {
  return scaled(value).join(' ').trimEnd();
}

/** `46.8 MB`. */
export function shortBytes(bytes: number): string {
  return `${scaled(bytes).join(' ')}B`;
}

function scaled(value: number): [number: string, unit: string] {
  // Rounded first: 999,999 is 1.00 M, not 1000 k.
  const rounded = Number(value.toPrecision(3));
  if (rounded < 1000) return [String(rounded), UNITS[0]];
  const power = Math.min(Math.floor(Math.log10(rounded) / 3), UNITS.length - 1);
  return [(rounded / 1000 ** power).toPrecision(3), at(UNITS, power)];
}

/** `224×224×3`. */
export function sides(shape: readonly number[]): string {
  return shape.map(side => String(Number(side.toFixed(2)))).join('×');
}

/** `7×7`. */
export function pairSides(pair: Pair): string {
  return sides(toPair(pair));
}
