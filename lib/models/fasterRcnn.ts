import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { MINI_HEADS, type RegionMiniOptions } from './fastRcnn';
import { PUBLISHED_HEADS, type RegionOptions, regionHeads } from './regionHeads';
import { smallBackbone } from './smallBackbone';
import { lastMaps, mapOfStride } from './strideMaps';
import { upTo } from './upTo';
import { vgg16 } from './vgg';

export interface ProposalOptions {
  /** Anchors at each place of the map, k in the paper; 9 unless told: three sizes by three ratios. */
  readonly anchors?: number;
  /** Filters of the 3×3 convolution before the two predictions; 512 unless told. */
  readonly rpnFilters?: number;
  /**
   * How an anchor is told to be an object: by two scores, as published, first the k of background, then those of objects; or
   * by one, whose sigmoid is the probability, as the paper's footnote and torchvision have it. `'two'` unless told.
   */
  readonly objectness?: 'two' | 'one';
}

export interface FasterOptions extends RegionOptions, ProposalOptions {}
export interface FasterMiniOptions extends RegionMiniOptions, ProposalOptions {}

const PUBLISHED_RPN = { anchors: 9, rpnFilters: 512, objectness: 'two' } as const;

/**
 * Faster R-CNN on the convolutions of any classifier: on the last map of a stride, a region proposal network says of each
 * anchor whether it is an object and how far from it; the heads of Fast R-CNN look at the best of these regions.
 *
 * @param backbone a classifier, whose layers behind its last map of the stride are left out
 * @returns a network with a second input, regions in pixels of the picture, and four outputs: the two of Fast R-CNN, the
 *   objectness of the anchors [h, w, k] or [h, w, 2k], and what moves them to the object, [h, w, 4k]
 * @throws RangeError when the backbone has no map of the stride
 * @see Ren and others, Faster R-CNN, https://arxiv.org/abs/1506.01497
 */
export function faster_rcnn_on(backbone: NetworkSpec, options: FasterOptions = {}): NetworkSpec {
  const settings = { ...PUBLISHED_HEADS, ...PUBLISHED_RPN, ...options };
  const map = mapOfStride(lastMaps(backbone), settings.stride, backbone, 'faster_rcnn_on');
  const trunk = upTo(backbone, map);
  const { name = `${backbone.name}_faster_rcnn`, inputShape = backbone.inputShape, regions = 300 } = options;
  const g = Graph.continuing({ ...trunk, inputShape, name });
  const proposals = proposalNetwork(g, map, settings);
  const heads = regionHeads(g, map, g.regions({ count: regions }), settings);
  return g.build(...heads, ...proposals);
}

/** The region proposal network on a map. @returns the layers [h, w, k] or [h, w, 2k], and [h, w, 4k] */
function proposalNetwork(
  g: Graph,
  map: string,
  { anchors, rpnFilters, objectness }: Required<ProposalOptions>,
): readonly [objectness: string, deltas: string] {
  const conv = g.conv2d(map, { filters: rpnFilters, kernelSize: 3, padding: 1 }, 'rpn.head.conv.0.0');
  const x = g.relu(conv, 'rpn.head.conv.0.1');
  const scores = objectness === 'two' ? 2 * anchors : anchors;
  return [
    g.conv2d(x, { filters: scores, kernelSize: 1 }, 'rpn.head.cls_logits'),
    g.conv2d(x, { filters: 4 * anchors, kernelSize: 1 }, 'rpn.head.bbox_pred'),
  ];
}

/**
 * Faster R-CNN on VGG-16 as published, for the 20 classes of VOC: 137,078,239 parameters. Counted for 300 proposals on a
 * picture of 600 × 800 pixels.
 *
 * Introduced in notebook fast-faster-rcnn.
 */
export function faster_rcnn(options: FasterOptions = {}): NetworkSpec {
  const { inputShape = [600, 800, 3] } = options;
  return faster_rcnn_on(vgg16({ inputShape }), { name: 'faster_rcnn', ...options });
}

/** Six anchors: sizes 16, 24 and 32 pixels, squares and boxes twice as high as wide. */
const MINI_RPN = { anchors: 6, rpnFilters: 96, objectness: 'one' } as const;

/**
 * A small Faster R-CNN for `datasets.scenes`: its own few convolutions or those of any classifier. Counted for 32 proposals.
 *
 * Introduced in notebook fast-faster-rcnn.
 */
export function faster_rcnn_mini(options: FasterMiniOptions = {}): NetworkSpec {
  const { inputShape = [64, 64, 3], backbone = smallBackbone(inputShape) } = options;
  const settings = { ...MINI_HEADS, ...MINI_RPN, pooling: 'align', regions: 32 } as const;
  return faster_rcnn_on(backbone, { ...settings, name: 'faster_rcnn_mini', inputShape, ...options });
}
