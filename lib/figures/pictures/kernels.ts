import { at, floatAt } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { showShape } from '../../spec/pair';
import { plotlyScale } from '../style/colors';
import type { Figure } from '../style/figure';
import { channelRows, type ImageArray, round, showNumber, symmetricExtent } from '../style/numbers';
import { literal } from '../style/text';
import type { FigureWords } from '../style/theme';
import { imageTile } from './image';
import { type Place, spread, type Tile, tileFigure } from './tiles';

export interface KernelsOptions extends FigureWords {
  /** A name for each filter; numbers when left out. */
  readonly captions?: readonly string[];
  /** Tiles in a row. */
  readonly columns?: number;
  /**
   * `'signed'`: one tile for each filter and input channel, coloured by sign. `'rgb'`: one colour tile for each filter
   * on 3 input channels, gray meaning zero.
   */
  readonly colors?: 'signed' | 'rgb';
}

/** Up to this many cells altogether the weights are written in them. */
const MOST_WRITTEN = 300;
const LARGEST_SIDE = 5;
/** More filters than this are numbered without the word. */
const MOST_NAMED = 8;

/**
 * The weights of a convolution, all on one scale; those of small kernels are written out.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param weights [kh, kw, in, out]
 * @throws TypeError when the weights have another shape, or `'rgb'` is asked of other than 3 input channels
 * @throws RangeError when there are more or fewer captions than filters
 */
export function kernels(weights: NDArray, options: KernelsOptions): Figure {
  const checked = checkWeights(weights, options);
  const [height, width, inChannels, outChannels] = checked.shape;
  const rgb = options.colors === 'rgb';
  const range = symmetricExtent(weights.data);
  const written = !rgb && weights.data.length <= MOST_WRITTEN && Math.max(height, width) <= LARGEST_SIDE;
  const parts = slices(checked, options, rgb);
  const tiles = parts.map(({ caption, slice }) =>
    written
      ? numberTile(slice, caption, range)
      : imageTile(slice, caption, { range, colors: 'signed', count: parts.length }),
  );
  const alt = options.alt ?? describe(checked, range, options.title);
  const bar = !rgb && !written;
  return tileFigure(tiles, {
    ...{ title: options.title, alt },
    columns: options.columns ?? defaultColumns(rgb ? 1 : inChannels, outChannels),
    largestTile: written ? 44 * Math.max(height, width) : tiles.length > 16 ? 60 : 120,
    framed: true,
    ...(bar && { bar: { colors: 'signed', range, quantity: 'weight' } }),
  });
}

/** An array whose shape is known to be [kh, kw, in, out]. */
interface WeightsArray extends NDArray {
  readonly shape: readonly [height: number, width: number, inChannels: number, outChannels: number];
}

interface Slice {
  readonly caption: string;
  /** [kh, kw, 1], or [kh, kw, 3] for colours. */
  readonly slice: ImageArray;
}

/** A row for each filter when there are several input channels, so that a column is a channel. */
function defaultColumns(inChannels: number, outChannels: number): number {
  return inChannels > 1 && inChannels <= 8 && outChannels > 1 ? inChannels : spread(inChannels * outChannels, 8);
}

/** The tiles' contents: filter by filter, and in each one input channel after the other. */
function slices(weights: WeightsArray, { captions }: KernelsOptions, rgb: boolean): Slice[] {
  const [, , inChannels, outChannels] = weights.shape;
  const names = captions ?? filterNames(weights, rgb);
  const firsts = rgb ? [0] : Array.from({ length: inChannels }, (_, channel) => channel);
  return Array.from({ length: outChannels }, (_, filter) => filter).flatMap(filter =>
    firsts.map(first => {
      const channelName = firsts.length > 1 ? `channel ${first}` : '';
      const caption = [at(names, filter), channelName].filter(part => part !== '').join(', ');
      return { caption, slice: sliceOf(weights, filter, first, rgb ? 3 : 1) };
    }),
  );
}

/** In a large grid only the number has room. A single filter on several channels needs no name: its channels have theirs. */
function filterNames({ shape: [, , inChannels, outChannels] }: WeightsArray, rgb: boolean): string[] {
  const named = outChannels > 1 || rgb || inChannels === 1;
  const name = (filter: number): string => (outChannels > MOST_NAMED ? String(filter) : `filter ${filter}`);
  return Array.from({ length: outChannels }, (_, filter) => (named ? name(filter) : ''));
}

/** The weights of one filter on `channels` input channels from `first` on. */
function sliceOf({ shape, data }: WeightsArray, filter: number, first: number, channels: number): ImageArray {
  const [height, width, inChannels, outChannels] = shape;
  const slice = Float32Array.from({ length: height * width * channels }, (_, i) => {
    const cell = Math.floor(i / channels);
    return floatAt(data, (cell * inChannels + first + (i % channels)) * outChannels + filter);
  });
  return { shape: [height, width, channels], data: slice };
}

function numberTile(slice: ImageArray, caption: string, [zmin, zmax]: readonly [number, number]): Tile {
  const [height, width] = slice.shape;
  const rows = channelRows(slice, 0);
  const draw = (place: Place): Readonly<Record<string, unknown>> => {
    const [dx, dy] = [place.width / width, place.height / height];
    return {
      type: 'heatmap',
      name: literal(caption),
      z: rows.map(row => row.map(round)),
      text: rows.map(row => row.map(showNumber)),
      texttemplate: '%{text}',
      textfont: { size: 12 },
      ...{ x0: place.left + dx / 2, dx, y0: place.top + dy / 2, dy, xgap: 1, ygap: 1 },
      ...{ colorscale: plotlyScale('signed'), zmin: round(zmin), zmax: round(zmax), showscale: false },
      hovertemplate: '%{text}<extra></extra>',
    };
  };
  return { caption, width, height, draw };
}

function checkWeights(weights: NDArray, options: KernelsOptions): WeightsArray {
  const [height, width, inChannels, outChannels] = weights.shape;
  const all = height !== undefined && width !== undefined && inChannels !== undefined && outChannels !== undefined;
  if (!all || weights.shape.length !== 4) {
    throw new TypeError(
      `figures.kernels: the weights must have the shape [kh, kw, in, out]. Received ${showShape(weights.shape)}.`,
    );
  }
  if (options.colors === 'rgb' && inChannels !== 3) {
    throw new TypeError(`figures.kernels: colors 'rgb' needs 3 input channels. Received ${inChannels}; use 'signed'.`);
  }
  if (options.captions !== undefined && options.captions.length !== outChannels) {
    throw new RangeError(
      `figures.kernels: give one caption per filter, ${outChannels}. Received ${options.captions.length}.`,
    );
  }
  return { shape: [height, width, inChannels, outChannels], data: weights.data };
}

function describe(
  { shape: [height, width, inChannels, outChannels] }: WeightsArray,
  [, largest]: readonly [number, number],
  title: string,
): string {
  const filters = outChannels === 1 ? '1 filter' : `${outChannels} filters`;
  const channels = inChannels === 1 ? '1 channel' : `${inChannels} channels`;
  return `${title}. ${filters} of ${height} × ${width} weights on ${channels}; the largest weight is ±${showNumber(largest)}.`;
}
