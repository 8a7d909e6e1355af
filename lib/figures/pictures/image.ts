import type { NDArray } from '../../spec/ndarray';
import { axisStyle } from '../charts/axis';
import type { ColorScaleName } from '../style/colors';
import type { Figure } from '../style/figure';
import { extent, type ImageArray, round, symmetricExtent } from '../style/numbers';
import { literal } from '../style/text';
import { baseLayout, titleWidth } from '../style/theme';
import { COLOR_BAR_WIDTH, type ColorBar, colorAxis, colorBarTrace } from './colorBar';
import { checkImage, drawPicture, type PictureOptions } from './pixels';
import { type Place, spread, type Tile, tileFigure } from './tiles';

export interface ImageOptions {
  readonly title: string;
  /** What the image shows. */
  readonly alt: string;
  /**
   * The values drawn darkest and brightest, or `'data'` for the smallest and largest value found
   * (for `'signed'` colours: symmetric around zero). [0, 1] when left out.
   */
  readonly range?: readonly [number, number] | 'data';
  /** For images of one channel; `'gray'` when left out. Other scales come with a colour bar. */
  readonly colors?: ColorScaleName;
}

export interface ImagesOptions extends ImageOptions {
  /** Images in a row; at most 4 when left out. */
  readonly columns?: number;
  /** `'fit'`: all images are drawn equally large. `'true'`: one pixel is equally large in all of them. */
  readonly sizes?: 'fit' | 'true';
}

/** An image and the words above it. */
export interface CaptionedImage {
  readonly image: NDArray;
  readonly caption: string;
}

const LARGEST_IMAGE = 360;
const LARGEST_TILE = 300;
/** Bytes of all pictures of a figure together, above which they are compressed with loss. */
const PICTURE_BYTES = 40_000;
const AXES = { left: 58, bottom: 46 } as const;

/**
 * One image, with its pixels counted at the sides.
 *
 * Introduced in notebook welcome.
 *
 * @param image [h, w, 3], [h, w, 1] or [h, w]
 * @throws TypeError when the array cannot be drawn as one image
 */
export function image(image: NDArray, options: ImageOptions): Figure {
  const { alt, colors = 'gray' } = options;
  const checked = checkImage(image, 'figures.image');
  const range = pickRange([checked], options);
  const picture = drawPicture(checked, { range, colors, longestSide: LARGEST_IMAGE, largestPng: PICTURE_BYTES });
  const [height, width, channels] = checked.shape;
  const [dx, dy] = [width / picture.width, height / picture.height];
  const trace = {
    type: 'image',
    source: picture.uri,
    // A pixel's number is its centre's place; an image that was shrunk has fewer, larger pixels over the same axis.
    ...{ x0: (dx - 1) / 2, dx, y0: (dy - 1) / 2, dy },
    hovertemplate: 'column %{x:.0f}, row %{y:.0f}<br>red, green, blue: %{color}<extra></extra>',
  };
  const bar = channels === 1 && colors !== 'gray' ? { colors, range, quantity: 'value' } : undefined;
  return { data: bar ? [trace, colorBarTrace()] : [trace], layout: imageLayout([height, width], options, bar), alt };
}

function imageLayout(
  [height, width]: readonly [number, number],
  { title, alt }: ImageOptions,
  bar: ColorBar | undefined,
): Record<string, unknown> {
  const scale = LARGEST_IMAGE / Math.max(height, width);
  const drawn = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const least = drawn.width + AXES.left + (bar ? COLOR_BAR_WIDTH : 16);
  const whole = Math.max(titleWidth(title), least);
  const margin = { ...AXES, right: whole - drawn.width - AXES.left };
  return {
    ...baseLayout({ title, alt, width: whole, height: drawn.height, margin }),
    xaxis: { ...axisStyle('column (pixels)'), range: [-0.5, width - 0.5], constrain: 'domain', showgrid: false },
    yaxis: { ...axisStyle('row (pixels)'), range: [height - 0.5, -0.5], scaleanchor: 'x', showgrid: false },
    showlegend: false,
    ...(bar && { coloraxis: colorAxis(bar, drawn.height) }),
  };
}

/**
 * Several images side by side, all drawn with the same range of values, so that they can be compared.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param items each image [h, w, 3], [h, w, 1] or [h, w], with its caption
 * @throws TypeError when an array cannot be drawn as one image
 * @throws RangeError when there is no image
 */
export function images(items: readonly CaptionedImage[], options: ImagesOptions): Figure {
  const { title, alt, colors = 'gray', sizes = 'fit' } = options;
  if (items.length === 0) throw new RangeError('figures.images: give at least one image. Received an empty list.');
  const checked = items.map(({ image, caption }) => ({
    ...{ image: checkImage(image, `figures.images, '${caption}'`), caption },
  }));
  const range = pickRange(
    checked.map(({ image }) => image),
    options,
  );
  const bar = colors !== 'gray' && checked.some(({ image }) => image.shape[2] === 1);
  const tiles = checked.map(({ image, caption }) => imageTile(image, caption, { range, colors, count: items.length }));
  return tileFigure(tiles, {
    ...{ title, alt, sizes, largestTile: LARGEST_TILE },
    columns: options.columns ?? spread(items.length, 4),
    ...(bar && { bar: { colors, range, quantity: 'value' }, framed: true }),
  });
}

/** Draws an image at its place, with as many pixels as the screen shows. */
export function imageTile(
  image: ImageArray,
  caption: string,
  options: Pick<PictureOptions, 'range' | 'colors'> & {
    /** Tiles of the figure, which share its bytes. */
    readonly count: number;
  },
): Tile {
  const [height, width] = image.shape;
  const draw = (place: Place): Readonly<Record<string, unknown>> => {
    const longestSide = Math.max(place.width, place.height);
    const picture = drawPicture(image, { ...options, longestSide, largestPng: PICTURE_BYTES / options.count });
    const [dx, dy] = [place.width / picture.width, place.height / picture.height];
    const origin = { x0: round(place.left + dx / 2), y0: round(place.top + dy / 2) };
    return { type: 'image', source: picture.uri, ...origin, dx, dy, name: literal(caption), hoverinfo: 'skip' };
  };
  return { caption, width, height, draw };
}

function pickRange(images: readonly NDArray[], { range = [0, 1], colors }: ImageOptions): readonly [number, number] {
  if (range !== 'data') return range;
  const limits = images.flatMap(({ data }) => extent(data));
  return colors === 'signed' ? symmetricExtent(limits) : extent(limits);
}
