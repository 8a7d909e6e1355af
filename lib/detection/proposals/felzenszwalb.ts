import { imageShape } from '../../images/imageShape';
import * as reading from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { ascendingOrder } from './ascendingOrder';
import { type Planes, smoothed } from './gaussian';

// Bound here, since an imported function takes longer in the innermost loops.
const { doubleAt, floatAt, intAt } = reading;

export interface FelzenszwalbOptions {
  /** How strong a boundary must be: the larger, the larger the regions. 1 by default; the paper's k, for pixels from 0 to 255. */
  readonly scale?: number;
  /** Standard deviation, in pixels, of the Gaussian that smooths the picture first; 0 leaves it as it is. 0.8 by default. */
  readonly sigma?: number;
  /** Regions of fewer pixels are joined to a neighbour; 20 by default. */
  readonly minSize?: number;
}

/**
 * Graph segmentation: pixels are nodes, and an edge joins each to its eight neighbours, as long as their colours are apart.
 * From the shortest edge on, two regions become one where the edge is shorter than the longest that either of them needed
 * so far, plus `scale` / pixels. So a boundary has to be clear in comparison with what varies within the regions.
 *
 * The labels are those of scikit-image, number for number. (Edges of exactly the same length, which are rare in photographs,
 * it takes in an order that depends on the processor; here the order is fixed.)
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param image [h, w, c], from 0 to 255
 * @returns the region of each pixel, row by row: regions are numbered from 0 in the order of their first pixels
 * @throws TypeError when the array has not three axes
 * @throws RangeError when an option makes no sense, the image is empty, or a pixel is no number
 * @see Felzenszwalb and Huttenlocher, Efficient Graph-Based Image Segmentation, IJCV 2004
 * @see https://scikit-image.org/docs/stable/api/skimage.segmentation.html#skimage.segmentation.felzenszwalb
 */
export function felzenszwalb(image: NDArray, options: FelzenszwalbOptions = {}): Int32Array {
  const { scale = 1, sigma = 0.8, minSize = 20 } = options;
  checkOptions({ scale, sigma, minSize });
  const edges = edgesOf(smoothed(planesOf(image), sigma));
  const order = ascendingOrder(edges.lengths);
  const regions = new Regions(edges.pixels);
  joinAlike(regions, edges, order, scale / 255);
  joinSmall(regions, edges, order, minSize);
  return regions.labels();
}

function checkOptions({ scale, sigma, minSize }: Required<FelzenszwalbOptions>): void {
  const refuse = (what: string, received: number): never => {
    throw new RangeError(`felzenszwalb: ${what}. Received ${received}.`);
  };
  if (!(scale >= 0)) refuse('scale must be a number of at least 0', scale);
  if (!(sigma >= 0 && Number.isFinite(sigma))) refuse('sigma must be a number of pixels of at least 0', sigma);
  if (!(minSize >= 0)) refuse('minSize must be a number of pixels of at least 0', minSize);
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
  return { height, width, channels, data: Float64Array.from(image.data, value => value * (1 / 255)) };
}

interface Edges {
  /** How many nodes there are. */
  readonly pixels: number;
  /** The two pixels of each edge. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The distance of their colours. */
  readonly lengths: Float64Array;
}

/** The four neighbours that come after a pixel or beside it: right, below, below right, and below left of the one to the right. */
function edgesOf(picture: Planes): Edges {
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

function joinAlike(regions: Regions, { from, to, lengths }: Edges, order: Uint32Array, scale: number): void {
  for (const edge of order) {
    const [a, b] = [regions.find(intAt(from, edge)), regions.find(intAt(to, edge))];
    if (a === b) continue;
    const length = doubleAt(lengths, edge);
    if (length < Math.min(regions.tolerance(a, scale), regions.tolerance(b, scale))) regions.join(a, b, length);
  }
}

function joinSmall(regions: Regions, { from, to }: Edges, order: Uint32Array, minSize: number): void {
  for (const edge of order) {
    const [a, b] = [regions.find(intAt(from, edge)), regions.find(intAt(to, edge))];
    if (a !== b && (regions.size(a) < minSize || regions.size(b) < minSize)) regions.join(a, b, 0);
  }
}

/** Disjoint sets of pixels. A region goes by its first pixel. */
class Regions {
  private readonly parents: Int32Array;
  private readonly sizes: Int32Array;
  /** The longest edge within each region. */
  private readonly longest: Float64Array;

  constructor(pixels: number) {
    this.parents = Int32Array.from({ length: pixels }, (_, pixel) => pixel);
    this.sizes = new Int32Array(pixels).fill(1);
    this.longest = new Float64Array(pixels);
  }

  find(pixel: number): number {
    const { parents } = this;
    let root = pixel;
    while (intAt(parents, root) !== root) root = intAt(parents, root);
    for (let next = pixel; next !== root; ) {
      const parent = intAt(parents, next);
      parents[next] = root;
      next = parent;
    }
    return root;
  }

  size(region: number): number {
    return intAt(this.sizes, region);
  }

  /** The length up to which an edge may join this region to another. */
  tolerance(region: number, scale: number): number {
    return doubleAt(this.longest, region) + scale / intAt(this.sizes, region);
  }

  join(a: number, b: number, length: number): void {
    const [kept, joined] = a < b ? [a, b] : [b, a];
    this.parents[joined] = kept;
    this.sizes[kept] = intAt(this.sizes, kept) + intAt(this.sizes, joined);
    this.longest[kept] = length;
  }

  labels(): Int32Array {
    const labels = new Int32Array(this.parents.length);
    let count = 0;
    for (let pixel = 0; pixel < labels.length; pixel++) {
      const root = this.find(pixel);
      labels[pixel] = root === pixel ? count++ : intAt(labels, root);
    }
    return labels;
  }
}
