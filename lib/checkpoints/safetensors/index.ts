/**
 * Reading and writing checkpoints in the safetensors format: a header in JSON, then the numbers, and nothing that runs.
 *
 * @see https://github.com/huggingface/safetensors
 */
export type { Dtype, FloatDtype } from './dtypes';
export { SafetensorsError } from './error';
export type { SafetensorsHeader, TensorRecord } from './header';
export { readSafetensors, readSafetensorsHeader, type SafetensorsEntry } from './read';
export { type SafetensorsInput, type WriteSafetensorsOptions, writeSafetensors } from './write';
