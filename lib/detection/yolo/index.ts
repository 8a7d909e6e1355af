export { fromPrior, toPrior } from './anchorCoding';
export { assignToCells, type CellAssignment, type CellAssignments } from './assignment';
export { type CellPrediction, cellPredictions, type PredictedBox } from './decode';
export { type DetectYoloOptions, detectYolo, detectYoloTimed } from './detect';
export { type YoloDetectionsOptions, yoloDetections } from './detections';
export type { BoxOptions, CellBox, CellOptions, Prior, YoloGrid } from './grid';
export { responsibleBox, type YoloLossTerms, type YoloLossWeights, yoloLoss } from './loss';
export { type YoloDetection, type YoloDetectionOptions, yoloDetection } from './task';
