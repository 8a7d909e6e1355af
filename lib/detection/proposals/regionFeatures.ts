import * as reading from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { gaussianDerivatives, type Planes } from './gaussian';

const { doubleAt, floatAt, intAt } = reading;

/** Bins of a histogram, as in the paper: 25 for each channel of colour; 10 for each of 8 directions and each channel of texture. */
const COLOR_BINS = 25;
const TEXTURE_BINS = 10;
const AXES = 4;
/** Standard deviation of the Gaussian whose derivatives are the texture, in pixels. */
const TEXTURE_SIGMA = 1;

/** What similarities are computed from, of each region. Rows of histograms have the sum 1. */
export interface RegionFeatures {
  readonly count: number;
  /** Pixels. */
  readonly sizes: Float64Array;
  /** [count, 4]: `[x1, y1, x2, y2]`. */
  readonly boxes: Float32Array;
  readonly color: Histograms;
  readonly texture: Histograms;
}

/** A histogram for each region: [count, bins]. */
export interface Histograms {
  readonly bins: number;
  readonly data: Float32Array;
}

/** The bin of each pixel in each part of a histogram, such as a channel: [pixels, parts]. */
export interface PixelBins {
  readonly parts: number;
  readonly binsOfPart: number;
  readonly data: Uint8Array;
}

/** The bins of a picture's pixels: they are the same for every segmentation of it. */
export interface PictureBins {
  readonly height: number;
  readonly width: number;
  readonly color: PixelBins;
  readonly texture: PixelBins;
}

/**
 * Sorts the colour and the texture of each pixel into bins. Texture is how fast each channel changes in eight directions; the
 * fastest change in the picture has the last bin.
 *
 * @param picture [h, w, c], from 0 to 255, in the colour space of the search
 */
export function pictureBins({ shape, data }: NDArray): PictureBins {
  const [height = 0, width = 0, channels = 0] = shape;
  const color = data.map(value => binOf(value / 255, COLOR_BINS));
  const picture = { height, width, channels, data: Float64Array.from(data) };
  return {
    ...{ height, width },
    color: { parts: channels, binsOfPart: COLOR_BINS, data: Uint8Array.from(color) },
    texture: { parts: channels * 2 * AXES, binsOfPart: TEXTURE_BINS, data: textureBins(picture) },
  };
}

function binOf(share: number, bins: number): number {
  return Math.min(Math.max(Math.floor(share * bins), 0), bins - 1);
}

/** Each of four axes gives two directions: a change is a rise in one of them, and none in the other. */
function textureBins(picture: Planes): Uint8Array {
  const { alongX, alongY } = gaussianDerivatives(picture, TEXTURE_SIGMA);
  const count = picture.data.length;
  const slopes = new Float32Array(count * AXES);
  let steepest = 0;
  for (let axis = 0; axis < AXES; axis++) {
    const [cos, sin] = [Math.cos((axis * Math.PI) / AXES), Math.sin((axis * Math.PI) / AXES)];
    for (let i = 0; i < count; i++) {
      const slope = cos * doubleAt(alongX.data, i) + sin * doubleAt(alongY.data, i);
      slopes[i * AXES + axis] = slope;
      steepest = Math.max(steepest, Math.abs(slope));
    }
  }
  const bins = new Uint8Array(2 * slopes.length);
  if (steepest === 0) return bins;
  for (let i = 0; i < slopes.length; i++) {
    const slope = floatAt(slopes, i);
    bins[2 * i + (slope > 0 ? 0 : 1)] = binOf(Math.abs(slope) / steepest, TEXTURE_BINS);
  }
  return bins;
}

/**
 * Size, box and histograms of the regions of a segmentation, with room for those that grouping makes of them.
 *
 * @param labels the region of each pixel, from 0 to count − 1
 */
export function regionFeatures(picture: PictureBins, labels: Int32Array, count: number): RegionFeatures {
  const room = 2 * count - 1;
  const sizes = new Float64Array(room);
  for (const label of labels) sizes[label] = doubleAt(sizes, label) + 1;
  return {
    ...{ count, sizes },
    boxes: boxesOf(labels, picture.width, count),
    color: histograms(picture.color, labels, sizes),
    texture: histograms(picture.texture, labels, sizes),
  };
}

function boxesOf(labels: Int32Array, width: number, count: number): Float32Array {
  const boxes = new Float32Array(4 * (2 * count - 1));
  for (let region = 0; region < count; region++) {
    boxes.set([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0], 4 * region);
  }
  for (let pixel = 0; pixel < labels.length; pixel++) {
    const [x, y, first] = [pixel % width, Math.floor(pixel / width), 4 * intAt(labels, pixel)];
    boxes[first] = Math.min(floatAt(boxes, first), x);
    boxes[first + 1] = Math.min(floatAt(boxes, first + 1), y);
    boxes[first + 2] = Math.max(floatAt(boxes, first + 2), x + 1);
    boxes[first + 3] = Math.max(floatAt(boxes, first + 3), y + 1);
  }
  return boxes;
}

function histograms({ parts, binsOfPart, data }: PixelBins, labels: Int32Array, sizes: Float64Array): Histograms {
  const bins = parts * binsOfPart;
  const counts = new Float32Array(bins * sizes.length);
  for (let pixel = 0; pixel < labels.length; pixel++) {
    const row = intAt(labels, pixel) * bins;
    for (let part = 0; part < parts; part++) {
      const place = row + part * binsOfPart + (data[pixel * parts + part] ?? 0); // both are below the length
      counts[place] = floatAt(counts, place) + 1;
    }
  }
  return {
    bins,
    data: counts.map((value, i) => (value === 0 ? 0 : value / (parts * doubleAt(sizes, Math.floor(i / bins))))),
  };
}

/** Writes the features of a region that is made of two. */
export function unite(features: RegionFeatures, a: number, b: number, united: number): void {
  const { sizes, boxes, color, texture } = features;
  const [sizeA, sizeB] = [doubleAt(sizes, a), doubleAt(sizes, b)];
  sizes[united] = sizeA + sizeB;
  boxes.set(unionOf(boxes, a, b), 4 * united);
  for (const { bins, data } of [color, texture]) {
    for (let bin = 0; bin < bins; bin++) {
      const sum = sizeA * floatAt(data, a * bins + bin) + sizeB * floatAt(data, b * bins + bin);
      data[united * bins + bin] = sum / (sizeA + sizeB);
    }
  }
}

/** The smallest box around two. */
export function unionOf(boxes: Float32Array, a: number, b: number): [number, number, number, number] {
  return [
    Math.min(floatAt(boxes, 4 * a), floatAt(boxes, 4 * b)),
    Math.min(floatAt(boxes, 4 * a + 1), floatAt(boxes, 4 * b + 1)),
    Math.max(floatAt(boxes, 4 * a + 2), floatAt(boxes, 4 * b + 2)),
    Math.max(floatAt(boxes, 4 * a + 3), floatAt(boxes, 4 * b + 3)),
  ];
}
