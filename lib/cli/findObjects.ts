import type { LayersModel } from '@tensorflow/tfjs-node';
import type { TimedDetections } from '../detection/detection';
import { detectFasterRcnnTimed } from '../detection/faster';
import type { SelectiveSearchOptions } from '../detection/proposals/selectiveSearch';
import { selectiveSearch } from '../detection/proposals/selectiveSearch';
import {
  detectRegionsTimed,
  type FeatureExtractor,
  type RegionHeads,
  rcnnFeatures,
  sppnetFeatures,
} from '../detection/rcnn';
import { detectFastRcnnTimed } from '../detection/regions';
import { MINI_ANCHORS, PUBLISHED_ANCHORS } from '../detection/rpn';
import { detectYoloTimed } from '../detection/yolo';
import { at } from '../spec/at';
import type { NamedArrays, NDArray } from '../spec/ndarray';
import type { AsTrained } from './asTrained';

type Scaling = AsTrained['scaling'];

/** What a detector is run with, besides the network. */
export interface Finding {
  /** [h, w, 3], from 0 to 255. */
  readonly image: NDArray;
  readonly scaling: Scaling;
  /** Detections that score less are left out; the detector's own by default. */
  readonly minScore?: number;
  /** Of a detector whose heads are in a file of their own. */
  readonly heads?: RegionHeads;
}

/** A network of the registry that finds objects. */
export interface Way {
  /** The number of classes that weights were trained for; undefined when the entry is missing, which loading reports. */
  numClasses(weights: NamedArrays): number | undefined;
  /** Whether the classifier and the regressors are in a file of their own. */
  readonly heads: boolean;
  /** Multiples of this are the sides of a picture for it; null for a network of one size. */
  readonly stride: number | null;
  find(model: LayersModel, finding: Finding): TimedDetections;
}

/** Selective search on pictures of 64 × 64 pixels, as the small detectors were trained. */
export const MINI_SEARCH: SelectiveSearchOptions = { scales: [100, 300], minSize: 20 };
/** Proposals that the heads of the small Faster R-CNN look at. */
export const MINI_PROPOSALS = 32;

const rowsOf = (entry: string, more: number) => (weights: NamedArrays) => {
  const rows = weights.get(entry)?.shape[0];
  return rows === undefined ? undefined : rows - more;
};

/** Two boxes of five numbers. */
const CELL = 10;
/** Cells of YOLO as published. */
const CELLS = 49;

const yolo = {
  heads: false,
  stride: null,
  find: (model: LayersModel, { image, scaling, minScore }: Finding) =>
    detectYoloTimed(model, image, { scaling, ...(minScore !== undefined && { scoreThreshold: minScore }) }),
};

const ofRegions = {
  heads: false,
  numClasses: rowsOf('roi_heads.box_predictor.cls_score.weight', 1),
};

function fast(stride: number | null, proposals: SelectiveSearchOptions): Way {
  return {
    ...ofRegions,
    stride,
    find: (model, { image, scaling, minScore }) =>
      detectFastRcnnTimed(model, image, {
        ...{ scaling, proposals: pixels => selectiveSearch(pixels, proposals) },
        ...(minScore !== undefined && { scoreThreshold: minScore }),
      }),
  };
}

function apart(featuresOf: (model: LayersModel, options: { scaling: Scaling }) => FeatureExtractor): Way {
  return {
    heads: true,
    stride: null,
    numClasses: rowsOf('fc7.weight', 0),
    find(model, { image, scaling, minScore, heads }) {
      if (heads === undefined) throw new TypeError('findObjects: this detector needs its heads.');
      const extractor = featuresOf(model, { scaling });
      try {
        const options = minScore === undefined ? {} : { minScore };
        return detectRegionsTimed({ extractor, heads, proposals: MINI_SEARCH }, image, options);
      } finally {
        extractor.dispose();
      }
    },
  };
}

/** How each detector of the registry is run. */
export const WAYS: ReadonlyMap<string, Way> = new Map<string, Way>([
  ['rcnn_mini', apart(rcnnFeatures)],
  ['sppnet_mini', apart(sppnetFeatures)],
  ['fast_rcnn', fast(16, {})],
  ['fast_rcnn_mini', fast(null, MINI_SEARCH)],
  ['faster_rcnn', faster(16, PUBLISHED_ANCHORS, 300)],
  ['faster_rcnn_mini', faster(null, MINI_ANCHORS, MINI_PROPOSALS)],
  ['yolo', { ...yolo, numClasses: weights => cellsOf(rowsOf('fc2.weight', 0)(weights)) }],
  ['yolo_mini', { ...yolo, numClasses: rowsOf('predictions.weight', CELL) }],
]);

function faster(stride: number | null, anchors: typeof MINI_ANCHORS, after: number): Way {
  return {
    ...ofRegions,
    stride,
    find: (model, { image, scaling, minScore }) =>
      detectFasterRcnnTimed(model, image, {
        ...{ ...anchors, scaling, proposals: { after } },
        ...(minScore !== undefined && { scoreThreshold: minScore }),
      }),
  };
}

const cellsOf = (units: number | undefined): number | undefined =>
  units === undefined ? undefined : units / CELLS - CELL;

/** Of pictures for the published Fast and Faster R-CNN: the shorter side, and the longest that the longer one becomes. */
const [SHORTER, LONGEST] = [600, 1000];

/** The size to which a picture is brought for a network that takes any: shorter side 600, longer at most 1,000 pixels. */
export function sizeFor({ shape }: NDArray, stride: number): readonly [height: number, width: number] {
  const [height, width] = [at(shape, 0), at(shape, 1)];
  const scale = Math.min(SHORTER / Math.min(height, width), LONGEST / Math.max(height, width));
  const fitted = (side: number): number => Math.max(stride, Math.round((side * scale) / stride) * stride);
  return [fitted(height), fitted(width)];
}
