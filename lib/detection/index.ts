export type { ClassKey, Detection, ImageKey, Prediction, TimedDetections, Truth } from './detection';
export { type FelzenszwalbOptions, felzenszwalb } from './proposals/felzenszwalb';
