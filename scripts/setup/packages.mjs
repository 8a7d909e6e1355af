// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from './command.mjs';
import { withRetries } from './retry.mjs';

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
 */
export const lockedPackages = file => Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages);

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
 * and set-up does their work itself. What was fetched before a cut is in npm's cache.
 *
 * @param {import('./steps.mjs').StepContext} context
 * @param {readonly string[]} args
 */
export async function runNpm({ places, lock, log, report }, args) {
  const npm = npmProgram();
  await withRetries(() => {
    let fetched = 0;
    report.progress('asking for packages');
    return runCommand(npm.file, [...npm.args, ...args, '--ignore-scripts', '--loglevel=http', '--fetch-retries=2'], {
      cwd: places.root,
      log,
      lock,
      what: `npm ${args[0]}`,
      onLine: line => {
        if (/^npm http (fetch|cache) .*\.tgz/.test(line)) report.progress(`fetched ${++fetched} packages`);
      },
    });
  }, report);
}

/**
 * Installs the Node packages exactly as the lock file says: those of a learner, and those of authors where an author's
 * are there already, for `npm ci` begins by removing all of them.
 *
 * @param {import('./steps.mjs').StepContext} context
 */
export async function installPackages(context) {
  const { root, nodeModules } = context.places;
  const locked = lockedPackages(join(root, 'package-lock.json'));
  const keepsTools = locked.some(([folder, { dev }]) => dev && existsSync(join(root, folder)));
  await runNpm(context, ['ci', keepsTools ? '--include=dev' : '--omit=dev']);
  return `${lockedPackages(join(nodeModules, '.package-lock.json')).length} packages`;
}
