/**
 * The safetensors format: a header in JSON, then the numbers, and nothing that runs. This part works on bytes and runs
 * in a browser; lib/checkpoints/files reads and writes files.
 *
 * @see https://github.com/huggingface/safetensors
 */
export { parseSafetensors, serializeSafetensors } from './bytes';
export type { FloatDtype } from './dtypes';
export { SafetensorsError } from './error';
export type { SafetensorsHeader, TensorRecord } from './header';
export type { WriteSafetensorsOptions } from './writing';
