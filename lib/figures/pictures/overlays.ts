import { batch } from '../../ops/array';
import { conv2d } from '../../ops/conv2d';
import { resizeBilinear } from '../../ops/resize';
import { floatAt } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { shortEnough } from '../style/alt';
import { colorAt } from '../style/colors';
import type { Figure } from '../style/figure';
import { extent, type ImageArray, type Matrix, showNumber, symmetricExtent, toRows } from '../style/numbers';
import type { FigureWords } from '../style/theme';
import type { ColorBar } from './colorBar';
import { imageTile } from './image';
import { checkImage } from './pixels';
import { spread, tileFigure } from './tiles';

/** A picture, what was measured at its places, and the words above it. */
export interface CaptionedOverlay {
  readonly image: NDArray;
  /** Any size: it is stretched over the picture. Left out, the picture is drawn as it is. */
  readonly heat?: Matrix;
  readonly caption: string;
}

export interface OverlaysOptions extends FigureWords {
  /** What the colours measure, with its unit. */
  readonly quantity: string;
  /** `'signed'` when left out: no colour at zero. `'sequential'`: no colour at the least. */
  readonly colors?: 'signed' | 'sequential';
  /** The values at the ends of the colours; found in all heats together when left out, so that they can be compared. */
  readonly range?: readonly [number, number];
  /** Pictures in a row; at most 4 when left out. */
  readonly columns?: number;
}

const LARGEST_TILE = 300;
/** How much of the picture the strongest colour covers. */
const MOST_COVERED = 0.85;
/** ITU-R BT.601, as a convolution of 1×1. */
const BRIGHTNESS = { shape: [1, 1, 3, 1], data: Float32Array.of(0.299, 0.587, 0.114) };

/**
 * Heat maps over pictures. A picture is gray under its heat map, so that every colour is the map's.
 *
 * Introduced in notebook googlenet.
 *
 * @param items each image [h, w, 3], [h, w, 1] or [h, w] from 0 to 1, with a heat map [rows, columns] of any size
 * @throws TypeError when an image or a heat map cannot be drawn
 * @throws RangeError when there is nothing to draw
 */
export function overlays(items: readonly CaptionedOverlay[], options: OverlaysOptions): Figure {
  const checked = items.map(({ image, heat, caption }) => {
    const where = `figures.overlays, '${caption}'`;
    return { image: checkImage(image, where), heat: heat && toRows(heat, where), caption };
  });
  const values = checked.flatMap(({ heat = [] }) => heat.flat());
  if (values.length === 0) throw new RangeError('figures.overlays: give at least one picture with a heat map.');
  const { title, quantity, colors = 'signed' } = options;
  const range = options.range ?? (colors === 'signed' ? symmetricExtent(values) : extent(values));
  const bar: ColorBar = { colors, range, quantity };
  const tiles = checked.map(({ image, heat, caption }) =>
    imageTile(heat === undefined ? image : covered(image, heat, bar), caption, {
      ...{ range: [0, 1], colors: 'gray', count: items.length },
    }),
  );
  const [least, most] = extent(values).map(showNumber);
  const captions = items.map(({ caption }) => caption).join('; ');
  const alt =
    options.alt ??
    shortEnough(
      `${title}. ${quantity}, from ${least} to ${most}, over pictures: ${captions}.`,
      `${title}. ${quantity}, from ${least} to ${most}, over ${items.length} pictures.`,
    );
  const columns = options.columns ?? spread(items.length, 4);
  return tileFigure(tiles, { title, alt, columns, largestTile: LARGEST_TILE, bar });
}

/** The picture in gray, and over it the map's colours, the stronger the further a value is from the one without colour. */
function covered(image: ImageArray, heat: readonly (readonly number[])[], { colors, range }: ColorBar): ImageArray {
  const [height, width] = image.shape;
  const map = { shape: [1, heat.length, heat[0]?.length ?? 0, 1], data: Float32Array.from(heat.flat()) };
  const { data: stretched } = resizeBilinear(map, { size: [height, width] });
  const gray = image.shape[2] === 3 ? conv2d(batch(image), BRIGHTNESS, null).data : image.data;
  const [least, most] = range;
  const data = new Float32Array(height * width * 3);
  for (let place = 0; place < height * width; place++) {
    const share = Math.min(1, Math.max(0, (floatAt(stretched, place) - least) / (most - least || 1)));
    const strength = MOST_COVERED * (colors === 'signed' ? Math.abs(2 * share - 1) : share);
    const end = colors === 'signed' ? Math.round(share) : share;
    colorAt(colors, end).forEach((color, channel) => {
      data[place * 3 + channel] = (1 - strength) * floatAt(gray, place) + (strength * color) / 255;
    });
  }
  return { shape: [height, width, 3], data };
}
