// @ts-check

/** Letters of what somebody wrote that a message repeats. */
const longest = 80;
/** What moves a terminal's cursor, breaks lines or turns the direction of writing. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A text from outside, as a message shows it: in one line, cut, with what cannot be seen written out, such as \u001b.
 *
 * @param {string} text
 */
export function shown(text) {
  const start = text.slice(0, longest).replace(unseen, written);
  return text.length > longest ? `${start}…` : start;
}

/** @param {string} character */
const written = character =>
  character
    .split('')
    .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
