import * as reading from '../../spec/at';
import type { NDArray } from '../../spec/ndarray';
import { DisjointRegions } from './disjointRegions';
import { type PixelGraph, pixelGraph } from './pixelGraph';

// Bound here, since an imported function takes longer in the innermost loops.
const { doubleAt, intAt } = reading;

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
  return segmentGraph(pixelGraph(image, sigma), { scale, minSize });
}

/** The regions of a graph: it is made once for segmentations at several scales. */
export function segmentGraph(
  graph: PixelGraph,
  { scale, minSize }: Required<Pick<FelzenszwalbOptions, 'scale' | 'minSize'>>,
): Int32Array {
  const regions = new DisjointRegions(graph.pixels);
  joinAlike(regions, graph, scale / 255);
  joinSmall(regions, graph, minSize);
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

function joinAlike(regions: DisjointRegions, { from, to, lengths }: PixelGraph, scale: number): void {
  for (let edge = 0; edge < from.length; edge++) {
    const a = regions.find(intAt(from, edge));
    const b = regions.find(intAt(to, edge));
    if (a === b) continue;
    const length = doubleAt(lengths, edge);
    if (length < Math.min(regions.tolerance(a, scale), regions.tolerance(b, scale))) regions.join(a, b, length);
  }
}

function joinSmall(regions: DisjointRegions, { from, to }: PixelGraph, minSize: number): void {
  for (let edge = 0; edge < from.length; edge++) {
    const a = regions.find(intAt(from, edge));
    const b = regions.find(intAt(to, edge));
    if (a !== b && (regions.size(a) < minSize || regions.size(b) < minSize)) regions.join(a, b, 0);
  }
}
