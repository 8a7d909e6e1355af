// @ts-check
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Rooms whose tests start kernels, browsers and set-ups of their own: one at a time, after the others. */
const heavyRooms = ['jupyter', 'notebooks', 'browser', 'setup', 'faults'];

/** The tests that break things on purpose and take minutes: `npm run test:faults`. */
const faults = 'test/faults/';

/**
 * The test files, those that may run side by side first; or, of the tests under fault, all of them, one at a time.
 *
 * @param {string} root the checkout
 * @param {readonly string[]} filters parts of names; a file with any of them is taken, and every file without filters
 * @param {{ underFault: boolean }} which the tests under fault, or all the others
 * @returns {{ light: string[], heavy: string[] }} paths from the root, with forward slashes
 */
export function testFiles(root, filters, { underFault }) {
  const all = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map(path => `test/${path.replaceAll('\\', '/')}`)
    .filter(path => /\.test\.m?ts$/.test(path) && path.startsWith(faults) === underFault)
    .filter(path => filters.length === 0 || filters.some(filter => path.includes(filter)))
    .sort();
  const isHeavy = (/** @type {string} */ path) => heavyRooms.includes(path.split('/')[1] ?? '');
  return { light: all.filter(path => !isHeavy(path)), heavy: all.filter(isHeavy) };
}
