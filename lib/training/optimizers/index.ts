export { type AdamOptions, adam, adamW } from './adam';
export type { Optimizer, SavedEntry, StateEntry } from './optimizer';
export { type SgdOptions, sgd } from './sgd';
