import { at } from '../../spec/at';
import { literalLines } from './text';

/**
 * One look for all figures.
 *
 * A figure is a card of its own colour, a little darker than a white page so that it does not glare on a dark one: no colour reaches the contrast of 4.5:1 on white and on JupyterLab's dark #111111 at once
 * (white asks for a luminance of at most 0.183, #111111 for at least 0.200), so text on a transparent background would be
 * hard to read in one of the two.
 */
export const PAPER = '#eef0f3';
export const INK = '#222222';
/** Text of second rank, such as padded zeros. */
export const MUTED = '#5c5c5c';
export const GRID = '#d0d3d9';
/** Cells that hold no value yet. */
export const EMPTY = '#dcdfe4';
/** What the reader should look at. */
export const HIGHLIGHT = '#d55e00';

/** Colours of Okabe and Ito, green and pink a little darker so that all reach 3:1 on the card; the others of their eight are too pale for lines. */
export const SERIES_COLORS = ['#0072b2', '#d55e00', '#00926a', '#b8608f', '#000000'] as const;
const DASHES = ['solid', 'dash', 'dot', 'dashdot', 'longdash'] as const;
const SYMBOLS = ['circle', 'square', 'diamond', 'triangle-up', 'x'] as const;

/** How one series of several is drawn: colour never tells alone. */
export interface SeriesStyle {
  readonly color: string;
  readonly dash: string;
  readonly symbol: string;
}

export function seriesStyle(index: number): SeriesStyle {
  const count = SERIES_COLORS.length;
  // From the sixth series on colours come back, each with another dash and symbol.
  const shifted = (index + Math.floor(index / count)) % count;
  return {
    color: at(SERIES_COLORS, index % count),
    dash: at(DASHES, shifted),
    symbol: at(SYMBOLS, shifted),
  };
}

export const FONT_SIZE = 13;
const TITLE_SIZE = 16;
const TITLE_LINE = 21;
/** A letter's width as a share of the font's size; an upper estimate, so that text which is said to fit does. */
const LETTER = 0.56;
/** Width that fits a notebook's column in JupyterLab, VS Code and on GitHub, in pixels. A narrower place shows a figure smaller. */
export const FIGURE_WIDTH = 700;

/** Words of a figure. */
export interface FigureWords {
  readonly title: string;
  /** Alternative text: what a reader who cannot see the figure needs to know. Made from the data where it is left out. */
  readonly alt?: string;
}

export interface FrameOptions {
  readonly title: string;
  readonly alt: string;
  /** Pixels of the plotted area and around it. */
  readonly height: number;
  /** Pixels of the whole figure; `FIGURE_WIDTH` when left out. */
  readonly width?: number;
  readonly margin?: {
    readonly left?: number;
    readonly right?: number;
    readonly bottom?: number;
    readonly top?: number;
  };
}

/** The layout that all figures share: title, background, fonts, margins and the alternative text. */
export function baseLayout(options: FrameOptions): Record<string, unknown> {
  const { title, alt, height, width = FIGURE_WIDTH, margin = {} } = options;
  const lines = wrapText(title, width - 24, TITLE_SIZE);
  const { left = 12, right = 12, bottom = 12, top = 8 } = margin;
  const above = 12 + lines.length * TITLE_LINE + top;
  return {
    title: {
      text: literalLines(lines),
      font: { size: TITLE_SIZE, color: INK },
      ...{ x: 0, xref: 'container', xanchor: 'left', y: 1, yref: 'container', yanchor: 'top' },
      // plotly puts a title of several lines higher by the height of a capital letter.
      pad: { l: 12, t: lines.length > 1 ? 12 + 0.7 * TITLE_SIZE : 12 },
    },
    font: { family: 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif', size: FONT_SIZE, color: INK },
    paper_bgcolor: PAPER,
    plot_bgcolor: PAPER,
    hoverlabel: { bgcolor: PAPER, bordercolor: GRID, font: { color: INK } },
    margin: { l: left, r: right, b: bottom, t: above },
    height: height + above + bottom,
    width,
    // A finger that moves over a figure scrolls the page.
    dragmode: false,
    meta: { alt },
  };
}

/** Pixels that a figure needs to have its title in one line, or the usual width for a longer one. */
export function titleWidth(title: string): number {
  return Math.min(FIGURE_WIDTH, textWidth(title, TITLE_SIZE) + 24);
}

/** Pixels that a text needs at most. */
export function textWidth(text: string, fontSize: number): number {
  return Math.ceil(text.length * LETTER * fontSize);
}

/** Breaks text between words so that no line is longer than `width` pixels. */
export function wrapText(text: string, width: number, fontSize: number = FONT_SIZE): string[] {
  const letters = Math.floor(width / (LETTER * fontSize));
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
