/**
 * A plotly figure with the words that stand in for it where it cannot be drawn.
 * It holds plain JSON only: no function, no class instance, never plotly.js itself.
 */
export interface Figure {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly layout: Readonly<Record<string, unknown>>;
  /** Plotly animation frames, for figures with a slider. */
  readonly frames?: readonly Readonly<Record<string, unknown>>[];
  /** Alternative text: what a reader who cannot see the figure needs to know. */
  readonly alt: string;
}
