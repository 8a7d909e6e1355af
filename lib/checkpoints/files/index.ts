/**
 * Checkpoints: files of named arrays, by which a network is kept under PyTorch's names, or a training run on its way.
 * What works on their bytes is in lib/checkpoints/safetensors.
 */
export { readSafetensors, readSafetensorsHeader } from './read';
export { readTorchWeights } from './torchWeights';
export { writeSafetensors } from './write';
