import type { NDArray } from '../../spec/ndarray';
import { axisStyle } from '../charts/axis';
import type { Figure } from '../style/figure';
import { extent, round } from '../style/numbers';
import { baseLayout, FIGURE_WIDTH, FONT_SIZE, PAPER, seriesStyle, textWidth } from '../style/theme';
import { checkImage, drawPicture } from './pixels';

/** A rectangle on an image, in its pixels; the left edge of the first pixel is 0. It may reach beyond the image. */
export interface Box {
  readonly name: string;
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export interface BoxesOptions {
  readonly title: string;
  /** What the image shows, and what the boxes enclose. */
  readonly alt: string;
  readonly boxes: readonly Box[];
  /** The values drawn darkest and brightest: [0, 1] when left out, `'data'` for the smallest and largest found. */
  readonly range?: readonly [number, number] | 'data';
}

const LARGEST_IMAGE = 400;
const PICTURE_BYTES = 40_000;
const MARGIN = { left: 58, bottom: 46 } as const;
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
  const view = viewOf([height, width], options.boxes);
  const longestSide = Math.round((LARGEST_IMAGE * Math.max(height, width)) / Math.max(...view.sides));
  const picture = drawPicture(checked, { range: limits, colors: 'gray', longestSide, largestPng: PICTURE_BYTES });
  const [dx, dy] = [width / picture.width, height / picture.height];
  // Edges, not centres, are whole numbers here: a box of 3 pixels is 3 wide.
  const place = { x0: dx / 2, dx, y0: dy / 2, dy };
  const trace = { type: 'image', source: picture.uri, ...place, hoverinfo: 'skip' };
  return { data: [trace, ...options.boxes.flatMap(outline)], layout: boxesLayout(view, options), alt };
}

/** The part of the plane that shows the image and all boxes, in pixels of the image. */
interface View {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** Height and width. */
  readonly sides: readonly [number, number];
}

function viewOf([height, width]: readonly [number, number], boxes: readonly Box[]): View {
  const x = extent([0, width, ...boxes.flatMap(box => [box.left, box.left + box.width])]);
  const y = extent([0, height, ...boxes.flatMap(box => [box.top, box.top + box.height])]);
  const sides = [y[1] - y[0], x[1] - x[0]] as const;
  // Half a line's width more, so that a box as large as the view is seen whole.
  const room = Math.max(...sides) * 0.008;
  return { x: [x[0] - room, x[1] + room], y: [y[0] - room, y[1] + room], sides };
}

/** A white line under the coloured one makes it stand out from any picture. */
function outline(box: Box, index: number): Record<string, unknown>[] {
  const { color, dash } = seriesStyle(index);
  const [left, right, top, bottom] = [box.left, box.left + box.width, box.top, box.top + box.height].map(round);
  const path = { x: [left, right, right, left, left], y: [top, top, bottom, bottom, top] };
  const shared = { type: 'scatter', mode: 'lines', ...path, name: box.name, legendgroup: box.name, cliponaxis: false };
  return [
    { ...shared, line: { color: PAPER, width: 5 }, showlegend: false, hoverinfo: 'skip' },
    {
      ...shared,
      line: { color, width: 2.5, dash },
      hovertemplate: `${box.name}: ${round(box.height)} × ${round(box.width)} pixels<extra></extra>`,
    },
  ];
}

function boxesLayout({ x, y, sides }: View, { title, alt, boxes }: BoxesOptions): Record<string, unknown> {
  const scale = LARGEST_IMAGE / Math.max(...sides);
  const [height, width] = sides.map(side => Math.round(side * scale));
  const legend = LEGEND_EXTRA + Math.max(...boxes.map(({ name }) => textWidth(name, FONT_SIZE)));
  const whole = Math.min(FIGURE_WIDTH, MARGIN.left + width + legend);
  const margin = { ...MARGIN, right: whole - width - MARGIN.left };
  return {
    ...baseLayout({ title, alt, width: whole, height, margin }),
    xaxis: { ...axisStyle('column (pixels)'), range: x, constrain: 'domain', showgrid: false, zeroline: false },
    yaxis: {
      ...axisStyle('row (pixels)'),
      range: [y[1], y[0]],
      scaleanchor: 'x',
      constrain: 'domain',
      ...{ showgrid: false, zeroline: false },
    },
    showlegend: true,
    legend: { x: 1.02, xanchor: 'left', y: 1, yanchor: 'top' },
  };
}
