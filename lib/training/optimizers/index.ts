export { type AdamOptions, adam, adamW } from './adam';
export type { Optimizer } from './optimizer';
export { type SgdOptions, sgd } from './sgd';
