import type { LayersModel } from '@tensorflow/tfjs-node';
import { at } from '../../spec/at';
import { inputShapeOf } from '../../tfjs/model/modelLayers';
import { type FitOptions, fit } from '../../training';
import type { DetectionImages } from '../detection';
import type { SelectiveSearchOptions } from '../proposals/selectiveSearch';
import type { RegionDetector } from './detect';
import type { FeatureExtractor } from './extractor';
import { type RegionImagesOptions, regionImages } from './regionImages';
import { type TrainHeadsOptions, trainHeads } from './trainHeads';

export interface RegionTrainingOptions {
  /** How regions are proposed, in training as in use. */
  readonly proposals: SelectiveSearchOptions;
  /** How the classifier is fine-tuned on warped regions. */
  readonly fit: FitOptions;
  readonly regions?: Omit<RegionImagesOptions, 'size' | 'proposals'>;
  readonly heads?: Omit<TrainHeadsOptions, 'proposals'>;
}

/**
 * The stages of R-CNN and SPPNet, one after the other: the classifier is fine-tuned on warped regions, then the
 * features of all regions are computed, then machines and regressors are trained on them.
 *
 * @param model a classifier of the background and the set's classes, such as `models.rcnn_mini` or `models.sppnet_mini`
 * @param set pictures with their objects
 * @param featuresOf `rcnnFeatures` or `sppnetFeatures`
 * @returns a detector; dispose of its extractor when it is not needed any more
 * @throws as `fit` and `trainHeads`
 */
export async function trainRegionDetector(
  model: LayersModel,
  set: DetectionImages,
  featuresOf: (model: LayersModel) => FeatureExtractor,
  options: RegionTrainingOptions,
): Promise<RegionDetector> {
  const { proposals } = options;
  const size = at(inputShapeOf(model), 0);
  await fit(model, regionImages(set, { ...options.regions, size, proposals }), options.fit);
  const extractor = featuresOf(model);
  const { heads } = trainHeads(extractor, set, { ...options.heads, proposals });
  return { extractor, heads, proposals, classNames: set.classNames };
}
