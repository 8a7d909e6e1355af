import { type Box, boxHeight, boxWidth } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import { Random } from '../../spec/random';
import { type ColorSpace, toColorSpace } from './colorSpaces';
import { segmentGraph } from './felzenszwalb';
import { type Grouping, groupPicture } from './grouping';
import { pixelGraph } from './pixelGraph';
import { pictureBins } from './regionFeatures';
import type { Similarity } from './similarity';

export interface SelectiveSearchOptions {
  /** In which the picture is segmented and grouped; hsv and lab by default. */
  readonly colorSpaces?: readonly ColorSpace[];
  /** Scales of the segmentations that grouping starts from, as `felzenszwalb` takes them; 50 and 100 by default. */
  readonly scales?: readonly number[];
  /** Sums of similarities by which regions are grouped; with and without colour by default. */
  readonly similarities?: readonly (readonly Similarity[])[];
  /** Of the Gaussian that smooths the picture, in pixels; 0.8 by default. */
  readonly sigma?: number;
  /** Pixels of the smallest region of a segmentation; 20 by default. */
  readonly minSize?: number;
  /** Boxes with a shorter side, in pixels, are left out; 0, none, by default. */
  readonly minSide?: number;
  /** The first so many; 2,000 by default. */
  readonly count?: number;
  /** Of the order; 0 by default. */
  readonly seed?: number;
}

/** The strategies of the paper's fast mode. */
const FAST = {
  colorSpaces: ['hsv', 'lab'],
  scales: [50, 100],
  similarities: [
    ['color', 'texture', 'size', 'fill'],
    ['texture', 'size', 'fill'],
  ],
  sigma: 0.8,
  minSize: 20,
  minSide: 0,
  count: 2000,
  seed: 0,
} as const satisfies Required<SelectiveSearchOptions>;

/**
 * Selective search: the boxes around all regions of several hierarchies. The strategies differ in what may tell an object
 * from its ground: colour in one picture, texture in another, under light or in shadow. By default they are the eight of
 * the paper's fast mode: two colour spaces, two scales, two sums of similarities.
 *
 * Regions that a hierarchy has late, and so are large, come first, but for a random factor: otherwise the first
 * proposals would be many boxes around nearly everything.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param image [h, w, 3], from 0 to 255
 * @returns boxes, the most promising first, each box once
 * @throws TypeError when the image has not three channels
 * @throws RangeError when an option makes no sense
 * @see Uijlings et al., Selective Search for Object Recognition, IJCV 2013
 */
export function selectiveSearch(image: NDArray, options: SelectiveSearchOptions = {}): readonly Box[] {
  const settings = { ...FAST, ...options };
  checkSettings(settings);
  const ranked = new Map<string, Ranked>();
  const random = new Random(`selectiveSearch/${settings.seed}`);
  for (const { regions } of searchHierarchies(image, settings)) {
    regions.forEach(({ box }, i) => {
      const rank = random.uniform(0, 1) * (regions.length - i);
      const key = box.join();
      const known = ranked.get(key);
      if (known === undefined || rank < known.rank) ranked.set(key, { box, rank });
    });
  }
  const large = [...ranked.values()].filter(({ box }) => Math.min(boxWidth(box), boxHeight(box)) >= settings.minSide);
  return large
    .sort((a, b) => a.rank - b.rank)
    .slice(0, settings.count)
    .map(({ box }) => box);
}

interface Ranked {
  readonly box: Box;
  readonly rank: number;
}

type Settings = Required<SelectiveSearchOptions>;

/** A hierarchy for each strategy. What several have in common is computed once. */
function searchHierarchies(image: NDArray, settings: Settings): Grouping[] {
  const { sigma, minSize, scales, similarities } = settings;
  return settings.colorSpaces.flatMap(space => {
    const picture = toColorSpace(image, space);
    const [graph, bins] = [pixelGraph(picture, sigma), pictureBins(picture)];
    return scales.flatMap(scale => {
      const labels = segmentGraph(graph, { scale, minSize });
      return similarities.map(sum => groupPicture(bins, labels, { similarities: sum }));
    });
  });
}

function checkSettings({ colorSpaces, scales, similarities, count }: Settings): void {
  const lists = { colorSpaces, scales, similarities };
  for (const [name, list] of Object.entries(lists)) {
    if (list.length === 0) throw new RangeError(`selectiveSearch: ${name} must name at least one. Received none.`);
  }
  if (!(count >= 1)) throw new RangeError(`selectiveSearch: count must be at least 1. Received ${count}.`);
}
