import { readFile } from 'node:fs/promises';
import { decodeText } from '../files/readText';
import { systemErrorCode, systemProblem } from '../files/systemProblem';
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
    const missing = systemErrorCode(error) === 'ENOENT';
    const problem = missing ? 'there is no such file' : `the file cannot be read: ${systemProblem(error)}`;
    throw new RangeError(`${name}: ${path}: ${problem}. Check the path.`, { cause: error });
  }
}

/**
 * The lines of a text file that the user names, without empty ones at its end.
 *
 * @throws RangeError when it cannot be read; TypeError when it is no text in UTF-8
 */
export async function readGivenLines(line: CommandLine, path: string): Promise<string[]> {
  const text = decodeText(await readGiven(line, path), `${line.name}: ${path}`);
  return text.trimEnd().split(/\r?\n/);
}
