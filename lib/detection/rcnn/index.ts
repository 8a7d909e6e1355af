export { detectRegions, detectRegionsTimed, type RegionDetector } from './detect';
export type { ExtractedFeatures, FeatureExtractor } from './extractor';
export { featureLayerOf } from './featureLayer';
export { type ClassifyOptions, classifyRegions, type RegionHeads } from './heads';
export { type RcnnFeatureOptions, rcnnFeatures } from './rcnnFeatures';
export { type RegionImagesOptions, regionImages } from './regionImages';
export { sppnetFeatures } from './sppnetFeatures';
export { type TrainedHeads, type TrainHeadsOptions, trainHeads } from './trainHeads';
export { type RegionTrainingOptions, trainRegionDetector } from './trainRegionDetector';
