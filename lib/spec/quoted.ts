/** Letters of received data that a message repeats. */
const LONGEST = 80;
/** Line breaks, and what else moves a terminal's cursor. */
const CONTROL = /\p{Cc}/gu;

/**
 * A text from a file, as a message shows it: cut where a damaged file makes it endless, and in one line.
 *
 * @param longest letters that stay
 */
export function excerpt(text: string, longest = LONGEST): string {
  const shown = text.slice(0, longest).replace(CONTROL, character => JSON.stringify(character).slice(1, -1));
  return text.length > longest ? `${shown}…` : shown;
}

/** What a file holds in place of what it should, as a message shows it: JSON, cut. */
export function quoted(value: unknown): string {
  return excerpt(asJson(value));
}

function asJson(value: unknown): string {
  // JSON has no such numbers, though JSON.parse makes Infinity of 1e999.
  if (typeof value === 'number') return String(value);
  try {
    return (
      JSON.stringify(value, (_, part) => (typeof part === 'number' && !Number.isFinite(part) ? String(part) : part)) ??
      String(value)
    );
  } catch {
    return 'a value nested too deeply to be shown';
  }
}
