// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { isRepository, takeFromGit } from './git.mjs';
import { isFile } from './kinds.mjs';
import { hashIfReadable } from './record.mjs';
import { damagedSources, neededSources } from './sources.mjs';

/**
 * The photographs, data sets and weights of `data/`, as set-up and the doctor look at them: before lib is compiled,
 * which looks at them in its own words (lib/datasets/registry.ts).
 *
 * @typedef {import('./places.mjs').Places} Places
 */

export const registryPath = 'data/registry.json';

/** @param {Places} places */
export const registryFile = ({ root }) => join(root, registryPath);

/**
 * @param {Places} places
 * @returns {{ path: string, sha256: string }[] | undefined} paths below the checkout; undefined where the list itself is
 *   missing or damaged
 */
function registered(places) {
  if (!isFile(registryFile(places))) return undefined;
  try {
    /** @type {{ path: string, sha256: string }[]} */
    const entries = JSON.parse(readFileSync(registryFile(places), 'utf8'));
    const isWhole = entries.every(({ path, sha256 }) => typeof path === 'string' && typeof sha256 === 'string');
    return isWhole ? entries.map(({ path, sha256 }) => ({ path: `data/${path}`, sha256 })) : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Places} places */
export const dataFiles = places => [
  registryFile(places),
  ...(registered(places) ?? []).map(({ path }) => join(places.root, path)),
];

/**
 * Reads all files of the registry.
 *
 * @param {Places} places
 * @returns {{ files: number, damaged: string[] }} how many there are, and which are missing or damaged
 */
export function lookAtData(places) {
  const entries = registered(places);
  if (!entries) return { files: 0, damaged: [registryPath] };
  const damaged = entries.filter(({ path, sha256 }) => hashIfReadable(join(places.root, path)) !== sha256);
  return { files: entries.length, damaged: damaged.map(({ path }) => path) };
}

/** So many names fit into a command to copy. */
const mostNames = 5;

/**
 * What to do about files of the course that are missing or damaged.
 *
 * @param {readonly string[]} damaged
 * @param {boolean} git whether the checkout is a Git repository
 */
export const filesRemedy = (damaged, git) =>
  git
    ? `npx convnets doctor --fix${damaged.length > mostNames ? '' : ` (or: git checkout -- ${damaged.join(' ')})`}`
    : `this folder has no Git repository to take it from: download the course again, and copy into this folder: ${damaged.join(', ')}`;

/**
 * The step of set-up, which looks at what comes with the course. It changes nothing, for a file may be one that an author
 * is working on.
 *
 * @param {import('./steps.mjs').StepContext} context
 * @returns {Promise<string>}
 * @throws {SetupFailure} naming the files that are missing or damaged
 */
export async function checkFiles({ places }) {
  const data = lookAtData(places);
  const sources = neededSources(places);
  const damaged = [...data.damaged, ...damagedSources(places, sources)];
  if (damaged.length === 0) return `${data.files + sources.length} files`;
  throw new SetupFailure('files of the course are missing or damaged.', {
    lines: damaged,
    remedy: filesRemedy(damaged, isRepository(places.root)),
  });
}

/**
 * Takes data files that are missing or damaged from the repository again, and no others.
 *
 * @param {Places} places
 * @param {(line: string) => void} say
 */
export function mendData(places, say) {
  const take = (/** @type {string} */ path) => {
    say(`${path} is missing or damaged: taking it from Git again.`);
    const problem = takeFromGit(places.root, path);
    if (problem) say(`    ${problem}`);
  };
  const tried = new Set();
  for (let { damaged } = lookAtData(places); damaged.length > 0; { damaged } = lookAtData(places)) {
    const untried = damaged.filter(path => !tried.has(path));
    // A file that has the repository's contents, and not its checksum: the list of checksums is what is damaged.
    const next = untried.length > 0 ? untried : [registryPath].filter(path => !tried.has(path));
    if (next.length === 0) return;
    for (const path of next) {
      tried.add(path);
      take(path);
    }
  }
}
