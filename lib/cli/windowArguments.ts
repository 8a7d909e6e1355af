import type { Padding } from '../spec/network';
import { excerpt } from '../spec/quoted';
import { type CommandLine, refuse } from './arguments';

const BETWEEN_AXES = /[x×]/i;

/** Whether height and width are told apart anywhere. */
export function hasTwoAxes(texts: readonly string[]): boolean {
  return texts.some(text => BETWEEN_AXES.test(text));
}

/**
 * `'3'` → [3, 3]; `'3x5'` → [3, 5].
 *
 * @param least the smallest number allowed
 * @throws RangeError when it is neither
 */
export function readPair(line: CommandLine, option: string, text: string, least: number): [number, number] {
  const numbers = text.split(BETWEEN_AXES).map(readNumber);
  const [height = Number.NaN, width = height] = numbers;
  if (numbers.length <= 2 && height >= least && width >= least) return [height, width];
  return refuse(
    line,
    `--${option} must be a whole number of at least ${least}, or HEIGHTxWIDTH. Received "${excerpt(text)}".`,
  );
}

/**
 * `'same'`, `'valid'`, `'2'`, `'1x2'`, `'0,1'` (before and after), `'0,1x1,1'`.
 *
 * @throws RangeError when it is none of them
 */
export function readPadding(line: CommandLine, text: string): Padding {
  if (text === 'same' || text === 'valid') return text;
  const axes = text.split(BETWEEN_AXES).map(readBothSides);
  const [height, width = height] = axes;
  if (axes.length <= 2 && height !== undefined && width !== undefined) return simplest(height, width);
  return refuse(
    line,
    `--padding must be same, valid, a whole number, HEIGHTxWIDTH, or BEFORE,AFTER for an axis. Received "${excerpt(text)}".`,
  );
}

/** The form that messages show best. */
function simplest(height: readonly [number, number], width: readonly [number, number]): Padding {
  if (height[0] !== height[1] || width[0] !== width[1]) return [height, width];
  return height[0] === width[0] ? height[0] : [height[0], width[0]];
}

function readBothSides(text: string): [number, number] | undefined {
  const sides = text.split(',').map(readNumber);
  const [before = Number.NaN, after = before] = sides;
  return sides.length <= 2 && before >= 0 && after >= 0 ? [before, after] : undefined;
}

/** A whole number without a sign; NaN for anything else. */
function readNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
