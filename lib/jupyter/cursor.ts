/*
 * Jupyter counts a cursor in characters of Unicode, JavaScript in units of 16 bits; an emoji is one of the first and
 * two of the second.
 */

/** A position that Jupyter sent, as an index into a string. */
export function toIndex(text: string, position: number): number {
  return Array.from(text).slice(0, position).join('').length;
}

/** An index into a string, as Jupyter counts. */
export function toPosition(text: string, index: number): number {
  return Array.from(text.slice(0, index)).length;
}
