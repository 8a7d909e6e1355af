export { type BoxRegressor, regressBoxes, trainBoxRegressor } from './boxRegression';
export {
  type DetectFastRcnnOptions,
  type DetectRegionsOptions,
  detectFastRcnn,
  detectFastRcnnTimed,
} from './detect';
export { type RegionLoss, type RegionTensors, regionLoss } from './loss';
export type { HeadOptions } from './part';
export { type CellWindow, type MapPlace, poolPyramids, windowOnMap } from './pyramidPool';
export { type RegionDetectionOptions, type RegionOutputs, regionDetections } from './regionDetections';
export { type RidgeOptions, ridgeRegression } from './ridgeRegression';
export { HEAD_WEIGHTS, type RegionSample, type RegionSampleOptions, sampleRegions } from './sampleRegions';
export { type FastRcnn, fastRcnn, type ImagesWithProposals } from './task';
export { type WarpOptions, warpRegions } from './warp';
