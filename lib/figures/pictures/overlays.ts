import { grayscale } from '../../images/grayscale';
import { batch } from '../../ops/array';
import { resizeBilinear } from '../../ops/resize';
import { floatAt } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { shortEnough } from '../style/alt';
import { type ColorScaleName, colorAt } from '../style/colors';
import type { Figure } from '../style/figure';
import {
  extent,
  type ImageArray,
  type Matrix,
  type Rows,
  showNumber,
  sizeOf,
  symmetricExtent,
  toRows,
} from '../style/numbers';
import type { FigureWords } from '../style/theme';
import { imageTile } from './image';
import { checkImage } from './pixels';
import { spread, tileFigure } from './tiles';

/** An image with values in [0, 1], a map that lies over it, and the words above them. */
export interface CaptionedOverlay {
  readonly image: NDArray;
  /** Of any size: it is stretched over the whole image. Without it the image is drawn as it is. */
  readonly map?: Matrix;
  readonly caption: string;
}

export interface OverlaysOptions extends FigureWords {
  /** What the colours measure, with its unit. */
  readonly quantity: string;
  /** `'sequential'` when left out. */
  readonly colors?: Exclude<ColorScaleName, 'gray'>;
  /** The values at the ends of the colour scale; those of all maps when left out, for `'signed'` symmetric around zero. */
  readonly range?: readonly [number, number];
  /** Images in a row; at most 4 when left out. */
  readonly columns?: number;
}

const LARGEST_TILE = 300;
/** How much of a mixed pixel is the map's colour; the rest is the image in gray. */
const MAP_SHARE = 0.55;
/** The same at the ends of a signed scale. At zero the pixel is the image's alone, which white would make pale. */
const SIGNED_SHARE = 0.8;

/**
 * Images in gray under coloured maps: where in a picture a value is large. All maps have one colour scale. An image that
 * has no map keeps its colours.
 *
 * Introduced in notebook googlenet.
 *
 * @param items each image [h, w, 3], [h, w, 1] or [h, w], each map [h', w']
 * @throws TypeError when an array cannot be drawn as one image, or a map is not a matrix
 * @throws RangeError when there is no map
 */
export function overlays(items: readonly CaptionedOverlay[], options: OverlaysOptions): Figure {
  const { title, quantity, colors = 'sequential' } = options;
  const checked = items.map(({ image, map, caption }) => ({
    ...{ image: checkImage(image, `figures.overlays, '${caption}'`), caption },
    ...(map && { rows: toRows(map, `figures.overlays, '${caption}'`) }),
  }));
  const values = checked.flatMap(({ rows }) => rows?.flat() ?? []);
  if (values.length === 0) {
    throw new RangeError(`figures.overlays: give at least one image with a map. Received ${items.length} without.`);
  }
  const range = options.range ?? (colors === 'signed' ? symmetricExtent(values) : extent(values));
  const tiles = checked.map(({ image, rows, caption }) => {
    const drawn = rows === undefined ? image : mix(image, stretched(rows, image.shape), { colors, range });
    return imageTile(drawn, caption, { range: [0, 1], colors: 'gray', count: items.length });
  });
  const alt = options.alt ?? describe(items, values, options);
  const columns = options.columns ?? spread(items.length, 4);
  return tileFigure(tiles, { title, alt, columns, largestTile: LARGEST_TILE, bar: { colors, range, quantity } });
}

/** A map as large as its image, interpolated between the centres of its cells. */
function stretched(rows: Rows, [height, width]: ImageArray['shape']): Float32Array {
  const map = { shape: [...sizeOf(rows), 1], data: Float32Array.from(rows.flat()) };
  return resizeBilinear(batch(map), { size: [height, width] }).data;
}

interface MapColors {
  readonly colors: ColorScaleName;
  readonly range: readonly [number, number];
}

function mix(image: ImageArray, values: Float32Array, { colors, range: [least, most] }: MapColors): ImageArray {
  const [height, width, channels] = image.shape;
  const { data: light } = channels === 1 ? image : grayscale(image);
  const data = new Float32Array(height * width * 3);
  const span = most - least || 1;
  for (let i = 0; i < height * width; i++) {
    const place = Math.min(1, Math.max(0, (floatAt(values, i) - least) / span));
    const share = colors === 'signed' ? SIGNED_SHARE * Math.abs(2 * place - 1) : MAP_SHARE;
    const color = colorAt(colors, colors === 'signed' ? Math.round(place) : place);
    for (const c of [0, 1, 2] as const) {
      data[i * 3 + c] = (1 - share) * floatAt(light, i) + (share * color[c]) / 255;
    }
  }
  return { shape: [height, width, 3], data };
}

function describe(
  items: readonly CaptionedOverlay[],
  values: readonly number[],
  { title, quantity }: OverlaysOptions,
): string {
  const [least, most] = extent(values).map(showNumber);
  const end = `with ${quantity} as colours, from ${least} to ${most}.`;
  return shortEnough(
    `${title}. Images ${end} ${items.map(({ caption }) => caption).join('; ')}.`,
    `${title}. ${items.length} images ${end}`,
  );
}
