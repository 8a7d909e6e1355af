/**
 * A text that plotly shows letter for letter. Plotly reads tags and entities wherever it writes, and `%{…}` in what is
 * shown on hover: a name from data could change the figure or fall out of it.
 */
export function literal(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/%\{/g, '&#37;{');
}

/** Lines below each other, shown letter for letter. */
export function literalLines(lines: readonly string[]): string {
  return lines.map(literal).join('<br>');
}
