import type { NDArray } from '../spec/ndarray';
import type { Pair } from '../spec/network';
import { showPair, showShape, toPair } from '../spec/pair';
import { type Images, imagesOf, zeros } from './array';
import { range } from './bins';
import { gather } from './gather';
import { interpolate, sampleAt } from './interpolation';

export interface ResizeNearestOptions {
  /** Height and width of the result. */
  readonly size: Pair;
  /** New pixels for each old one, where the size was rounded down from it: PyTorch then places pixels by the scale. */
  readonly scale?: Pair;
}

export interface ResizeBilinearOptions extends ResizeNearestOptions {
  /** Keep the centres of the four corner pixels where they are; false unless told. */
  readonly alignCorners?: boolean;
  /**
   * Keep the image's edges where they are: pixel i is centred at i + ½. True unless corners are aligned, as in PyTorch.
   * With both false pixel i lies at i · h / oh, which shifts the image: TensorFlow's old default.
   */
  readonly halfPixelCenters?: boolean;
}

/**
 * Resizes every image; a new pixel is the mean of the four around its place, weighted by nearness.
 *
 * Introduced in notebook upsampling.
 *
 * @param x [n, h, w, c]
 * @returns [n, size[0], size[1], c]
 * @throws RangeError when `size` is not positive, or when both options are true
 */
export function resizeBilinear(x: NDArray, options: ResizeBilinearOptions): NDArray {
  const { alignCorners = false, halfPixelCenters = !alignCorners } = options;
  if (alignCorners && halfPixelCenters) {
    throw new RangeError('resizeBilinear: alignCorners and halfPixelCenters cannot both be true. Choose one.');
  }
  const images = imagesOf(x, 'resizeBilinear');
  const { batch, height, width, channels } = images;
  const [oh, ow] = outputSizes(images, options.size, 'resizeBilinear');
  const place = alignCorners ? cornerAligned : halfPixelCenters ? edgeAligned : topLeftAligned;
  const [tall, wide] = alignCorners ? [oh, ow] : extents(images, options);
  const rows = range(0, oh).map(i => sampleAt(place(i, height, tall), height));
  const columns = range(0, ow).map(i => sampleAt(place(i, width, wide), width));
  const result = zeros([batch, oh, ow, channels]);
  let written = 0;
  for (let n = 0; n < batch; n++) {
    for (const row of rows) {
      for (const column of columns) {
        for (let c = 0; c < channels; c++) result.data[written++] = interpolate(images, n, row, column, c);
      }
    }
  }
  return result;
}

/**
 * Resizes every image; new pixel i is old pixel ⌊i · h / oh⌋.
 *
 * Introduced in notebook upsampling.
 *
 * @param x [n, h, w, c]
 * @returns [n, size[0], size[1], c]
 * @throws RangeError when `size` is not positive
 */
export function resizeNearest(x: NDArray, options: ResizeNearestOptions): NDArray {
  const images = imagesOf(x, 'resizeNearest');
  const [oh, ow] = outputSizes(images, options.size, 'resizeNearest');
  const [tall, wide] = extents(images, options);
  const rows = nearestPixels(images.height, oh, tall);
  return gather(x, rows, nearestPixels(images.width, ow, wide), 'resizeNearest');
}

function cornerAligned(i: number, input: number, output: number): number {
  return output === 1 ? 0 : (i * (input - 1)) / (output - 1);
}

/** Where new pixel i lies, in old pixels from the first one's centre, when the edges of the image stay where they are. */
export function edgeAligned(i: number, input: number, output: number): number {
  return ((i + 0.5) * input) / output - 0.5;
}

function topLeftAligned(i: number, input: number, output: number): number {
  return (i * input) / output;
}

/** PyTorch and TensorFlow multiply in 32 bits; doing so too gives the same pixel where the product is nearly whole. */
function nearestPixels(input: number, output: number, extent: number): number[] {
  const scale = Math.fround(input / extent);
  return range(0, output).map(i => Math.min(Math.floor(Math.fround(i * scale)), input - 1));
}

/** What the old pixels are spread over, in new pixels: the result's size, or a little more where that was rounded down. */
function extents({ height, width }: Images, { size, scale }: ResizeNearestOptions): [number, number] {
  if (scale === undefined) return toPair(size);
  const [tall, wide] = toPair(scale);
  return [height * tall, width * wide];
}

function outputSizes(images: Images, size: Pair, where: string): [number, number] {
  const pair = toPair(size);
  if (!pair.every(pixels => Number.isInteger(pixels) && pixels >= 1)) {
    throw new RangeError(`${where}: size must be positive whole numbers. Received ${showPair(size)}.`);
  }
  const { batch, height, width, channels } = images;
  if (height > 0 && width > 0) return pair;
  const shape = showShape([batch, height, width, channels]);
  throw new RangeError(`${where}: cannot resize an image without pixels. Received shape ${shape}.`);
}
