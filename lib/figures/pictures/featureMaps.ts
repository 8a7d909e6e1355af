import { at } from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { showShape } from '../../spec/pair';
import type { ColorScaleName } from '../style/colors';
import type { Figure } from '../style/figure';
import { channelRows, extent, type ImageArray, showNumber, symmetricExtent } from '../style/numbers';
import type { FigureWords } from '../style/theme';
import { imageTile } from './image';
import { spread, tileFigure } from './tiles';

export interface FeatureMapsOptions extends FigureWords {
  /** Which channels; the first 32 when left out. */
  readonly channels?: readonly number[];
  /** Words above each map; the channel's number when left out. */
  readonly captions?: readonly string[];
  /** Maps in a row. */
  readonly columns?: number;
  /** `'sequential'` when left out; `'signed'` shows what is below zero in another colour. */
  readonly colors?: Exclude<ColorScaleName, 'gray'>;
}

const MOST_MAPS = 32;
/** More maps than this are numbered without the word. */
const MOST_NAMED = 12;

/**
 * The channels of an activation as small images, all on one scale.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param maps [h, w, c]
 * @throws TypeError when the array has another shape
 * @throws RangeError when a channel does not exist, or captions are missing
 */
export function featureMaps(maps: NDArray, options: FeatureMapsOptions): Figure {
  const checked = checkMaps(maps);
  const [height, width, total] = checked.shape;
  const channels = pickChannels(total, options);
  const captions = options.captions ?? channelNames(channels);
  const colors = options.colors ?? 'sequential';
  const shown = channels.map(channel => Float32Array.from(channelRows(checked, channel).flat()));
  const limits = extent(shown.flatMap(data => extent(data)));
  const range = colors === 'signed' ? symmetricExtent(limits) : limits;
  const tiles = shown.map((data, i) =>
    imageTile({ shape: [height, width, 1], data }, at(captions, i), { range, colors, count: shown.length }),
  );
  const alt =
    options.alt ??
    `${options.title}. ${channels.length} of ${total} channels of ${height} × ${width}, ` +
      `values from ${showNumber(limits[0])} to ${showNumber(limits[1])}.`;
  return tileFigure(tiles, {
    ...{ title: options.title, alt, largestTile: 180 },
    columns: options.columns ?? spread(channels.length, channels.length > 12 ? 8 : 4),
    framed: true,
    bar: { colors, range, quantity: 'activation' },
  });
}

function channelNames(channels: readonly number[]): string[] {
  return channels.map(channel => (channels.length > MOST_NAMED ? String(channel) : `channel ${channel}`));
}

function checkMaps({ shape, data }: NDArray): ImageArray {
  const [height, width, channels] = shape;
  if (height === undefined || width === undefined || channels === undefined || shape.length !== 3) {
    throw new TypeError(`figures.featureMaps: the maps must have the shape [h, w, c]. Received ${showShape(shape)}.`);
  }
  return { shape: [height, width, channels], data };
}

function pickChannels(count: number, { channels, captions }: FeatureMapsOptions): readonly number[] {
  const picked = channels ?? Array.from({ length: Math.min(count, MOST_MAPS) }, (_, i) => i);
  const wrong = picked.find(channel => !Number.isInteger(channel) || channel < 0 || channel >= count);
  if (wrong !== undefined) {
    throw new RangeError(`figures.featureMaps: channels go from 0 to ${count - 1}. Received ${wrong}.`);
  }
  if (captions !== undefined && captions.length !== picked.length) {
    throw new RangeError(
      `figures.featureMaps: give one caption per map shown, ${picked.length}. Received ${captions.length}.`,
    );
  }
  return picked;
}
