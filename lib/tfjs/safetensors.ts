/**
 * Reading and writing checkpoints in the safetensors format: a header in JSON, then the numbers, and nothing that runs.
 *
 * @see https://github.com/huggingface/safetensors
 */
export type { Dtype, FloatDtype } from './safetensors/dtypes';
export { SafetensorsError } from './safetensors/error';
export type { SafetensorsHeader, TensorRecord } from './safetensors/header';
export { readSafetensors, readSafetensorsHeader, type SafetensorsEntry } from './safetensors/read';
export { type SafetensorsInput, type WriteSafetensorsOptions, writeSafetensors } from './safetensors/write';
