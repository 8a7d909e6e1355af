/** The hint of an exercise at hand: a line in its cell that the learner runs by taking away its slashes. */
const CALL = /^(?:await )?exercise\('(?<id>[^']+)', .*\);$/gm;

/**
 * Adds a line `// hint('counting.1');` behind each call of an exercise's check.
 * @param source code of a cell
 * @returns the code with its hints
 */
export function withHints(source: string): string {
  return source.replace(CALL, "$&\n// hint('$<id>');");
}
