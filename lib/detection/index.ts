export type { ClassKey, Detection, ImageKey, Prediction, TimedDetections, Truth } from './detection';
export { type ColorSpace, toColorSpace } from './proposals/colorSpaces';
export { type FelzenszwalbOptions, felzenszwalb } from './proposals/felzenszwalb';
export {
  type Grouping,
  type GroupingOptions,
  groupRegions,
  type Merge,
  type Region,
  regionsAfter,
} from './proposals/grouping';
export { type SelectiveSearchOptions, selectiveSearch } from './proposals/selectiveSearch';
export type { Similarities, Similarity } from './proposals/similarity';
