import type { Box } from '../../spec/box';
import type { NDArray } from '../../spec/ndarray';

/** Features of regions, and what they took. */
export interface ExtractedFeatures {
  /** [k, d] */
  readonly features: NDArray;
  /** How often the network was run on a picture or a region. */
  readonly evaluations: number;
}

/** From a picture and boxes on it to the features of each box: where R-CNN and SPPNet differ. */
export interface FeatureExtractor {
  /**
   * @param image [h, w, c], from 0 to 255
   * @param boxes k boxes with an area
   */
  extract(image: NDArray, boxes: readonly Box[]): ExtractedFeatures;
  /** Frees the copy of the weights. */
  dispose(): void;
}
