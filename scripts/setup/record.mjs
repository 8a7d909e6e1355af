// @ts-check
import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { isFile } from './kinds.mjs';

/**
 * What a file was when its step had made it: its size in bytes, when it was written (milliseconds), its contents.
 *
 * @typedef {[size: number, time: number, sha256: string]} Seen
 *
 * Files by their path below the checkout, with forward slashes: a checkout that is moved keeps its records.
 * @typedef {Record<string, Seen>} FileRecord
 */

/**
 * @param {unknown} value read from a file
 * @returns {value is FileRecord}
 */
export const isRecord = value =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isSeen);

/** @param {unknown} value */
const isSeen = value =>
  Array.isArray(value) && ['number', 'number', 'string'].every((type, place) => typeof value[place] === type);

const pieceSize = 1 << 20;

/**
 * @param {string} file of any size
 * @returns {string} its sha256
 */
export function hashFile(file) {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(pieceSize);
  const opened = openSync(file, 'r');
  try {
    for (;;) {
      const length = readSync(opened, piece, 0, pieceSize, null);
      if (length === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, length));
    }
  } finally {
    closeSync(opened);
  }
}

/**
 * Remembers files as they are. Links are left out: what they lead to is not the step's.
 *
 * @param {string} root the checkout
 * @param {readonly string[]} files
 * @returns {FileRecord}
 */
export function recordFiles(root, files) {
  /** @type {FileRecord} */
  const record = {};
  for (const file of files) {
    const found = lstatSync(file);
    if (!found.isFile()) continue;
    record[relative(root, file).split(sep).join('/')] = [found.size, found.mtimeMs, hashFile(file)];
  }
  return record;
}

/**
 * Compares files with what they were. A file with its size and its time counts as unchanged, unless the comparison is
 * thorough; one with its size and another time, such as that of a copy, is read.
 *
 * @param {string} root the checkout
 * @param {FileRecord} record
 * @param {{ thorough: boolean }} how
 * @returns {{ damaged: string[], renewed: FileRecord | undefined }} paths below the checkout, and the record with the
 *   times of now where they are others
 */
export function compareFiles(root, record, { thorough }) {
  /** @type {string[]} */
  const damaged = [];
  /** @type {FileRecord} */
  const times = {};
  for (const [path, seen] of Object.entries(record)) {
    const [size, time, sha256] = seen;
    const file = `${root}/${path}`;
    const found = statOf(file);
    if (found?.size !== size) {
      damaged.push(path);
      continue;
    }
    const sameTime = found.mtimeMs === time;
    if ((thorough || !sameTime) && hashIfReadable(file) !== sha256) damaged.push(path);
    else if (!sameTime) times[path] = [size, found.mtimeMs, sha256];
  }
  return { damaged, renewed: Object.keys(times).length > 0 ? { ...record, ...times } : undefined };
}

/** @param {string} file */
function statOf(file) {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined; // a folder on the way may not be read
  }
}

/**
 * @param {string} file
 * @returns {string | undefined} its sha256; undefined where it is missing, no file (a folder, a pipe), or on a block of
 *   the disk that is lost
 */
export function hashIfReadable(file) {
  if (!isFile(file)) return undefined;
  try {
    return hashFile(file);
  } catch {
    return undefined;
  }
}
