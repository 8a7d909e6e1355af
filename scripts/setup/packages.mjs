// @ts-check
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { builtFolders } from './backend.mjs';
import { runCommand } from './command.mjs';
import { SetupFailure, tellsOfNetwork } from './failure.mjs';
import { withRetries } from './retry.mjs';
import { filesUnder } from './stamp.mjs';

/**
 * A package in a lock file of npm.
 *
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean} [dev] whether only authors need it
 * @property {boolean} [optional] whether it may be for another system
 */

/**
 * The packages of a lock file, by their folder.
 *
 * @param {string} file package-lock.json, or npm's own record of what it has installed
 * @returns {[folder: string, locked: LockedPackage][]}
 * @throws {SetupFailure} when it is damaged
 */
export function lockedPackages(file) {
  try {
    return Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages);
  } catch (error) {
    throw new SetupFailure(`${file} cannot be read: ${error instanceof Error ? error.message : error}`, {
      remedy: 'get it back with: git checkout -- package-lock.json (without Git: from a new download of the course).',
    });
  }
}

/**
 * What npm says that it has installed, by folder.
 *
 * @param {import('./places.mjs').Places} places
 * @returns {ReadonlyMap<string, LockedPackage> | undefined} undefined where it has not finished, or its record is damaged
 */
export function installedPackages({ nodeModules }) {
  try {
    return new Map(lockedPackages(join(nodeModules, '.package-lock.json')));
  } catch {
    return undefined;
  }
}

/** @param {import('./places.mjs').Places} places */
export const packagesAreThere = places => installedPackages(places) !== undefined;

/**
 * The files of packages, without what is built into them afterwards.
 *
 * @param {import('./places.mjs').Places} places
 * @param {(locked: LockedPackage) => boolean} which
 * @returns {string[]}
 */
export function filesOfPackages(places, which) {
  const { root } = places;
  const built = builtFolders(places);
  return lockedPackages(join(root, 'package-lock.json'))
    .filter(([folder, locked]) => folder !== '' && which(locked))
    .flatMap(([folder]) => filesUnder(join(root, folder), name => name === 'node_modules'))
    .filter(file => !built.some(folder => file.startsWith(`${folder}${sep}`)));
}

/** @param {import('./places.mjs').Places} places */
export const installedFiles = places => filesOfPackages(places, ({ dev }) => !dev);

/**
 * npm's own program: the one that runs us, or the one beside this Node.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} node path of the running Node
 */
export function npmProgram(env = process.env, node = process.execPath) {
  const beside = ['../lib/node_modules/npm/bin/npm-cli.js', 'node_modules/npm/bin/npm-cli.js'];
  const candidates = [env.npm_execpath, ...beside.map(path => join(dirname(node), path))];
  const cli = candidates.find(path => path?.endsWith('npm-cli.js') && existsSync(path));
  return cli ? { file: node, args: [cli] } : { file: 'npm', args: [] };
}

/**
 * Runs npm in the checkout. The packages' install scripts do not run: two of them would fetch programs of their own,
 * and set-up does their work itself. What was fetched before is in npm's cache, and taken from there without a connection.
 *
 * @param {import('./steps.mjs').StepContext} context
 * @param {readonly string[]} args
 */
export async function runNpm({ places, lock, log, report }, args) {
  const npm = npmProgram();
  const options = ['--ignore-scripts', '--no-audit', '--loglevel=http', '--fetch-retries=2'];
  const run = (/** @type {string} */ preference) => {
    let fetched = 0;
    let cut = false;
    report.progress('asking for packages');
    return runCommand(npm.file, [...npm.args, ...args, ...options, preference], {
      cwd: places.root,
      log,
      lock,
      what: `npm ${args[0]}`,
      onLine: line => {
        if (/^npm http (fetch|cache) .*\.tgz/.test(line)) report.progress(`fetched ${++fetched} packages`);
        // npm waits before it tries again, and the learner should know why.
        const reason = cut || !tellsOfNetwork(line) ? undefined : /attempt \d+ failed with (\S+)/.exec(line)?.[1];
        if (reason === undefined) return;
        cut = true;
        report.note(`No connection (${reason}): trying again.`);
      },
    });
  };
  let preference = '--prefer-offline';
  await withRetries(
    () =>
      run(preference).catch(error => {
        if (!tellsOfOldCache(error)) throw error;
        preference = '--prefer-online';
        return run(preference);
      }),
    report,
  );
}

/**
 * npm's cache may hold a list of a package's versions from before the one that the lock file names.
 *
 * @param {unknown} error
 */
const tellsOfOldCache = error => error instanceof SetupFailure && /\bETARGET\b|notarget/.test(error.lines.join('\n'));

/**
 * Removes the packages that hold these files, so that npm takes them anew: a folder with the right version in it counts
 * as a whole package for npm.
 *
 * @param {import('./places.mjs').Places} places
 * @param {readonly string[]} files by their path below the checkout, with forward slashes
 * @returns {readonly string[]} the packages' folders
 */
export function removePackagesOf({ root }, files) {
  const folders = lockedPackages(join(root, 'package-lock.json')).map(([folder]) => folder);
  const ownersOf = (/** @type {string} */ file) => folders.filter(folder => folder && file.startsWith(`${folder}/`));
  // The longest: a package may lie in another's folder.
  const owners = files.flatMap(file => ownersOf(file).sort((a, b) => b.length - a.length)[0] ?? []);
  const damaged = [...new Set(owners)];
  for (const folder of damaged) rmSync(join(root, folder), { recursive: true, force: true });
  return damaged;
}

/**
 * Installs the Node packages exactly as the lock file says: those of a learner, and those of authors where an author's
 * are there already, for `npm ci` begins by removing all of them. Where some are damaged, only these are installed anew.
 *
 * @param {import('./steps.mjs').StepContext} context
 */
export async function installPackages(context) {
  const { places, condition } = context;
  const locked = lockedPackages(join(places.root, 'package-lock.json'));
  const keepsTools = locked.some(([folder, { dev }]) => dev && existsSync(join(places.root, folder)));
  const which = keepsTools ? '--include=dev' : '--omit=dev';
  if (condition.state === 'damaged') {
    const mended = removePackagesOf(places, condition.files);
    await runNpm(context, ['install', which, '--no-save']);
    return `installed anew: ${mended.map(folder => folder.replace('node_modules/', '')).join(', ')}`;
  }
  await runNpm(context, ['ci', which]);
  return `${installedPackages(places)?.size ?? 0} packages`;
}
