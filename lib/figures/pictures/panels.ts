import type { Rows } from '../style/numbers';
import { literalLines } from '../style/text';
import { FIGURE_WIDTH, FONT_SIZE, INK, wrapText } from '../style/theme';
import { COLOR_BAR_WIDTH } from './colorBar';
import { spread } from './tiles';

/** A matrix whose rows are known to be of one length. */
export interface CaptionedRows {
  readonly caption: string;
  readonly rows: Rows;
}

/** A square with axes of its own, whose ends are shares of the plotted area, from the bottom left. */
export interface Panel extends CaptionedRows {
  readonly lines: readonly string[];
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Pixels around the plotted area, with a colour bar at its right. */
export const PANEL_MARGIN = { left: 58, right: COLOR_BAR_WIDTH, bottom: 50 } as const;
const BETWEEN = 62;
const CAPTION_LINE = 18;

/** Puts squares with axes into rows and columns. */
export function layOutPanels(
  maps: readonly CaptionedRows[],
  { largest, mostColumns }: { readonly largest: number; readonly mostColumns: number },
): { readonly panels: readonly Panel[]; readonly width: number; readonly height: number } {
  const columns = spread(maps.length, mostColumns);
  const inner = FIGURE_WIDTH - PANEL_MARGIN.left - PANEL_MARGIN.right;
  const side = Math.min(largest, Math.floor((inner - BETWEEN * (columns - 1)) / columns));
  const captioned = maps.map(map => ({ ...map, lines: wrapText(map.caption, side) }));
  const above = 6 + CAPTION_LINE * Math.max(...captioned.map(({ lines }) => lines.length));
  const rows = Math.ceil(maps.length / columns);
  const height = rows * (side + above) + (rows - 1) * PANEL_MARGIN.bottom;
  const width = side * columns + BETWEEN * (columns - 1);
  const panels = captioned.map((map, i): Panel => {
    const left = (i % columns) * (side + BETWEEN);
    const top = above + Math.floor(i / columns) * (side + above + PANEL_MARGIN.bottom);
    return { ...map, x: [left / width, (left + side) / width], y: [1 - (top + side) / height, 1 - top / height] };
  });
  return { panels, width, height };
}

/** The words above a panel. */
export function captionAbove({ lines, x, y }: Panel): Record<string, unknown> {
  const place = { x: x[0], xref: 'paper', xanchor: 'left', y: y[1], yref: 'paper', yanchor: 'bottom' };
  return {
    text: literalLines(lines),
    ...place,
    align: 'left',
    showarrow: false,
    font: { size: FONT_SIZE, color: INK },
  };
}
