import { type Box, boxHeight, boxWidth } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import { axisStyle } from '../charts/axis';
import type { Figure } from '../style/figure';
import { extent, round } from '../style/numbers';
import { literal } from '../style/text';
import { baseLayout, FIGURE_WIDTH, FONT_SIZE, PAPER, seriesStyle, textWidth } from '../style/theme';
import { colorAxis, colorBarTrace } from './colorBar';
import { checkImage, drawPicture } from './pixels';

/** A rectangle on an image, beyond which it may reach, and what the legend calls it. */
export interface NamedBox {
  readonly name: string;
  readonly box: Box;
}

export interface BoxesOptions {
  readonly title: string;
  /** What the image shows, and what the boxes enclose. */
  readonly alt: string;
  readonly boxes: readonly NamedBox[];
  /** The values drawn darkest and brightest: [0, 1] when left out, `'data'` for the smallest and largest found. */
  readonly range?: readonly [number, number] | 'data';
  /** What the grays measure, with its unit; a colour bar is drawn where it is given. */
  readonly quantity?: string;
}

const LARGEST_IMAGE = 400;
const PICTURE_BYTES = 40_000;
const MARGIN = { left: 58, bottom: 46 } as const;
/** Pixels of a colour bar, below the legend. */
const BAR_HEIGHT = 200;
/** Pixels of the mark before a name in the legend, and of the gap before the legend. */
const LEGEND_EXTRA = 66;

/**
 * An image with named rectangles on it; a name in the legend takes its rectangle away and brings it back.
 *
 * Introduced in notebook counting.
 *
 * @param image [h, w, 3], [h, w, 1] or [h, w]
 * @throws TypeError when the array cannot be drawn as one image
 * @throws RangeError when there is no box
 */
export function boxes(image: NDArray, options: BoxesOptions): Figure {
  const { alt, range = [0, 1] } = options;
  if (options.boxes.length === 0) throw new RangeError('figures.boxes: give at least one box. Received an empty list.');
  const checked = checkImage(image, 'figures.boxes');
  const limits = range === 'data' ? extent(checked.data) : range;
  const [height, width] = checked.shape;
  const view = viewOf([0, 0, width, height], options.boxes);
  const longestSide = Math.round((LARGEST_IMAGE * Math.max(height, width)) / longestOf(view));
  const picture = drawPicture(checked, { range: limits, colors: 'gray', longestSide, largestPng: PICTURE_BYTES });
  const [dx, dy] = [width / picture.width, height / picture.height];
  // Edges, not centres, are whole numbers here: a box of 3 pixels is 3 wide.
  const place = { x0: dx / 2, dx, y0: dy / 2, dy };
  const trace = { type: 'image', source: picture.uri, ...place, hoverinfo: 'skip' };
  const data = [trace, ...options.boxes.flatMap(outline)];
  const layout = boxesLayout(view, options);
  if (options.quantity === undefined) return { data, layout, alt };
  const bar = colorAxis({ colors: 'gray', range: limits, quantity: options.quantity }, BAR_HEIGHT);
  const colorbar = { ...bar.colorbar, x: 1.02, xanchor: 'left', y: 0, yanchor: 'bottom' };
  return { data: [...data, colorBarTrace()], layout: { ...layout, coloraxis: { ...bar, colorbar } }, alt };
}

/** The part of the plane that shows the image and all boxes. */
function viewOf(image: Box, boxes: readonly NamedBox[]): Box {
  const all = [image, ...boxes.map(({ box }) => box)];
  const [left, right] = extent(all.flatMap(([x1, , x2]) => [x1, x2]));
  const [top, bottom] = extent(all.flatMap(([, y1, , y2]) => [y1, y2]));
  return [left, top, right, bottom];
}

function longestOf(box: Box): number {
  return Math.max(boxHeight(box), boxWidth(box));
}

/** A pale line under the coloured one makes it stand out from any picture. */
function outline({ name, box }: NamedBox, index: number): Record<string, unknown>[] {
  const { color, dash } = seriesStyle(index);
  const [left, top, right, bottom] = box.map(round);
  const path = { x: [left, right, right, left, left], y: [top, top, bottom, bottom, top] };
  const shared = { type: 'scatter', mode: 'lines', ...path, name: literal(name), legendgroup: name, cliponaxis: false };
  return [
    { ...shared, line: { color: PAPER, width: 5 }, showlegend: false, hoverinfo: 'skip' },
    {
      ...shared,
      line: { color, width: 2.5, dash },
      hovertemplate: `${literal(name)}: ${round(boxHeight(box))} × ${round(boxWidth(box))} pixels<extra></extra>`,
    },
  ];
}

function boxesLayout(view: Box, { title, alt, boxes }: BoxesOptions): Record<string, unknown> {
  const scale = LARGEST_IMAGE / longestOf(view);
  const [height, width] = [Math.round(boxHeight(view) * scale), Math.round(boxWidth(view) * scale)];
  // Half a line's width more, so that a box as large as the view is seen whole.
  const room = longestOf(view) * 0.008;
  const [left, top, right, bottom] = view;
  const legend = LEGEND_EXTRA + Math.max(...boxes.map(({ name }) => textWidth(name, FONT_SIZE)));
  const whole = Math.min(FIGURE_WIDTH, MARGIN.left + width + legend);
  const margin = { ...MARGIN, right: whole - width - MARGIN.left };
  return {
    ...baseLayout({ title, alt, width: whole, height, margin }),
    xaxis: {
      ...axisStyle('column (pixels)'),
      range: [left - room, right + room],
      constrain: 'domain',
      showgrid: false,
      zeroline: false,
    },
    yaxis: {
      ...axisStyle('row (pixels)'),
      range: [bottom + room, top - room],
      scaleanchor: 'x',
      constrain: 'domain',
      ...{ showgrid: false, zeroline: false },
    },
    showlegend: true,
    legend: { x: 1.02, xanchor: 'left', y: 1, yanchor: 'top' },
  };
}
