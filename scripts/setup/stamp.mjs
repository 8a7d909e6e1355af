// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { isFile, isFolder } from './kinds.mjs';
import { isRecord } from './record.mjs';

/**
 * Writes a file so that it is there whole or not at all; a folder in its place goes.
 *
 * @param {string} file
 * @param {string} text
 */
export function writeWhole(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const next = `${file}.next`;
  for (const place of [next, file]) if (isFolder(place)) rmSync(place, { recursive: true });
  writeFileSync(next, text);
  renameSync(next, file);
}

/**
 * A number for the contents of files and of values: what a step's result depends on.
 *
 * @param {string} root the checkout; where it lies does not count
 * @param {readonly string[]} files a missing one counts as such, and so does what is no file
 * @param {readonly unknown[]} [values]
 * @returns {string}
 */
export function fingerprint(root, files, values = []) {
  const hash = createHash('sha256').update(JSON.stringify(values));
  for (const file of files) {
    hash.update(`\0${relative(root, file)}\0`);
    if (isFile(file)) hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

/**
 * All files under a folder, sorted, without those that `skip` names.
 *
 * @param {string} folder
 * @param {(name: string) => boolean} [skip] by the name of a file or folder
 * @returns {string[]}
 */
export function filesUnder(folder, skip = () => false) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => !skip(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => (entry.isDirectory() ? filesUnder(join(folder, entry.name), skip) : [join(folder, entry.name)]));
}

/**
 * What is remembered of a step that succeeded.
 *
 * @typedef {object} Stamp
 * @property {string} inputs a number for all that its result depends on
 * @property {import('./record.mjs').FileRecord} files what it made
 */

/**
 * Remembers with which inputs each step last succeeded, and what it made.
 *
 * @param {string} folder
 */
export function stampsIn(folder) {
  const fileOf = (/** @type {string} */ id) => join(folder, id);
  return {
    any: () => isFolder(folder) && readdirSync(folder).length > 0,
    /**
     * @param {string} id
     * @returns {Stamp | undefined} undefined where the step has not succeeded, or its stamp is damaged
     */
    read(id) {
      if (!isFile(fileOf(id))) return undefined;
      try {
        const { inputs, files } = JSON.parse(readFileSync(fileOf(id), 'utf8'));
        return typeof inputs === 'string' && isRecord(files) ? { inputs, files } : undefined;
      } catch {
        return undefined;
      }
    },
    /** @param {string} id */
    remove: id => rmSync(fileOf(id), { recursive: true, force: true }),
    /**
     * @param {string} id
     * @param {Stamp} stamp
     */
    write: (id, stamp) => writeWhole(fileOf(id), JSON.stringify(stamp)),
  };
}
