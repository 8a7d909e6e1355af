export type { Optimizer, StateEntry } from './optimizer';
export { type SgdOptions, sgd } from './sgd';
