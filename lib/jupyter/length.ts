/** What a front end can still show; V8 cannot even make one message of 512 MB. */
const MOST_CHARACTERS = 2_000_000;

/**
 * A text that fits into a message.
 *
 * @param text - any text.
 * @param most - how many characters of it may stay.
 * @returns the text, or its beginning and how much is left out.
 */
export function cut(text: string, most = MOST_CHARACTERS): string {
  const left = text.length - most;
  return left > 0 ? `${text.slice(0, most)}\n… (${left} more characters are not shown)\n` : text;
}
