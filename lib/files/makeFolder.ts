import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemErrorCode } from './systemProblem';

/**
 * Makes a folder, and those above it, where they are missing. Node's own way, `recursive`, never ends below a folder such as
 * /proc, which says of each new name that it is not there.
 *
 * @throws the system's error
 */
export function makeFolder(path: string): void {
  if (isMade(path)) return;
  makeFolder(dirname(path));
  mkdirOrFound(path);
}

/** @returns false where the folder above it is missing */
function isMade(path: string): boolean {
  try {
    mkdirOrFound(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' && !existsSync(dirname(path))) return false;
    throw error;
  }
}

/** Somebody else may make it at the same time. */
function mkdirOrFound(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
