import { type Box, boxHeight, boxWidth } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import type { Figure } from '../style/figure';
import { round } from '../style/numbers';
import { literal } from '../style/text';
import { PAPER, seriesStyle } from '../style/theme';
import { boxedPicture, boxPath } from './boxedPicture';
import { colorAxis, colorBarTrace } from './colorBar';

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

/** Pixels of a colour bar, below the legend. */
const BAR_HEIGHT = 200;

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
  const { title, alt, range = [0, 1], quantity } = options;
  if (options.boxes.length === 0) throw new RangeError('figures.boxes: give at least one box. Received an empty list.');
  const names = options.boxes.map(({ name }) => name);
  const around = options.boxes.map(({ box }) => box);
  const { trace, layout, limits } = boxedPicture(image, { title, alt, range, around, names, where: 'figures.boxes' });
  const data = [trace, ...options.boxes.flatMap(outline)];
  if (quantity === undefined) return { data, layout, alt };
  const bar = colorAxis({ colors: 'gray', range: limits, quantity }, BAR_HEIGHT);
  const colorbar = { ...bar.colorbar, x: 1.02, xanchor: 'left', y: 0, yanchor: 'bottom' };
  return { data: [...data, colorBarTrace()], layout: { ...layout, coloraxis: { ...bar, colorbar } }, alt };
}

/** A pale line under the coloured one makes it stand out from any picture. */
function outline({ name, box }: NamedBox, index: number): Record<string, unknown>[] {
  const { color, dash } = seriesStyle(index);
  const shared = { ...boxPath(box), name: literal(name), legendgroup: name };
  return [
    { ...shared, line: { color: PAPER, width: 5 }, showlegend: false, hoverinfo: 'skip' },
    {
      ...shared,
      line: { color, width: 2.5, dash },
      hovertemplate: `${literal(name)}: ${round(boxHeight(box))} × ${round(boxWidth(box))} pixels<extra></extra>`,
    },
  ];
}
