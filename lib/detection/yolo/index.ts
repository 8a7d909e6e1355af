export { fromPrior, type Prior, toPrior } from './anchorCoding';
export { assignToCells, type CellAssignment, type CellAssignments, type CellBox } from './assignment';
export { type CellPrediction, cellPredictions, type PredictedBox } from './decode';
export { type DetectYoloOptions, detectYolo, detectYoloTimed } from './detect';
export { type YoloDetectionsOptions, yoloDetections } from './detections';
export type { BoxOptions, CellOptions, YoloGrid } from './grid';
export { responsibleBox, type YoloLossTerms, type YoloLossWeights, yoloLoss } from './loss';
export { type DetectionImages, type YoloDetection, type YoloDetectionOptions, yoloDetection } from './task';
