import type { Graph } from '../spec/graph';
import type { ModelOptions } from './options';

/** What Fast R-CNN and Faster R-CNN have in common: the heads, and where they look. */
export interface RegionOptions extends ModelOptions {
  /** Classes of objects: 20 of VOC unless told. The network adds background as class 0. */
  readonly numClasses?: number;
  /** Regions of a picture that multiplications and activations are counted for. A model runs with any number. */
  readonly regions?: number;
  /** How a region becomes features of one size: `'pool'`, as published, or `'align'`, of Mask R-CNN. */
  readonly pooling?: 'pool' | 'align';
  /** Rows and columns of a region's features. */
  readonly outputSize?: number;
  /** Units of the dense layers between a region's features and its predictions. */
  readonly hidden?: readonly number[];
  /** Share of the dense layers' activations that training drops. */
  readonly dropoutRate?: number;
  /** Pixels from one place of the map that is read to the next; 16 unless told. */
  readonly stride?: number;
  /** Of the network; the backbone's, with the detector's, by default. */
  readonly name?: string;
}

/** The published heads: 7×7 features of each region, and the two dense layers of VGG. */
export const PUBLISHED_HEADS = {
  numClasses: 20,
  pooling: 'pool',
  outputSize: 7,
  hidden: [4096, 4096],
  dropoutRate: 0.5,
  stride: 16,
} as const;

/**
 * The heads on a map: for each region, scores of the background and of each class, and four numbers for each of these that
 * move the region to the object's box. Background has four as well, which nothing reads, as published.
 *
 * @returns the layers [1 + classes] and [4 · (1 + classes)]
 */
export function regionHeads(
  g: Graph,
  map: string,
  regions: string,
  options: Required<Omit<RegionOptions, 'inputShape' | 'name' | 'regions'>>,
): readonly [scores: string, deltas: string] {
  const { numClasses, pooling, outputSize, hidden, dropoutRate, stride } = options;
  const bins = { outputSize, spatialScale: 1 / stride };
  const pooled =
    pooling === 'pool'
      ? g.roiPool(map, regions, bins, 'roi_heads.box_roi_pool')
      : g.roiAlign(map, regions, bins, 'roi_heads.box_roi_pool');
  let x = g.flatten(pooled, 'roi_heads.flatten');
  hidden.forEach((units, i) => {
    const path = `roi_heads.box_head.fc${6 + i}`;
    x = g.relu(g.dense(x, { units }, path), `${path}.relu`);
    if (dropoutRate > 0) x = g.dropout(x, { rate: dropoutRate }, `${path}.dropout`);
  });
  const outputs = 1 + numClasses;
  return [
    g.dense(x, { units: outputs }, 'roi_heads.box_predictor.cls_score'),
    g.dense(x, { units: 4 * outputs }, 'roi_heads.box_predictor.bbox_pred'),
  ];
}
