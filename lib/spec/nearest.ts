import { distance } from 'fastest-levenshtein';

/**
 * The known name that needs the fewest edits to become the one received, for messages such as "Did you mean 'chelsea'?".
 *
 * @param name what was received
 * @param known the names to choose from
 * @returns the nearest, or undefined when it would need more edits than half of its letters
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of known) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits <= candidate.length / 2 && (best === undefined || edits < best.edits)) best = { candidate, edits };
  }
  return best?.candidate;
}
