import { shortEnough } from '../style/alt';
import type { Figure } from '../style/figure';
import { extent, round, showNumber } from '../style/numbers';
import { literal } from '../style/text';
import { baseLayout, type FigureWords, INK, seriesStyle } from '../style/theme';
import { type Axis, axisTitle, checkLog, plotlyAxis, type Quantity, withRange } from './axis';
import { legend, legendHeight } from './legend';

/** One bubble. */
export interface Bubble {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  /** What its area shows. */
  readonly size: number;
  /** Where the label stands; above when left out. */
  readonly labelAt?: keyof typeof PLACES;
}

/** Bubbles of one kind. */
export interface BubbleSeries {
  readonly name: string;
  readonly bubbles: readonly Bubble[];
}

export interface BubblesOptions extends FigureWords {
  readonly x: Axis;
  readonly y: Axis;
  /** What the area of a bubble measures. */
  readonly size: Quantity;
  readonly series: readonly BubbleSeries[];
}

const HEIGHT = 440;
/** Diameter of the largest bubble in pixels. */
const LARGEST = 56;
/** Pixels of the line that says what the area means. */
const NOTE = 22;
const PLACES = {
  ...{ above: 'top center', below: 'bottom center', left: 'middle left', right: 'middle right' },
  'below right': 'bottom right',
} as const;

/**
 * Points on two axes whose area shows a third quantity, each with its name.
 *
 * Introduced in notebook counting.
 *
 * @throws RangeError when a size is not above zero, or a value that is not stands on a logarithmic axis
 */
export function bubbles(options: BubblesOptions): Figure {
  const { title, x, y, series } = options;
  const all = series.flatMap(one => one.bubbles);
  checkBubbles(options, all);
  const alt = options.alt ?? describe(options, all);
  const largest = Math.max(...all.map(({ size }) => size));
  const layout = {
    ...baseLayout({
      title,
      alt,
      height: HEIGHT,
      margin: { left: 64, right: 24, bottom: 56, top: legendHeight(series) + NOTE },
    }),
    xaxis: plotlyAxis(
      withRange(
        x,
        all.map(bubble => bubble.x),
      ),
    ),
    yaxis: plotlyAxis(
      withRange(
        y,
        all.map(bubble => bubble.y),
      ),
    ),
    ...legendAbove(series),
    annotations: [areaNote(options, largest)],
  };
  return { data: series.map((one, i) => bubbleTrace(one, i, options, largest)), layout, alt };
}

function bubbleTrace(
  { name, bubbles }: BubbleSeries,
  index: number,
  { x, y, size }: BubblesOptions,
  largest: number,
): Record<string, unknown> {
  const { color } = seriesStyle(index);
  return {
    type: 'scatter',
    mode: 'markers+text',
    name: literal(name),
    ...{ x: bubbles.map(bubble => round(bubble.x)), y: bubbles.map(bubble => round(bubble.y)) },
    text: bubbles.map(({ label }) => literal(label)),
    textposition: bubbles.map(({ labelAt = 'above' }) => PLACES[labelAt]),
    ...{ textfont: { size: 12, color: INK }, cliponaxis: false },
    customdata: bubbles.map(bubble => round(bubble.size)),
    marker: {
      color: `${color}88`,
      size: bubbles.map(bubble => round(bubble.size)),
      ...{ sizemode: 'area', sizeref: (2 * largest) / LARGEST ** 2, sizemin: 2 },
      ...{ opacity: 1, line: { color, width: 1.5 } },
    },
    hovertemplate:
      `%{text}<br>${literal(axisTitle(x))} %{x}<br>${literal(axisTitle(y))} %{y}<br>` +
      `${literal(axisTitle(size))} %{customdata}<extra>${literal(name)}</extra>`,
  };
}

/** The legend, above the line that says what the area means. */
function legendAbove(series: readonly BubbleSeries[]): Record<string, unknown> {
  const { legend: place, ...shown } = legend(series);
  return { ...shown, legend: { ...Object(place), itemsizing: 'constant', y: 1 + NOTE / HEIGHT } };
}

/** What the area means, with the largest bubble as an example. */
function areaNote({ size }: BubblesOptions, largest: number): Record<string, unknown> {
  const unit = size.unit === null ? '' : ` ${size.unit}`;
  return {
    text: literal(`area of a bubble: ${size.name}; the largest is ${showNumber(largest)}${unit}`),
    ...{ x: 1, xref: 'paper', xanchor: 'right', y: 1, yref: 'paper', yanchor: 'bottom' },
    ...{ showarrow: false, font: { size: 12, color: INK } },
  };
}

function checkBubbles({ x, y }: BubblesOptions, all: readonly Bubble[]): void {
  for (const { label, size, ...at } of all) {
    if (!(size > 0)) {
      throw new RangeError(`figures.bubbles: the size of '${label}' must be above 0. Received ${size}.`);
    }
    checkLog(x, [at.x], `figures.bubbles, '${label}'`);
    checkLog(y, [at.y], `figures.bubbles, '${label}'`);
  }
}

function describe({ title, x, y, size }: BubblesOptions, all: readonly Bubble[]): string {
  const told = all.map(
    bubble => `${bubble.label} ${showNumber(bubble.x)}, ${showNumber(bubble.y)}, ${showNumber(bubble.size)}`,
  );
  const from = (quantity: Quantity, of: (bubble: Bubble) => number): string =>
    `${axisTitle(quantity)} from ${extent(all.map(of)).map(showNumber).join(' to ')}`;
  const ranges = [from(x, one => one.x), from(y, one => one.y), from(size, one => one.size)];
  return shortEnough(
    `${title}. ${axisTitle(x)}, ${axisTitle(y)} and ${axisTitle(size)}: ${told.join('; ')}.`,
    `${title}. ${all.length} bubbles, across, upwards and as area: ${ranges.join('; ')}.`,
  );
}
