import type { Position } from './positions';

const RED = '\u001b[31m';
const FAINT = '\u001b[2m';
const OFF = '\u001b[0m';

/** Red, in front ends that show colours. */
export function red(text: string): string {
  return `${RED}${text}${OFF}`;
}

/** Pale, in front ends that show colours. */
export function faint(text: string): string {
  return `${FAINT}${text}${OFF}`;
}

/**
 * A source line with a caret under a column.
 *
 * @param text - the line.
 * @param position - where the caret points.
 * @param length - how many characters to underline.
 * @returns two lines.
 */
export function snippet(text: string, { line, column }: Position, length = 1): string[] {
  const number = String(line);
  // Tabs stay tabs, so that the caret stands under its character.
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(length, text.length - column + 1)));
  return [`  ${faint(`${number} |`)} ${text}`, `  ${faint(`${' '.repeat(number.length)} |`)} ${indent}${red(carets)}`];
}
