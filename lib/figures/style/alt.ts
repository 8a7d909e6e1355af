import { at } from '../../spec/at';
import { showNumber } from './numbers';

/** Letters that an alternative text may have: GitHub shows it as a line of its own below the picture. */
export const ALT_LETTERS = 250;

/**
 * Alternative text for what is known of a figure.
 *
 * @param tellings the same in words, from all details to the fewest
 * @returns the first that is short enough, or else the last
 */
export function shortEnough(...tellings: readonly string[]): string {
  return tellings.find(text => text.length <= ALT_LETTERS) ?? at(tellings, tellings.length - 1);
}

/**
 * The least and the most of several values, with their names: `from tanh 0.75 to ReLU 0.9`.
 *
 * @param unit after each value, such as `' ms'`
 */
export function leastToMost(named: readonly { readonly name: string; readonly value: number }[], unit: string): string {
  const ordered = named.filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.value - b.value);
  if (ordered.length === 0) return 'without values';
  const [least, most] = [at(ordered, 0), at(ordered, ordered.length - 1)];
  return `from ${least.name} ${showNumber(least.value)}${unit} to ${most.name} ${showNumber(most.value)}${unit}`;
}
