import type { FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemErrorCode, systemProblem } from '../../files/systemProblem';
import { writeWhole } from '../../files/writeWhole';
import type { NamedArrays } from '../../spec/ndarray';
import { SafetensorsError } from '../safetensors/error';
import { layOut, piecesOf, type WriteSafetensorsOptions } from '../safetensors/writing';

// Node.js takes no more than 2^31 - 1 bytes in one call.
const LONGEST_WRITE = 2 ** 30;

/**
 * Writes tensors to a safetensors file, byte for byte as the reference implementation does.
 *
 * The file is written whole (`writeWhole`): `path` holds the old file or the whole new one at any moment. Values are
 * rounded to the nearest, ties to even; a value outside the range of its type is an error, never a silent infinity.
 *
 * @param path the file; replaced where it exists, and written through where it is a pipe or a device
 * @param arrays the tensors by name, such as `stateDict` and `readSafetensors` give
 * @param options element type and metadata
 * @throws SafetensorsError where a tensor cannot be stored as asked, or the file cannot be written
 * @see https://github.com/huggingface/safetensors#format
 */
export async function writeSafetensors(
  path: string,
  arrays: NamedArrays,
  options: WriteSafetensorsOptions = {},
): Promise<void> {
  const layout = layOut(path, arrays, options);
  await replaceFile(path, async handle => {
    for (const piece of piecesOf(layout)) await append(handle, piece);
  });
}

async function replaceFile(path: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await writeWhole(path, write);
  } catch (error) {
    throw systemErrorCode(error) === undefined ? error : unwritable(path, error);
  }
}

function unwritable(path: string, cause: unknown): SafetensorsError {
  const folder = dirname(resolve(path));
  const problem =
    systemErrorCode(cause) === 'ENOENT'
      ? `there is no folder ${folder}. Make it first.`
      : `the file cannot be written: ${systemProblem(cause)}. Check that you may write to ${folder} and that the disk has room.`;
  return new SafetensorsError(path, problem, { cause });
}

async function append(handle: FileHandle, source: Uint8Array): Promise<void> {
  let done = 0;
  while (done < source.length) {
    const { bytesWritten } = await handle.write(source, done, Math.min(source.length - done, LONGEST_WRITE));
    done += bytesWritten;
  }
}
