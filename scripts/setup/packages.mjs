// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from './command.mjs';
import { withRetries } from './retry.mjs';

/**
 * npm's own program: the one that runs us, or the one beside this Node.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} node path of the running Node
 */
export function npmProgram(env = process.env, node = process.execPath) {
  const beside = ['../lib/node_modules/npm/bin/npm-cli.js', 'node_modules/npm/bin/npm-cli.js'];
  const candidates = [env.npm_execpath ?? '', ...beside.map(path => join(dirname(node), path))];
  const cli = candidates.find(path => path.endsWith('npm-cli.js') && existsSync(path));
  return cli ? { file: node, args: [cli] } : { file: 'npm', args: [] };
}

/**
 * Installs the Node packages exactly as the lock file says. Their install scripts do not run: two of them would fetch
 * programs of their own, and set-up does their work itself. What was fetched before a cut is in npm's cache.
 *
 * @param {import('./steps.mjs').StepContext} context
 */
export async function installPackages({ places, lock, log, report }) {
  const lockFile = JSON.parse(readFileSync(join(places.root, 'package-lock.json'), 'utf8'));
  const total = Object.keys(lockFile.packages).length - 1;
  const npm = npmProgram();
  await withRetries(() => {
    let fetched = 0;
    report.progress('asking for packages');
    return runCommand(npm.file, [...npm.args, 'ci', '--ignore-scripts', '--loglevel=http', '--fetch-retries=2'], {
      cwd: places.root,
      log,
      lock,
      what: 'npm ci',
      onLine: line => {
        if (/^npm http (fetch|cache) .*\.tgz/.test(line)) report.progress(`fetched ${++fetched} packages`);
      },
    });
  }, report);
  return `${total} packages`;
}
