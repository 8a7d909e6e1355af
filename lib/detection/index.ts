export { type AnchorOptions, anchorGrid, type BaseAnchorOptions, baseAnchors } from './anchors';
export * from './boxes';
export type { ClassKey, Detection, ImageKey, Prediction, TimedDetections, Truth } from './detection';
export { BACKGROUND, IGNORED, type Matches, type MatchOptions, matchBoxes } from './matching';
export { type BalancedSample, balancedSample, type SamplingOptions } from './sampling';
export * from './faster';
export * from './regions';
export * from './rpn';
