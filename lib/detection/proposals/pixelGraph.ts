import { imageShape } from '../../images/imageShape';
import * as reading from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { ascendingOrder } from './ascendingOrder';
import { type Planes, smoothed } from './gaussian';

// Bound here, since an imported function takes longer in the innermost loops.
const { doubleAt, floatAt, intAt } = reading;

/** A picture as a graph: pixels are nodes, and an edge joins each to its eight neighbours. The shortest edges come first. */
export interface PixelGraph {
  /** How many nodes there are. */
  readonly pixels: number;
  /** The two pixels of each edge. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The distance of their colours, from 0 to 1 in each channel. */
  readonly lengths: Float64Array;
}

/**
 * @param image [h, w, c], from 0 to 255
 * @param sigma standard deviation, in pixels, of the Gaussian that smooths the picture first
 * @throws TypeError when the array has not three axes
 * @throws RangeError when the image is empty, or a pixel is no number
 */
export function pixelGraph(image: NDArray, sigma: number): PixelGraph {
  const { from, to, lengths, pixels } = edgesOf(smoothed(planesOf(image), sigma));
  const order = ascendingOrder(lengths);
  const sorted = { pixels, from: from.slice(), to: to.slice(), lengths: lengths.slice() };
  for (let i = 0; i < order.length; i++) {
    const edge = order[i] ?? 0; // i is below the length
    sorted.from[i] = intAt(from, edge);
    sorted.to[i] = intAt(to, edge);
    sorted.lengths[i] = doubleAt(lengths, edge);
  }
  return sorted;
}

/** The picture from 0 to 1, in 64 bits. */
function planesOf(image: NDArray): Planes {
  const [height, width, channels] = imageShape(image, 'felzenszwalb');
  if (image.data.length !== height * width * channels || image.data.length === 0) {
    throw new RangeError(
      `felzenszwalb: an image [${height}, ${width}, ${channels}] must have pixels, ${height * width * channels} values. Received ${image.data.length}.`,
    );
  }
  const odd = image.data.findIndex(value => !Number.isFinite(value));
  if (odd >= 0) {
    throw new RangeError(
      `felzenszwalb: pixels must be numbers from 0 to 255. Received ${image.data[odd]} at place ${odd} of the data.`,
    );
  }
  const data = new Float64Array(image.data.length);
  // scikit-image's product, which is not always the quotient.
  for (let i = 0; i < data.length; i++) data[i] = floatAt(image.data, i) * (1 / 255);
  return { height, width, channels, data };
}

/** Each pixel's neighbours on the right, below, below right, and that below it of its right neighbour. */
function edgesOf(picture: Planes): PixelGraph {
  const { height, width } = picture;
  const across = height * (width - 1);
  const count = across + (height - 1) * width + 2 * (height - 1) * (width - 1);
  const edges = { from: new Int32Array(count), to: new Int32Array(count), lengths: new Float64Array(count) };
  let edge = 0;
  const add = (from: number, to: number): void => {
    edges.from[edge] = from;
    edges.to[edge] = to;
    edges.lengths[edge] = distance(picture, from, to);
    edge++;
  };
  const each = (rows: number, columns: number, visit: (pixel: number) => void): void => {
    for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) visit(row * width + column);
  };
  // Edges of one length keep the order of this list, which is scikit-image's.
  each(height, width - 1, pixel => add(pixel + 1, pixel));
  each(height - 1, width, pixel => add(pixel + width, pixel));
  each(height - 1, width - 1, pixel => add(pixel + width + 1, pixel));
  each(height - 1, width - 1, pixel => add(pixel + 1, pixel + width));
  return { pixels: height * width, ...edges };
}

function distance({ data, channels }: Planes, a: number, b: number): number {
  let sum = 0;
  for (let c = 0; c < channels; c++) {
    const difference = doubleAt(data, a * channels + c) - doubleAt(data, b * channels + c);
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}
