import { type ColorScaleName, plotlyScale } from '../style/colors';
import { round } from '../style/numbers';
import { literal } from '../style/text';

/** What the colours of a figure mean. */
export interface ColorBar {
  readonly colors: ColorScaleName;
  /** The values at the two ends. */
  readonly range: readonly [number, number];
  /** What is measured, with its unit. */
  readonly quantity: string;
}

/** The bar itself, and which colours stand for which values. */
export interface ColorAxis extends Readonly<Record<string, unknown>> {
  readonly colorbar: Readonly<Record<string, unknown>>;
}

/** Pixels that a bar with its numbers takes at the right of a figure. */
export const COLOR_BAR_WIDTH = 92;
/** Pixels of the bar with its title; a short one may reach below the plot. */
const LENGTH = { least: 110, most: 240 } as const;

/**
 * The colour axis of a figure, drawn as a bar at the right.
 *
 * @param height pixels of the plotted area
 */
export function colorAxis({ colors, range, quantity }: ColorBar, height: number): ColorAxis {
  const len = Math.min(LENGTH.most, Math.max(LENGTH.least, height));
  const colorbar = {
    title: { text: literal(quantity), font: { size: 12 } },
    ...{ thickness: 14, outlinewidth: 0, tickfont: { size: 11 }, nticks: Math.max(2, Math.floor(len / 36)) },
    ...{ lenmode: 'pixels', len, y: 1, yanchor: 'top' },
  };
  return { colorscale: plotlyScale(colors), cmin: round(range[0]), cmax: round(range[1]), colorbar };
}

/** A trace that shows nothing but the colour bar, for pictures whose colours are already in their pixels. */
export function colorBarTrace(): Readonly<Record<string, unknown>> {
  const marker = { color: [0], opacity: 0, coloraxis: 'coloraxis' };
  return { type: 'scatter', mode: 'markers', x: [0], y: [0], marker, hoverinfo: 'skip', showlegend: false };
}
