/** Letters of received data that a message repeats. */
const LONGEST = 80;
/** Line breaks, what else moves a terminal's cursor, and what turns the direction of writing, so that names read as others. */
const CONTROL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * A text from a file, as a message shows it: cut where a damaged file makes it endless, and in one line.
 *
 * @param longest letters that stay
 */
export function excerpt(text: string, longest = LONGEST): string {
  const shown = withoutControls(text.slice(0, longest));
  return text.length > longest ? `${shown}…` : shown;
}

/** A text with its control characters written out, such as \n and \u009b. */
export function withoutControls(text: string): string {
  return text.replace(CONTROL, character => {
    const written = JSON.stringify(character).slice(1, -1);
    // JSON leaves those from U+007F on as they are.
    return written === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : written;
  });
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
