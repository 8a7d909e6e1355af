import { mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { systemProblem } from '../files/systemProblem';
import { writeWholeSync } from '../files/writeWhole';
import { formatNotebook, type Notebook } from './notebook';
import { BACKUPS, copiesFolder, type Place } from './places';
import { isThere } from './readNotebook';

/**
 * Writes a learner's copy.
 *
 * @throws Error when it cannot be written
 */
export function writeCopy({ copy, formerCopy }: Place, notebook: Notebook): void {
  writing(copy, () => {
    writeWholeSync(copy, formatNotebook(notebook));
    // Only now: an interruption leaves two files rather than none.
    if (formerCopy !== undefined) rmSync(formerCopy, { force: true });
  });
}

/**
 * Keeps a file as it is, under the moment's name. What cannot be read, such as a folder or a link in a circle, is moved there.
 *
 * @returns the backup
 * @throws Error when it cannot be written
 */
export function backUp(root: string, file: string, now: Date): string {
  const folder = join(copiesFolder(root), BACKUPS);
  makeFolder(folder);
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  const moment = local.toISOString().slice(0, -1).replace('T', ' ').replaceAll(':', '.');
  const backup = join(folder, `${basename(file, '.ipynb')} ${moment}.ipynb`);
  const content = contentOf(file);
  writing(backup, () => (content === undefined ? renameSync(file, backup) : writeWholeSync(backup, content)));
  return backup;
}

/** Undefined where there is no file that can be read. */
function contentOf(file: string): Buffer | undefined {
  try {
    return statSync(file).isFile() ? readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes a folder, unless it is there.
 *
 * @throws Error when something else has its name, or it cannot be made
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    const problem = isThere(path)
      ? 'must be a folder. Give another name to what is there now'
      : `cannot be made: ${systemProblem(error)}. Mend that`;
    throw new Error(`${path} ${problem}, and try again.`, { cause: error });
  }
}

function writing(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new Error(`${path} cannot be written: ${systemProblem(error)}. Mend that, and try again.`, { cause: error });
  }
}
