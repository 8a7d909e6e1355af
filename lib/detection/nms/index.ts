export { batchedNms, type NmsOptions, nms } from './greedy';
export { type SoftDecay, type SoftNmsOptions, type SoftSuppressed, softNms } from './soft';
