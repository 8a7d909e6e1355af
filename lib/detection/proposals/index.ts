export { COLOR_SPACES, type ColorSpace, toColorSpace } from './colorSpaces';
export { type FelzenszwalbOptions, felzenszwalb } from './felzenszwalb';
export { type Grouping, type GroupingOptions, groupRegions, type Merge, type Region, regionsAfter } from './grouping';
export { type SelectiveSearchOptions, selectiveSearch } from './selectiveSearch';
export { SIMILARITIES, type Similarities, type Similarity } from './similarity';
