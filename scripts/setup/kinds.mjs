// @ts-check
import { statSync } from 'node:fs';

/**
 * What lies at a path, links followed: to open a pipe or a device could take for ever.
 *
 * @param {string} path
 */
function statOf(path) {
  try {
    return statSync(path);
  } catch {
    return undefined; // nothing, a link that leads nowhere, or below what is no folder
  }
}

/** @param {string} path */
export const isFile = path => statOf(path)?.isFile() ?? false;

/** @param {string} path */
export const isFolder = path => statOf(path)?.isDirectory() ?? false;
