import { readAtMost } from '../files/readAtMost';
import { decodeText } from '../files/readText';
import { systemErrorCode, systemProblem } from '../files/systemProblem';
import { MOST_PICTURE_BYTES } from '../images/pictureSize';
import type { CommandLine } from './arguments';

/** The most bytes of a text: names of classes are a few kilobytes. */
const MOST_TEXT_BYTES = 10_000_000;

/**
 * A picture's file that the user names.
 *
 * @throws RangeError when it cannot be read
 */
export function readGivenPicture(line: CommandLine, path: string): Buffer {
  return readGiven(line, path, MOST_PICTURE_BYTES);
}

function readGiven({ name }: CommandLine, path: string, limit: number): Buffer {
  try {
    return readAtMost(path, limit);
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
export function readGivenLines(line: CommandLine, path: string): string[] {
  const text = decodeText(readGiven(line, path, MOST_TEXT_BYTES), `${line.name}: ${path}`).trimEnd();
  return text === '' ? [] : text.split(/\r?\n/);
}
