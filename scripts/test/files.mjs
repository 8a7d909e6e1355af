// @ts-check
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Rooms whose tests start kernels, browsers and set-ups of their own: one at a time, after the others. */
const heavyRooms = ['jupyter', 'notebooks', 'browser', 'setup'];

/**
 * The test files, those that may run side by side first.
 *
 * @param {string} root the checkout
 * @param {readonly string[]} filters parts of names; a file with any of them is taken, and every file without filters
 * @returns {{ light: string[], heavy: string[] }} paths from the root, with forward slashes
 */
export function testFiles(root, filters) {
  const all = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map(path => `test/${path.replaceAll('\\', '/')}`)
    .filter(path => /\.test\.m?ts$/.test(path))
    .filter(path => filters.length === 0 || filters.some(filter => path.includes(filter)))
    .sort();
  const isHeavy = (/** @type {string} */ path) => heavyRooms.includes(path.split('/')[1] ?? '');
  return { light: all.filter(path => !isHeavy(path)), heavy: all.filter(isHeavy) };
}
