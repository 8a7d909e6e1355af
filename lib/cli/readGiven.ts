import { readFile } from 'node:fs/promises';
import { systemErrorCode } from '../checkpoints/files/systemError';
import type { CommandLine } from './arguments';

/**
 * A file that the user names.
 *
 * @throws RangeError when it cannot be read
 */
export async function readGiven({ name }: CommandLine, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = systemErrorCode(error);
    const problem = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`;
    throw new RangeError(`${name}: ${path}: ${problem}. Check the path.`, { cause: error });
  }
}
