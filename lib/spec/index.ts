export { Graph } from './graph';
export * from './ndarray';
export * from './network';
export { showPair, showShape, toPair } from './pair';
