import { isUtf8 } from 'node:buffer';
import { readdirSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, posix, win32 } from 'node:path';
import { systemProblem } from '../files/systemProblem';
import { excerpt, quoted } from '../spec/quoted';

/**
 * The names in a folder but for hidden ones, sorted by code points, alike on every system.
 *
 * @param where who asks, for messages
 * @throws Error when the folder cannot be read, or holds a name that no path leads to
 */
export function namesIn(folder: string, where: string): string[] {
  const names = entriesOf(folder, where);
  const wrong = names.find(name => !isUtf8(name));
  if (wrong !== undefined) {
    throw new Error(
      `${where}: ${folder} holds a name that is not in UTF-8: '${excerpt(wrong.toString('latin1'))}'. Rename it.`,
    );
  }
  const texts = names.map(name => name.toString('utf8'));
  return texts.filter(name => !name.startsWith('.')).sort();
}

function entriesOf(folder: string, where: string): Buffer[] {
  try {
    return readdirSync(folder, { encoding: 'buffer' });
  } catch (error) {
    throw new Error(
      `${where}: ${folder} cannot be read: ${systemProblem(error)}. Check the path and its permissions.`,
      { cause: error },
    );
  }
}

/** What a path leads to; undefined where it leads to nothing, such as a link to what was removed, or in a circle. */
function targetOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Whether a file is there, at the end of all links. */
export function isFileAt(path: string): boolean {
  return targetOf(path)?.isFile() ?? false;
}

export function isFolderAt(path: string): boolean {
  return targetOf(path)?.isDirectory() ?? false;
}

/** What no system takes as a path is no name either, and would fill a message. */
const LONGEST_NAME = 255;

/**
 * The path of a file that an annotation names. A name must not lead out of the folder, since annotations come from others.
 * Links that lie in the folder are followed wherever they lead: whoever made the folder put them there.
 *
 * @param name relative to the folder, with `/` between its parts
 * @param where the file that names it, and the place in it
 * @throws RangeError when the name leads out of the folder, or only one system understands it
 */
export function pathInside(folder: string, name: string, where: string): string {
  const [first] = posix.normalize(name).split('/');
  const alike = !/[\\\p{Cc}]/u.test(name) && win32.parse(name).root === '' && name.length <= LONGEST_NAME;
  if (alike && !isAbsolute(name) && first !== '..' && first !== '.') return join(folder, name);
  throw new RangeError(
    `${where}: a name must lead to a file inside of ${folder}, with / between its parts. Received ${quoted(name)}. Correct the file.`,
  );
}
