export { type BoundaryOptions, boundaryBand, nearBoundary } from './boundary';
export { type ConfusionMatrix, type ConfusionOptions, confusionMatrix } from './confusionMatrix';
export { type CropOffset, cropOffsets, explainCropOffsets } from './cropOffsets';
export { convolutionalWeights, fullyConvolutional } from './fullyConvolutional';
export { type LabelMap, type Labels, labelAt, labelMap } from './labelMap';
export { metrics, type SegmentationMetrics } from './metrics';
export { type Color, overlayLabels, type PaintOptions, paintLabels, vocColor } from './palette';
export * from './prediction';
export * from './task';
