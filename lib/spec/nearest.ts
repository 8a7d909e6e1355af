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
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (edits <= candidate.length / 2 && (best === undefined || edits < best.edits)) best = { candidate, edits };
  }
  return best?.candidate;
}

/** Letters inserted, removed or replaced to make one word of the other (Levenshtein), one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replace = above[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replace, above[column] + 1, current[column - 1] + 1));
    }
    above = current;
  }
  return above[b.length];
}
