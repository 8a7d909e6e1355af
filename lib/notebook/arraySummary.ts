import { showShape } from '../spec/pair';

/** An array of numbers with its shape, whatever its numbers are kept in. */
export interface ArrayLikeND {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

const FIRST_VALUES = 12;

/** An array in two lines: its shape, how many numbers it has and from where to where they go; and the first of them. */
export function arraySummary({ shape, data }: ArrayLikeND): string {
  const { length } = data;
  const numbers = `${length.toLocaleString('en-US')} ${length === 1 ? 'number' : 'numbers'}`;
  const values = Array.from({ length: Math.min(length, FIRST_VALUES) }, (_, i) => short(data[i]));
  const first = length > FIRST_VALUES ? `first: ${values.join(', ')}, …` : values.join(', ');
  return [`array ${showShape(shape)}, ${numbers}${range(data)}`, ...(length > 0 ? [first] : [])].join('\n');
}

function range(data: ArrayLike<number>): string {
  let [least, most, missing] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? Number.NaN;
    if (value < least) least = value;
    if (value > most) most = value;
    if (Number.isNaN(value)) missing += 1;
  }
  const fromTo = least <= most ? ` from ${short(least)} to ${short(most)}` : '';
  return missing > 0 ? `${fromTo}, ${missing.toLocaleString('en-US')} of them NaN` : fromTo;
}

/** Four digits, which fit a line and tell numbers apart. */
function short(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? String(value) : String(Number(value.toPrecision(4)));
}
