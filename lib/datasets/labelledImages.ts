import { at, intAt } from '../spec/at';
import type { NDArray } from '../spec/ndarray';

/** Images of one size, each with its class. A byte a value keeps them small: make floats of one batch at a time. */
export interface LabelledImages {
  /** [n, h, w, c] in row-major order, from 0 to 255. */
  readonly images: Uint8Array;
  /** `[n, h, w, c]`. */
  readonly shape: readonly [number, number, number, number];
  /** [n]: positions in `classNames`. */
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
}

/** What is needed to draw them: scenes have it, too. */
type Pixels = Pick<LabelledImages, 'images' | 'shape'>;

/** Images to learn from, and others to test with. */
export interface TrainAndTest {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

/** Mean and standard deviation of each channel, with values from 0 to 1. */
export interface ChannelStatistics {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * One image of a set, for drawing it or for giving it to a network.
 *
 * Introduced in notebook convolution-arithmetic.
 *
 * @param set images
 * @param index from 0 on
 * @returns the image [h, w, c], from 0 to 1
 * @throws RangeError when the set has no such image
 */
export function imageAt(set: Pixels, index: number): NDArray {
  checkIndex(set, index, 'imageAt');
  const [, height, width, channels] = set.shape;
  return { shape: [height, width, channels], data: Float32Array.from(pixelsOf(set, index), value => value / 255) };
}

/**
 * Some images of a set, in the order of their indices.
 *
 * @param set images
 * @param indices which ones, from 0 on
 * @returns a set with its own memory
 * @throws RangeError when an index is outside of the set
 */
export function selectImages(set: LabelledImages, indices: readonly number[]): LabelledImages {
  const [, height, width, channels] = set.shape;
  const images = new Uint8Array(indices.length * height * width * channels);
  const labels = new Int32Array(indices.length);
  indices.forEach((index, position) => {
    checkIndex(set, index, 'selectImages');
    images.set(pixelsOf(set, index), position * height * width * channels);
    labels[position] = intAt(set.labels, index);
  });
  return { images, shape: [indices.length, height, width, channels], labels, classNames: set.classNames };
}

/**
 * The first images of each class, in turn: one of the first class, one of the second, and so on. A network that learns
 * from them sees every class equally often, and so do the first few of them.
 *
 * @param set images
 * @param count how many of each class
 * @returns `count` × classes images
 * @throws RangeError when a class has fewer
 */
export function firstOfEachClass(set: LabelledImages, count: number): LabelledImages {
  const classes = indicesOfEachClass(set);
  checkCount(set, classes, count, 'firstOfEachClass');
  const turns = Array.from({ length: count }, (_, turn) => classes.map(indices => at(indices, turn)));
  return selectImages(set, turns.flat());
}

/**
 * Keeps the last images of each class aside, to test with.
 *
 * @param set images
 * @param count how many of each class to keep aside
 * @returns `test`: `count` of each class, in turn; `train`: all others, in the set's order
 * @throws RangeError when a class would have none left to learn from
 */
export function holdOut(set: LabelledImages, count: number): TrainAndTest {
  const classes = indicesOfEachClass(set);
  checkCount(set, classes, count, 'holdOut', 1);
  const last = classes.map(indices => indices.slice(indices.length - count));
  const turns = Array.from({ length: count }, (_, turn) => last.map(indices => at(indices, turn))).flat();
  const held = new Set(turns);
  const others = Array.from(set.labels.keys()).filter(index => !held.has(index));
  return { train: selectImages(set, others), test: selectImages(set, turns) };
}

/**
 * How many images there are of each class.
 *
 * @returns a count per name of `classNames`
 */
export function classCounts(set: LabelledImages): number[] {
  return indicesOfEachClass(set).map(indices => indices.length);
}

/**
 * Mean and standard deviation of each channel over all pixels of all images. Subtracting the one and dividing by the
 * other gives inputs around 0 with a spread of 1, with which training starts well.
 *
 * @returns a value per channel, in units of full brightness (0 to 1)
 */
export function channelStatistics(set: Pick<LabelledImages, 'images' | 'shape'>): ChannelStatistics {
  const channels = set.shape[3];
  const counts = Array.from({ length: channels }, () => new Array<number>(256).fill(0));
  set.images.forEach((value, i) => {
    const count = at(counts, i % channels);
    count[value] = at(count, value) + 1;
  });
  const moments = counts.map(count => {
    const mean = average(count, value => value / 255);
    return { mean, std: Math.sqrt(average(count, value => (value / 255 - mean) ** 2)) };
  });
  return { mean: moments.map(({ mean }) => mean), std: moments.map(({ std }) => std) };
}

/** The mean of `f(value)`, where `counts[value]` says how often a value occurs. */
function average(counts: readonly number[], f: (value: number) => number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count, value) => sum + count * f(value), 0) / total;
}

function indicesOfEachClass(set: LabelledImages): number[][] {
  const classes = set.classNames.map((): number[] => []);
  set.labels.forEach((label, index) => {
    at(classes, label).push(index);
  });
  return classes;
}

function pixelsOf({ images, shape: [, height, width, channels] }: Pixels, index: number): Uint8Array {
  const size = height * width * channels;
  return images.subarray(index * size, (index + 1) * size);
}

function checkIndex({ shape: [count] }: Pixels, index: number, where: string): void {
  if (Number.isInteger(index) && index >= 0 && index < count) return;
  throw new RangeError(
    `${where}: the set has ${count} images, with indices from 0 to ${count - 1}. Received ${index}.`,
  );
}

function checkCount(
  set: LabelledImages,
  classes: readonly (readonly number[])[],
  count: number,
  where: string,
  left = 0,
): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`${where}: count must be a positive whole number. Received ${count}.`);
  }
  const short = classes.findIndex(indices => indices.length < count + left);
  if (short === -1) return;
  const [name, found] = [at(set.classNames, short), at(classes, short).length];
  const rest = left > 0 ? ` and leave ${left} to learn from` : '';
  throw new RangeError(
    `${where}: class '${name}' has ${found} images, too few to take ${count}${rest}. Ask for fewer.`,
  );
}
