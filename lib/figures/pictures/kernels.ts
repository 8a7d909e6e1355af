import type { NDArray } from '../../spec/ndarray';
import { showShape } from '../../spec/pair';
import { plotlyScale } from '../style/colors';
import type { Figure } from '../style/figure';
import { round, showNumber, symmetricExtent } from '../style/numbers';
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
  const [height, width, inChannels, outChannels] = checkWeights(weights, options);
  const rgb = options.colors === 'rgb';
  const range = symmetricExtent(weights.data);
  const written = !rgb && weights.data.length <= MOST_WRITTEN && Math.max(height, width) <= LARGEST_SIDE;
  const parts = slices(weights, options, rgb);
  const tiles = parts.map(({ caption, slice }) =>
    written
      ? numberTile(slice, caption, range)
      : imageTile(slice, caption, { range, colors: 'signed', count: parts.length }),
  );
  const alt = options.alt ?? describe([height, width, inChannels, outChannels], range, options.title);
  const bar = !rgb && !written;
  return tileFigure(tiles, {
    ...{ title: options.title, alt },
    columns: options.columns ?? defaultColumns(rgb ? 1 : inChannels, outChannels),
    largestTile: written ? 44 * Math.max(height, width) : tiles.length > 16 ? 60 : 120,
    framed: true,
    ...(bar && { bar: { colors: 'signed', range, quantity: 'weight' } }),
  });
}

interface Slice {
  readonly caption: string;
  /** [kh, kw, 1], or [kh, kw, 3] for colours. */
  readonly slice: NDArray;
}

/** A row for each filter when there are several input channels, so that a column is a channel. */
function defaultColumns(inChannels: number, outChannels: number): number {
  return inChannels > 1 && inChannels <= 8 && outChannels > 1 ? inChannels : spread(inChannels * outChannels, 8);
}

/** In a large grid only the number has room. */
function filterName(filter: number, count: number): string {
  return count > MOST_NAMED ? String(filter) : `filter ${filter}`;
}

function slices(weights: NDArray, { captions }: KernelsOptions, rgb: boolean): Slice[] {
  const [height, width, inChannels, outChannels] = weights.shape;
  const channels = rgb ? 3 : 1;
  const result: Slice[] = [];
  for (let filter = 0; filter < outChannels; filter++) {
    for (let first = 0; first < inChannels; first += channels) {
      const data = new Float32Array(height * width * channels);
      data.forEach((_, i) => {
        const channel = first + (i % channels);
        const cell = Math.floor(i / channels);
        data[i] = weights.data[(cell * inChannels + channel) * outChannels + filter];
      });
      const name =
        captions?.[filter] ?? (outChannels > 1 || rgb || inChannels === 1 ? filterName(filter, outChannels) : '');
      const channelName = rgb || inChannels === 1 ? '' : `channel ${first}`;
      const caption = [name, channelName].filter(part => part !== '').join(', ');
      result.push({ caption, slice: { shape: [height, width, channels], data } });
    }
  }
  return result;
}

function numberTile(slice: NDArray, caption: string, [zmin, zmax]: readonly [number, number]): Tile {
  const [height, width] = slice.shape;
  const rows = Array.from({ length: height }, (_, row) =>
    Array.from(slice.data.subarray(row * width, (row + 1) * width)),
  );
  const draw = (place: Place): Readonly<Record<string, unknown>> => {
    const [dx, dy] = [place.width / width, place.height / height];
    return {
      type: 'heatmap',
      name: caption,
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

function checkWeights(weights: NDArray, options: KernelsOptions): [number, number, number, number] {
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
  return [height, width, inChannels, outChannels];
}

function describe(
  [height, width, inChannels, outChannels]: readonly number[],
  range: readonly number[],
  title: string,
): string {
  const filters = outChannels === 1 ? '1 filter' : `${outChannels} filters`;
  const channels = inChannels === 1 ? '1 channel' : `${inChannels} channels`;
  return `${title}. ${filters} of ${height} × ${width} weights on ${channels}; the largest weight is ±${showNumber(range[1])}.`;
}
