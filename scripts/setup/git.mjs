// @ts-check
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { tellingLines } from './failure.mjs';

/**
 * @param {string} root
 * @param {readonly string[]} args
 */
const git = (root, args) => spawnSync('git', args, { cwd: root, encoding: 'utf8', windowsHide: true });

/**
 * Whether the checkout is a Git repository: not a folder that was downloaded as a ZIP, nor one inside another repository.
 *
 * @param {string} root the checkout
 */
export function isRepository(root) {
  const { status, stdout } = git(root, ['rev-parse', '--show-toplevel']);
  return status === 0 && realpathSync(resolve(stdout.trim())) === realpathSync(root);
}

/**
 * Replaces a file by the repository's.
 *
 * @param {string} root the checkout
 * @param {string} path below it
 * @returns {string | undefined} what went wrong
 */
export function takeFromGit(root, path) {
  const { status, stderr, error } = git(root, ['checkout', '--', path]);
  if (status === 0) return undefined;
  return error?.message ?? tellingLines(stderr.split('\n'), 1)[0];
}

/**
 * @param {string} root the checkout
 * @param {readonly string[]} folders below it
 * @returns {string[]} the files in them that the repository has, by their path below the checkout
 */
export const trackedFiles = (root, folders) =>
  git(root, ['ls-files', '-z', '--', ...folders])
    .stdout.split('\0')
    .filter(path => path !== '');
