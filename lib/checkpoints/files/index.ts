/** Reading and writing files of weights in the safetensors format. */
export { readSafetensors, readSafetensorsHeader } from './read';
export { readTorchWeights } from './torchWeights';
export { writeSafetensors } from './write';
