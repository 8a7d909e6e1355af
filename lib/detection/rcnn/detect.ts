import { imageShape } from '../../images/imageShape';
import type { NDArray } from '../../spec/ndarray';
import type { Detection, TimedDetections } from '../detection';
import { type SelectiveSearchOptions, selectiveSearch } from '../proposals/selectiveSearch';
import type { FeatureExtractor } from './extractor';
import { type ClassifyOptions, classifyRegions, type RegionHeads } from './heads';

/** R-CNN, or SPPNet: they differ in how features come about. */
export interface RegionDetector {
  readonly extractor: FeatureExtractor;
  readonly heads: RegionHeads;
  /** How regions are proposed, in use as in training. */
  readonly proposals: SelectiveSearchOptions;
  readonly classNames: readonly string[];
}

/**
 * Finds objects: selective search proposes regions, the extractor gives their features, the heads say what they show.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @param image [h, w, 3], from 0 to 255
 * @returns the surest first
 * @throws TypeError when the image has not three channels
 */
export function detectRegions(
  detector: Omit<RegionDetector, 'classNames'>,
  image: NDArray,
  options: ClassifyOptions = {},
): readonly Detection[] {
  return detectRegionsTimed(detector, image, options).detections;
}

/**
 * `detectRegions`, with where the time went and how often the network was run.
 *
 * Introduced in notebook rcnn-sppnet.
 *
 * @throws as `detectRegions`
 */
export function detectRegionsTimed(
  { extractor, heads, proposals }: Omit<RegionDetector, 'classNames'>,
  image: NDArray,
  options: ClassifyOptions = {},
): TimedDetections {
  const [height, width] = imageShape(image, 'detectRegions');
  const start = performance.now();
  const regions = selectiveSearch(image, proposals);
  const proposed = performance.now();
  const { features, evaluations } = extractor.extract(image, regions);
  const extracted = performance.now();
  const detections = classifyRegions(heads, features, regions, [height, width], options);
  const seconds = {
    proposals: (proposed - start) / 1000,
    features: (extracted - proposed) / 1000,
    heads: (performance.now() - extracted) / 1000,
  };
  return { detections, seconds, evaluations };
}
