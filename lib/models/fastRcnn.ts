import { Graph } from '../spec/graph';
import type { NetworkSpec } from '../spec/network';
import { PUBLISHED_HEADS, type RegionOptions, regionHeads } from './regionHeads';
import { smallBackbone } from './smallBackbone';
import { lastMaps, mapOfStride } from './strideMaps';
import { upTo } from './upTo';
import { vgg16 } from './vgg';

/**
 * Fast R-CNN on the convolutions of any classifier: its last map of a stride is computed once, and each region that somebody
 * proposes is pooled from it, classified and placed.
 *
 * @param backbone a classifier, whose layers behind its last map of the stride are left out
 * @returns a network with a second input, regions in pixels of the picture, and two outputs for each region: scores
 *   [1 + classes], background first, and [4 · (1 + classes)] that move the region for each of these
 * @throws RangeError when the backbone has no map of the stride
 * @see Girshick, Fast R-CNN, https://arxiv.org/abs/1504.08083
 */
export function fast_rcnn_on(backbone: NetworkSpec, options: RegionOptions = {}): NetworkSpec {
  const settings = { ...PUBLISHED_HEADS, ...options };
  const map = mapOfStride(lastMaps(backbone), settings.stride, backbone, 'fast_rcnn_on');
  const trunk = upTo(backbone, map);
  const { name = `${backbone.name}_fast_rcnn`, inputShape = backbone.inputShape, regions = 2000 } = options;
  const g = Graph.continuing({ ...trunk, inputShape, name });
  return g.build(...regionHeads(g, map, g.regions({ count: regions }), settings));
}

/**
 * Fast R-CNN on VGG-16 as published, for the 20 classes of VOC: 134,690,729 parameters. Counted for 2,000 proposals on a
 * picture of 600 × 800 pixels.
 *
 * Introduced in notebook fast-faster-rcnn.
 */
export function fast_rcnn(options: RegionOptions = {}): NetworkSpec {
  const { inputShape = [600, 800, 3] } = options;
  return fast_rcnn_on(vgg16({ inputShape }), { name: 'fast_rcnn', ...options });
}

/** The heads of the small detectors: 4×4 features of each region, one dense layer. */
export const MINI_HEADS = { numClasses: 10, outputSize: 4, hidden: [128], dropoutRate: 0, stride: 8 } as const;

export interface RegionMiniOptions extends RegionOptions {
  /** Any classifier, such as `models.resnet18()`, in place of the small convolutions. */
  readonly backbone?: NetworkSpec;
}

/**
 * A small Fast R-CNN for `datasets.scenes`: its own few convolutions or those of any classifier. Counted for 64 proposals.
 *
 * Introduced in notebook fast-faster-rcnn.
 */
export function fast_rcnn_mini(options: RegionMiniOptions = {}): NetworkSpec {
  const { inputShape = [64, 64, 3], backbone = smallBackbone(inputShape) } = options;
  return fast_rcnn_on(backbone, { ...MINI_HEADS, regions: 64, name: 'fast_rcnn_mini', inputShape, ...options });
}
