export { type AnchorOptions, anchorGrid, type BaseAnchorOptions, baseAnchors } from './anchors';
export * from './boxes';
export type { ClassKey, Detection, ImageKey, Prediction, TimedDetections, Truth } from './detection';
export { type ImagesWithOneObject, type Localization, type LocalizationOptions, localization } from './localization';
export { BACKGROUND, IGNORED, type Matches, type MatchOptions, matchBoxes } from './matching';
export * from './metrics';
export * from './nms';
export { type BalancedSample, balancedSample, type SamplingOptions } from './sampling';
export { type SlidingCost, type SlidingOptions, slidingCost, slidingWindows, type WindowCount } from './slidingWindows';
