import { outputSize } from '../../spec/window';
import { axisNumber } from '../charts/axis';
import { legend, legendHeight } from '../charts/legend';
import { shortEnough } from '../style/alt';
import type { Figure } from '../style/figure';
import { literal } from '../style/text';
import { baseLayout, FIGURE_WIDTH, type FigureWords, FONT_SIZE, INK, PAPER } from '../style/theme';
import {
  CELL_COLORS,
  CELL_LEGEND,
  countWindows,
  describeWindows,
  legendTraces,
  outputAxis,
  placeAxis,
  placesRead,
  type WindowAxis,
  windowCells,
} from './windowCells';

/** One row of windows, with the words above it. */
export interface CaptionedWindows extends WindowAxis {
  readonly caption: string;
}

/** Pixels. */
const CELL_HEIGHT = 22;
const CAPTION_HEIGHT = 28;
const MARGIN = { left: 64, right: 16, bottom: 50 } as const;
/** More places than this are too narrow for their numbers. */
const MOST_PLACES = 26;

/**
 * Which pixels every output reads, along one axis: a column for each place of the padded input, a row for each output,
 * and in each cell that is read the number of the weight that lies on it. Several windows stand below each other with
 * their pixels in line, so that they can be compared.
 *
 * Introduced in notebook padding-stride.
 *
 * @throws RangeError when there is nothing to draw, when a window does not fit, or when there are too many places
 */
export function windowPlaces(items: readonly CaptionedWindows[], options: FigureWords): Figure {
  if (items.length === 0) {
    throw new RangeError('figures.windowPlaces: give at least one window. Received an empty list.');
  }
  items.forEach(checkFits);
  const [from, to] = reach(items);
  const { panels, height } = stack(items);
  const alt = options.alt ?? describe(items, options.title);
  const layout = {
    ...baseLayout({
      ...{ title: options.title, alt, width: FIGURE_WIDTH, height },
      margin: { ...MARGIN, top: legendHeight(CELL_LEGEND) },
    }),
    ...legend(CELL_LEGEND),
    xaxis: { ...placeAxis(from, to), anchor: `y${axisNumber(panels.length - 1)}` },
    ...Object.fromEntries(panels.map((panel, i) => [`yaxis${axisNumber(i)}`, panelAxis(panel, height)])),
    annotations: panels.map(({ item, top }) => captionAbove(item.caption, 1 - top / height)),
  };
  return { data: [...panels.map(({ item }, i) => panelTrace(item, i, from, to)), ...legendTraces()], layout, alt };
}

/** Windows at their place in the figure, in pixels from the top of the plotted area. */
interface Panel {
  readonly item: CaptionedWindows;
  readonly outputs: number;
  readonly top: number;
  readonly bottom: number;
}

function stack(items: readonly CaptionedWindows[]): { readonly panels: readonly Panel[]; readonly height: number } {
  const panels: Panel[] = [];
  let height = 0;
  for (const item of items) {
    const outputs = placesRead(item).length;
    const top = height + CAPTION_HEIGHT;
    height = top + CELL_HEIGHT * (outputs + 1);
    panels.push({ item, outputs, top, bottom: height });
  }
  return { panels, height };
}

/** The first and the last place that is input, padding, or read past both in ceil mode. */
function reach(items: readonly CaptionedWindows[]): [number, number] {
  const ends = items.flatMap(item => {
    const [, after] = item.padding ?? [0, 0];
    return [...placesRead(item).flat(), item.input - 1 + after];
  });
  const starts = items.map(({ padding = [0, 0] }) => -padding[0]);
  const [from, to] = [Math.min(...starts), Math.max(...ends)];
  if (to - from + 1 <= MOST_PLACES) return [from, to];
  throw new RangeError(
    `figures.windowPlaces: at most ${MOST_PLACES} places of input and padding can be read in one figure. ` +
      `Received ${to - from + 1}. Use a smaller input.`,
  );
}

function checkFits(item: CaptionedWindows): void {
  const { caption, input, size, stride, padding = [0, 0], dilation = 1, ceilMode } = item;
  if (outputSize(input, { size, stride, padding, dilation, ceilMode }) > 0) return;
  throw new RangeError(
    `figures.windowPlaces, '${caption}': the window does not fit. Received input ${input}, size ${size}, ` +
      `padding [${padding.join(', ')}], dilation ${dilation}. Use a smaller window or more padding.`,
  );
}

function panelTrace(item: CaptionedWindows, index: number, from: number, to: number): Record<string, unknown> {
  const cells = windowCells(item, from, to);
  const places = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const header = places.map(at => (at >= 0 && at < item.input ? String(at) : ''));
  const weights = placesRead(item).map(read =>
    places.map(at => (read.includes(at) ? `<b>w${read.indexOf(at)}</b>` : '')),
  );
  return {
    ...{ type: 'heatmap', z: cells, x0: from, dx: 1, y0: -1, dy: 1, yaxis: `y${axisNumber(index)}` },
    ...CELL_COLORS,
    ...{ text: [header, ...weights], texttemplate: '%{text}', textfont: { size: 12 } },
    ...{ xgap: 2, ygap: 2, hoverinfo: 'skip', name: literal(item.caption) },
  };
}

function panelAxis({ outputs, top, bottom }: Panel, height: number): Record<string, unknown> {
  return { ...outputAxis(outputs), domain: [Math.max(0, 1 - bottom / height), 1 - top / height] };
}

function captionAbove(text: string, y: number): Record<string, unknown> {
  const place = { x: 0, xref: 'paper', xanchor: 'left', y, yref: 'paper', yanchor: 'bottom' };
  return { text: literal(text), ...place, showarrow: false, font: { size: FONT_SIZE, color: INK }, bgcolor: PAPER };
}

function describe(items: readonly CaptionedWindows[], title: string): string {
  const each = (words: (axis: WindowAxis) => string): string =>
    items.map(item => `${item.caption}: ${words(item)}`).join(' ');
  return shortEnough(
    `${title}. ${each(describeWindows)}`,
    `${title}. ${each(countWindows)}`,
    `${title}. ${items.length} rows of windows, with ${items.map(item => placesRead(item).length).join(', ')} outputs.`,
  );
}
