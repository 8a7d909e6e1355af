import { type FileHandle, open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { systemErrorCode, systemProblem } from '../../files/systemProblem';
import type { NamedArrays } from '../../spec/ndarray';
import { SafetensorsError } from '../safetensors/error';
import type { SafetensorsHeader } from '../safetensors/header';
import { type Reading, type Request, readArrays, readHeader, type Source } from '../safetensors/reading';

// Node.js takes no more than 2^31 - 1 bytes in one call.
const LONGEST_READ = 2 ** 30;

/**
 * Reads all tensors of a safetensors file as float32.
 *
 * The header is checked whole before any tensor is allocated, and each tensor is read straight into its own array, so
 * that memory never holds the file twice. Widening F16, BF16 and F8 is exact; F64 and integers past 2^24 round to the
 * nearest float32, as PyTorch's `tensor.float()` does.
 *
 * @param path the file
 * @returns the tensors by name, in the order in which they lie in the file, each with its element type there
 * @throws SafetensorsError where the file cannot be read, is damaged, or is no safetensors file
 * @see https://github.com/huggingface/safetensors#format
 */
export async function readSafetensors(path: string): Promise<NamedArrays> {
  return readFile(path, readArrays);
}

/**
 * Reads only the header of a safetensors file: names, element types, shapes and metadata, without the data.
 *
 * @param path the file
 * @returns the checked header
 * @throws SafetensorsError where the file cannot be read, is damaged, or is no safetensors file
 */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  return (await readFile(path, readHeader)).header;
}

async function readFile<T>(path: string, start: (source: Source) => Reading<T>): Promise<T> {
  try {
    // Asked before opening: opening a pipe would wait for somebody to write to it.
    if (!(await stat(path)).isFile()) {
      throw new SafetensorsError(
        path,
        'this is a folder or a device, not a file. Give the path of a .safetensors file.',
      );
    }
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      return await answer(start({ file: path, size }), path, handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw systemErrorCode(error) === undefined ? error : unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): SafetensorsError {
  const problem =
    systemErrorCode(cause) === 'ENOENT'
      ? `there is no such file. Looked for ${resolve(path)}: check the path.`
      : `the file cannot be read: ${systemProblem(cause)}. Check that you may read ${resolve(path)}.`;
  return new SafetensorsError(path, problem, { cause });
}

async function answer<T>(reading: Reading<T>, path: string, handle: FileHandle): Promise<T> {
  let step = reading.next();
  while (step.done !== true) {
    await fill(step.value, path, handle);
    step = reading.next();
  }
  return step.value;
}

async function fill({ target, position }: Request, path: string, handle: FileHandle): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const length = Math.min(target.length - done, LONGEST_READ);
    const { bytesRead } = await handle.read(target, done, length, position + done);
    if (bytesRead === 0) {
      throw new SafetensorsError(path, 'the file became shorter while it was read. Read it again when it is complete.');
    }
    done += bytesRead;
  }
}
