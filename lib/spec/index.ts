export { at, byteAt, doubleAt, floatAt, intAt, lookUp } from './at';
export { type Box, boxHeight, boxWidth } from './box';
export { Graph } from './graph';
export * from './ndarray';
export * from './network';
export { showPair, showShape, toPair } from './pair';
export { permutation, Random } from './random';
