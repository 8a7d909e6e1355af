// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRepository, takeFromGit, trackedFiles } from './git.mjs';
import { isFile, isFolder } from './kinds.mjs';

/**
 * The course's own programs and notebooks, as set-up and the doctor look at them. Whoever writes the course changes
 * them, so only what is nobody's work counts as damaged: a file that is missing, empty, full of zeros (as after a power
 * cut) or, of the notebooks, no JSON.
 *
 * @typedef {import('./places.mjs').Places} Places
 */

/** What is run from where it lies, and no compiler misses. */
export const programs = [
  'lib/jupyter/start.cjs',
  'scripts/cli/loading-lines.mjs',
  'scripts/cli/lost-output.mjs',
  'scripts/cli/quietly.mjs',
  'scripts/doctor/checks.mjs',
  'scripts/doctor/doctor.mjs',
  'scripts/doctor/facts.mjs',
  'scripts/doctor/kernel.py',
  'scripts/setup/try-backend.cjs',
  'scripts/setup/unpack.py',
  'scripts/start/lab.mjs',
  'scripts/start/lab.py',
  'scripts/start/notebooks.mjs',
  'scripts/start/options.mjs',
  'scripts/start/ports.mjs',
  'scripts/start/server.mjs',
  'scripts/start/workspace.mjs',
];

/**
 * The course's notebooks: those that are there, and those whose text is.
 *
 * @param {Places} places
 * @returns {string[]} paths below the checkout
 */
function notebooks({ root }) {
  const names = (/** @type {string} */ folder, /** @type {string} */ ending) =>
    (isFolder(join(root, folder)) ? readdirSync(join(root, folder)) : [])
      .filter(name => /^\d\d-/.test(name) && name.endsWith(ending))
      .map(name => `notebooks/${name.slice(0, -ending.length)}.ipynb`);
  return [...new Set([...names('notebooks', '.ipynb'), ...names('notebooks/text', '.md')])].sort();
}

/**
 * What a learner's start needs as it is.
 *
 * @param {Places} places
 * @returns {string[]} paths below the checkout
 */
export const neededSources = places => [...programs, ...notebooks(places)];

/**
 * All that the course is made of, where Git tells; elsewhere what a start needs.
 *
 * @param {Places} places
 * @returns {string[]} paths below the checkout
 */
export const allSources = places => [
  ...new Set([
    ...neededSources(places),
    ...(isRepository(places.root) ? trackedFiles(places.root, ['lib', 'scripts', 'notebooks']) : []),
  ]),
];

/**
 * @param {Places} places
 * @param {readonly string[]} paths below the checkout
 * @returns {string[]} those that are missing or damaged
 */
export const damagedSources = ({ root }, paths) => paths.filter(path => !isWhole(join(root, path)));

/** @param {string} file */
function isWhole(file) {
  if (!isFile(file)) return false;
  try {
    const bytes = readFileSync(file);
    if (!file.endsWith('.ipynb')) return bytes.some(byte => byte !== 0);
    return Array.isArray(JSON.parse(bytes.toString()).cells);
  } catch {
    return false;
  }
}

/**
 * Takes sources that are missing or damaged from the repository again, and no others.
 *
 * @param {Places} places
 * @param {(line: string) => void} say
 */
export function mendSources(places, say) {
  for (const path of damagedSources(places, allSources(places))) {
    say(`${path} is missing or damaged: taking it from Git again.`);
    const problem = takeFromGit(places.root, path);
    if (problem) say(`    ${problem}`);
  }
}
