import { at } from '../spec/at';
import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { showShape } from '../spec/pair';
import type { ModelOptions } from './options';
import { lastMaps, mapOfStride } from './strideMaps';
import { upTo } from './upTo';

export interface FcnOnOptions extends ModelOptions {
  /**
   * Strides of the maps that are scored, each a whole multiple of the next: `[32]` makes a 32s of a backbone, `[32, 16, 8]` an
   * 8s. By default the largest stride that the backbone has, alone.
   */
  readonly strides?: readonly number[];
  /**
   * How scores are enlarged: by transposed convolutions, which can learn and start best as bilinear interpolation, or by
   * bilinear interpolation, which fits any backbone and any size of the picture. `'transposed'` by default.
   */
  readonly enlarge?: 'transposed' | 'bilinear';
  /** Of the network; the backbone's, with `_fcn` and the finest stride, by default. */
  readonly name?: string;
}

/**
 * A fully convolutional network on the convolutions of any classifier. At each stride, the classifier's last map is scored by
 * a 1×1 convolution; the coarsest scores are enlarged by a transposed convolution and added to the next finer ones, step by step
 * up to the size of the picture. The layers of each step have the same names whatever follows, so that a 16s can start from
 * the weights of a 32s.
 *
 * With transposed convolutions, the backbone must halve what it halves: pictures may have any size that is a multiple of the largest
 * stride, and any size at all where the backbone rounds up.
 *
 * Introduced in notebook fcn-segmentation.
 *
 * @param backbone a classifier, whose layers behind its last map are left out
 * @throws RangeError when the backbone has no map of one of the strides, or they are not whole multiples of one another
 * @see Long, Shelhamer and Darrell, Fully Convolutional Networks for Semantic Segmentation, https://arxiv.org/abs/1411.4038, figure 3
 */
export function fcn_on(backbone: NetworkSpec, options: FcnOnOptions = {}): NetworkSpec {
  const maps = lastMaps(backbone);
  const strides = options.strides ?? [Math.max(...maps.keys())];
  if (options.enlarge !== 'bilinear') checkStrides(strides);
  const taps = strides.map(stride => mapOfStride(maps, stride, backbone, 'fcn_on'));
  const { numClasses: filters = 21, inputShape = backbone.inputShape } = options;
  const trunk = upTo(backbone, at(taps, 0));
  const g = Graph.continuing({ ...trunk, inputShape, name: options.name ?? `${backbone.name}_fcn${strides.at(-1)}s` });
  const input = at(trunk.layers, 0).name;
  const score = (i: number): string => g.conv2d(at(taps, i), { filters, kernelSize: 1 }, `score${at(strides, i)}`);
  let x = score(0);
  strides.forEach((from, i) => {
    const to = strides[i + 1] ?? 1;
    const finer = i + 1 < strides.length ? score(i + 1) : input;
    x =
      options.enlarge === 'bilinear'
        ? g.resizeLike(x, finer, { method: 'bilinear' }, `enlarge${from}to${to}`)
        : g.crop(enlarge(g, x, { filters, from, to }), finer, { offset: 0 }, `crop${to}`);
    if (finer !== input) x = g.add([x, finer], `fuse${to}`);
  });
  return g.build(x);
}

interface EnlargeArgs {
  readonly filters: number;
  readonly from: number;
  readonly to: number;
}

/** The padding lets the middle of a large cell and that of its parts coincide, so that nothing is cut at the start. */
function enlarge(g: Graph, x: string, { filters, from, to }: EnlargeArgs): string {
  const factor = from / to;
  const window = { kernelSize: 2 * factor, strides: factor, padding: factor / 2, useBias: false };
  return g.conv2dTranspose(x, { filters, ...window }, `enlarge${from}to${to}`);
}

function checkStrides(strides: readonly number[]): void {
  const wrong = strides.find((from, i) => from % (2 * (strides[i + 1] ?? 1)) !== 0);
  if (wrong === undefined && strides.length > 0) return;
  throw new RangeError(
    `fcn_on: strides must go down by whole, even factors, and the last must be even, as in [32, 16, 8]. Received ${showShape(strides)}.`,
  );
}
