export type { WindowOptions } from './scoreBands';
export { pixelScores, type SegmentOptions, segment } from './segment';
