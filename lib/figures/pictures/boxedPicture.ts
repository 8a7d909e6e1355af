import { type Box, boxHeight, boxWidth } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import { axisStyle } from '../charts/axis';
import { extent, round } from '../style/numbers';
import { baseLayout, FIGURE_WIDTH, FONT_SIZE, textWidth } from '../style/theme';
import { checkImage, drawPicture } from './pixels';

export interface BoxedPictureOptions {
  readonly title: string;
  readonly alt: string;
  readonly range: readonly [number, number] | 'data';
  /** Boxes that must be in view; they may reach beyond the image. */
  readonly around: readonly Box[];
  /** What stands in the legend. */
  readonly names: readonly string[];
  /** The figure that asks, for messages. */
  readonly where: string;
}

/** An image under axes in pixels, ready for boxes on it. */
export interface BoxedPicture {
  readonly trace: Record<string, unknown>;
  readonly layout: Record<string, unknown>;
  /** The values drawn darkest and brightest. */
  readonly limits: readonly [number, number];
}

const LARGEST_IMAGE = 400;
const PICTURE_BYTES = 40_000;
const MARGIN = { left: 58, bottom: 46 } as const;
/** Pixels of the mark before a name in the legend, and of the gap before the legend. */
const LEGEND_EXTRA = 66;

/** @throws TypeError when the array cannot be drawn as one image */
export function boxedPicture(image: NDArray, options: BoxedPictureOptions): BoxedPicture {
  const checked = checkImage(image, options.where);
  const limits = options.range === 'data' ? extent(checked.data) : options.range;
  const [height, width] = checked.shape;
  const view = viewOf([[0, 0, width, height], ...options.around]);
  const longestSide = Math.round((LARGEST_IMAGE * Math.max(height, width)) / longestOf(view));
  const picture = drawPicture(checked, { range: limits, colors: 'gray', longestSide, largestPng: PICTURE_BYTES });
  const [dx, dy] = [width / picture.width, height / picture.height];
  // Edges, not centres, are whole numbers here: a box of 3 pixels is 3 wide.
  const place = { x0: dx / 2, dx, y0: dy / 2, dy };
  const trace = { type: 'image', source: picture.uri, ...place, hoverinfo: 'skip' };
  return { trace, layout: layoutOf(view, options), limits };
}

/** The outline of a box as the points of a line. */
export function boxPath(box: Box): Record<string, unknown> {
  const [left, top, right, bottom] = box.map(round);
  const path = { x: [left, right, right, left, left], y: [top, top, bottom, bottom, top] };
  return { type: 'scatter', mode: 'lines', ...path, cliponaxis: false };
}

/** The part of the plane that shows all boxes. */
function viewOf(boxes: readonly Box[]): Box {
  const [left, right] = extent(boxes.flatMap(([x1, , x2]) => [x1, x2]));
  const [top, bottom] = extent(boxes.flatMap(([, y1, , y2]) => [y1, y2]));
  return [left, top, right, bottom];
}

function longestOf(box: Box): number {
  return Math.max(boxHeight(box), boxWidth(box));
}

function layoutOf(view: Box, { title, alt, names }: BoxedPictureOptions): Record<string, unknown> {
  const scale = LARGEST_IMAGE / longestOf(view);
  const [height, width] = [Math.round(boxHeight(view) * scale), Math.round(boxWidth(view) * scale)];
  // Half a line's width more, so that a box as large as the view is seen whole.
  const room = longestOf(view) * 0.008;
  const [left, top, right, bottom] = view;
  const legend = LEGEND_EXTRA + Math.max(0, ...names.map(name => textWidth(name, FONT_SIZE)));
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
