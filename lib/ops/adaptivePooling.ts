import type { NDArray } from '../spec/ndarray';
import type { Pair } from '../spec/network';
import { showPair, showShape, toPair } from '../spec/pair';
import { type ImageBatch, imagesOf } from './array';
import { type Bins, eachImage, maxOverBins, meanOverBins, range } from './bins';

export interface AdaptivePoolingOptions {
  /** The wanted height and width. */
  readonly outputSize: Pair;
}

/**
 * Average pooling to a wanted size, whatever the input's: bin i reads the rows ⌊i · h / oh⌋ … ⌈(i + 1) · h / oh⌉ − 1.
 * Bins overlap where oh does not divide h.
 *
 * @param x [n, h, w, c]
 * @returns [n, oh, ow, c]
 * @throws RangeError when `outputSize` is not a positive whole number
 */
export function adaptiveAveragePooling2d(x: NDArray, options: AdaptivePoolingOptions): NDArray {
  const { images, shape, rows, columns } = resolve(x, options.outputSize, 'adaptiveAveragePooling2d');
  return eachImage(range(0, images.batch), shape, image => meanOverBins(images, image, rows, columns));
}

/**
 * Max pooling to a wanted size, with the bins of `adaptiveAveragePooling2d`: one level of a spatial pyramid.
 *
 * @param x [n, h, w, c]
 * @returns [n, oh, ow, c]
 * @throws RangeError when `outputSize` is not a positive whole number
 */
export function adaptiveMaxPooling2d(x: NDArray, options: AdaptivePoolingOptions): NDArray {
  const { images, shape, rows, columns } = resolve(x, options.outputSize, 'adaptiveMaxPooling2d');
  return eachImage(range(0, images.batch), shape, image => maxOverBins(images, image, rows, columns));
}

/**
 * The mean of each channel over the whole image.
 *
 * Introduced in notebook vgg.
 *
 * @param x [n, h, w, c]
 * @returns [n, c]
 */
export function globalAveragePooling2d(x: NDArray): NDArray {
  const { batch, channels } = imagesOf(x, 'globalAveragePooling2d');
  return { shape: [batch, channels], data: adaptiveAveragePooling2d(x, { outputSize: 1 }).data };
}

interface AdaptivePool {
  readonly images: ImageBatch;
  /** [oh, ow, c] */
  readonly shape: readonly number[];
  readonly rows: Bins;
  readonly columns: Bins;
}

function resolve(x: NDArray, outputSize: Pair, where: string): AdaptivePool {
  const images = imagesOf(x, where);
  const { height, width, channels } = images;
  const [oh, ow] = toPair(outputSize);
  if (![oh, ow].every(size => Number.isInteger(size) && size >= 1)) {
    throw new RangeError(`${where}: outputSize must be positive whole numbers. Received ${showPair(outputSize)}.`);
  }
  if (height === 0 || width === 0) {
    throw new RangeError(`${where}: cannot pool an image without pixels. Received shape ${showShape(x.shape)}.`);
  }
  return { images, shape: [oh, ow, channels], rows: adaptiveBins(height, oh), columns: adaptiveBins(width, ow) };
}

function adaptiveBins(input: number, output: number): Bins {
  return range(0, output).map(i => range(Math.floor((i * input) / output), Math.ceil(((i + 1) * input) / output)));
}
