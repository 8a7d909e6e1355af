export { conv2d, toNDArray, toTensor } from './arrays';
export { type Backend, backend, type TensorFlow, tf } from './backend';
export { type BuildOptions, buildModel } from './buildModel';
export type { InitializationOptions, InitializerName } from './initialization';
export { softmaxCrossEntropy } from './kernels/loss';
export { optimizeForInference } from './optimizeForInference';
export * from './safetensors';
export { loadStateDict, type StateTensor, stateDict } from './stateDict';
export { stateDictShapes } from './stateMap';
