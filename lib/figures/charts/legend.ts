import { FIGURE_WIDTH, FONT_SIZE } from '../style/theme';

type Named = readonly { readonly name: string }[];

/** Pixels of one row of the legend, of the mark before a name, and of a name's letter. */
const ROW = 22;
const MARK = 52;
const LETTER = 0.6 * FONT_SIZE;

/** A legend between title and plot, where it covers no data; one series needs none. */
export function legend(series: Named): Record<string, unknown> {
  return {
    showlegend: series.length > 1,
    legend: { orientation: 'h', x: 0, xanchor: 'left', y: 1, yanchor: 'bottom', bgcolor: 'rgba(0,0,0,0)' },
  };
}

/** Pixels to keep free above the plot. */
export function legendHeight(series: Named): number {
  if (series.length < 2) return 14;
  // plotly makes all columns as wide as the widest.
  const widest = MARK + LETTER * Math.max(...series.map(({ name }) => name.length));
  const columns = Math.max(1, Math.floor((FIGURE_WIDTH - 80) / widest));
  return 12 + ROW * Math.ceil(series.length / columns);
}
