export type { ClassKey, Detection, ImageKey, Prediction, TimedDetections, Truth } from './detection';
