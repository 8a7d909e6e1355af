import type { NamedArrays } from '../../spec/ndarray';
import { type Reading, readArrays } from './reading';
import { layOut, piecesOf, type WriteSafetensorsOptions } from './writing';

/**
 * Reads all tensors of a safetensors file that is in memory, as float32.
 *
 * @param bytes the whole file
 * @param name what to call it in messages
 * @returns the tensors by name, in the order in which they lie in the file
 * @throws SafetensorsError where the bytes are damaged, or no safetensors file
 * @see https://github.com/huggingface/safetensors#format
 */
export function parseSafetensors(bytes: Uint8Array, name: string): NamedArrays {
  return answer(readArrays({ file: name, size: bytes.length }), bytes);
}

/**
 * The bytes of a safetensors file, as `writeSafetensors` writes them.
 *
 * @param arrays the tensors by name
 * @param name what to call the file in messages
 * @throws SafetensorsError where a tensor cannot be stored as asked
 */
export function serializeSafetensors(
  arrays: NamedArrays,
  name: string,
  options: WriteSafetensorsOptions = {},
): Uint8Array {
  const layout = layOut(name, arrays, options);
  const bytes = new Uint8Array(layout.size);
  let position = 0;
  for (const piece of piecesOf(layout)) {
    bytes.set(piece, position);
    position += piece.length;
  }
  return bytes;
}

function answer<T>(reading: Reading<T>, bytes: Uint8Array): T {
  let step = reading.next();
  while (step.done !== true) {
    const { target, position } = step.value;
    target.set(bytes.subarray(position, position + target.length));
    step = reading.next();
  }
  return step.value;
}
