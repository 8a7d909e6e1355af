import * as reading from '../../spec/at';
import type { Box } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';
import { neighbours } from './neighbours';
import { type PictureBins, pictureBins, type RegionFeatures, regionFeatures, unite } from './regionFeatures';
import { type Similarities, type Similarity, similaritiesOf, similarityOf } from './similarity';

const { at, floatAt, intAt } = reading;

/** Two neighbouring regions become one. */
export interface Merge {
  /** The two, by their numbers. */
  readonly parts: readonly [number, number];
  /** The number of what they become. */
  readonly region: number;
  /** The sum that was largest among all pairs of neighbours, and what it is the sum of. */
  readonly similarity: number;
  readonly terms: Similarities;
}

/** A part of a picture that may be an object. */
export interface Region {
  readonly box: Box;
  /** Pixels. */
  readonly size: number;
}

/** The hierarchy of regions, from those of a segmentation to the whole picture. */
export interface Grouping {
  /** How many regions there were at first. */
  readonly initial: number;
  /** The first ones, and then one for each merge, in order: region `initial + k` is what merge k makes. */
  readonly regions: readonly Region[];
  readonly merges: readonly Merge[];
  /** The first region of each pixel, row by row. */
  readonly labels: Int32Array;
}

export interface GroupingOptions {
  /** Which similarities are added up; all four by default. */
  readonly similarities?: readonly Similarity[];
}

/**
 * Hierarchical grouping: of all pairs of neighbouring regions the two that are most alike become one, again and again, until
 * one region is left. Every region on the way may be an object, large or small.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param picture [h, w, c], from 0 to 255
 * @param labels the region of each pixel, numbered from 0 without gaps, as `felzenszwalb` gives them
 * @throws RangeError when there is not one label for each pixel, or labels are left out
 * @see Uijlings et al., Selective Search for Object Recognition, IJCV 2013, algorithm 1
 */
export function groupRegions(picture: NDArray, labels: Int32Array, options: GroupingOptions = {}): Grouping {
  return groupPicture(pictureBins(picture), labels, options);
}

/** The same with the bins of the picture at hand, which several groupings share. */
export function groupPicture(
  picture: PictureBins,
  labels: Int32Array,
  { similarities = ['color', 'texture', 'size', 'fill'] }: GroupingOptions = {},
): Grouping {
  const count = countRegions(picture, labels);
  const features = regionFeatures(picture, labels, count);
  const pixels = labels.length;
  const pairOf = (a: number, b: number): Pair => ({
    ...{ a, b },
    similarity: similarityOf(similarities, { features, pixels, a, b }),
  });
  let pairs = neighbours(labels, picture.width).map(([a, b]) => pairOf(a, b));
  const merges: Merge[] = [];
  while (pairs.length > 0) {
    const { a, b, similarity } = mostAlike(pairs);
    const region = count + merges.length;
    merges.push({ parts: [a, b], region, similarity, terms: similaritiesOf({ features, pixels, a, b }) });
    unite(features, a, b, region);
    pairs = rejoined(pairs, a, b, neighbour => pairOf(neighbour, region));
  }
  return { initial: count, regions: regionsOf(features), merges, labels };
}

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/** The pair with the largest similarity, the first of equal ones. */
function mostAlike(pairs: readonly Pair[]): Pair {
  let best = at(pairs, 0);
  for (const pair of pairs) if (pair.similarity > best.similarity) best = pair;
  return best;
}

/** The pairs when a and b have become one: its neighbours are those that either of them had. */
function rejoined(pairs: readonly Pair[], a: number, b: number, pairWith: (neighbour: number) => Pair): Pair[] {
  const kept: Pair[] = [];
  const around = new Set<number>();
  for (const pair of pairs) {
    if (pair.a === a || pair.a === b) around.add(pair.b);
    else if (pair.b === a || pair.b === b) around.add(pair.a);
    else kept.push(pair);
  }
  around.delete(a);
  around.delete(b);
  for (const neighbour of around) kept.push(pairWith(neighbour));
  return kept;
}

function regionsOf({ boxes, sizes }: RegionFeatures): Region[] {
  return Array.from(sizes, (size, region) => {
    const edge = (i: number): number => floatAt(boxes, 4 * region + i);
    return { size, box: [edge(0), edge(1), edge(2), edge(3)] as const };
  });
}

/** @throws RangeError when labels do not go from 0 to count − 1, or do not fit the picture */
function countRegions({ height, width }: PictureBins, labels: Int32Array): number {
  if (labels.length !== height * width || labels.length === 0) {
    throw new RangeError(
      `groupRegions: ${height}×${width} pixels need as many labels. Received ${labels.length}. Segment the same picture.`,
    );
  }
  const count = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const seen = new Set(labels);
  if (seen.size === count && !labels.some(label => label < 0)) return count;
  throw new RangeError(
    `groupRegions: labels must be numbered from 0 without gaps. Received ${seen.size} different ones, the largest ${count - 1}.`,
  );
}

/**
 * The regions as they are after some merges: what a picture of the grouping shows.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param merges how many; 0 gives the segmentation
 * @returns the number of the region of each pixel, row by row
 * @throws RangeError when there are not so many merges
 */
export function regionsAfter(grouping: Grouping, merges: number): Int32Array {
  if (!(Number.isInteger(merges) && merges >= 0 && merges <= grouping.merges.length)) {
    throw new RangeError(
      `regionsAfter: merges must be a whole number from 0 to ${grouping.merges.length}. Received ${merges}.`,
    );
  }
  const now = Int32Array.from(grouping.regions, (_, region) => region);
  // From the last merge back, so that a part learns at once what it is in at the end.
  for (const { parts, region } of grouping.merges.slice(0, merges).reverse()) {
    for (const part of parts) now[part] = intAt(now, region);
  }
  return grouping.labels.map(label => intAt(now, label));
}
